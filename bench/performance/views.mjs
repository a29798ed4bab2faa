// What was measured of the start of a client, host by host: each row of the results, and of the budgets, is one of these. Pure.

const cpu = ({ cpu }) => cpu;
const wall = ({ wall }) => wall;
const next = ({ next }) => next;
const hot = ({ hot }) => hot;

// `start` is results.start. In Node the CPU time is told: it is what other work on the machine changes least. workerd and pages tell only
// how long it took.
export function views(start) {
  const nodes = Object.keys(start).filter((host) => host.startsWith("Node"));
  const inNodes = (form, of) => nodes.map((host) => ({ host, form, rounds: start[host][form], of }));
  const pages = (form) => ({ host: "Chromium", form, rounds: start.Chromium[form], of: wall });
  return {
    published: { unit: "ms", measured: [...inNodes("published", cpu), pages("published")] },
    bundled: {
      unit: "ms",
      measured: [
        ...inNodes("bundled", cpu),
        { host: "workerd", form: "bundled", rounds: start.workerd.bundled, of: wall },
        pages("bundled"),
      ],
    },
    next: { unit: "us", measured: inNodes("published", next) },
    hot: { unit: "us", measured: inNodes("published", hot) },
  };
}
