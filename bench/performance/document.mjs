// bench/RESULTS.md, from the results. Measures and judges nothing.

import { markdown } from "../lib/table.mjs";
import { MB, kB, ms, plus, ratio, us } from "./cells.mjs";
import { AGAIN, bestOver, cpu, nextCpu, over, times, typical, wall } from "./figures.mjs";
import { VERDICTS, row, sentence, verdicts } from "./verdicts.mjs";

export function document(results) {
  const all = verdicts(results);
  return `# Size and speed

**${sentence(all)}**

${markdown(VERDICTS, all.map(row))}

![What an app downloads for one call, and the CPU time of a call over raw fetch, with each client](results.svg)

${[method, download, firstCall, oneCall, manyCalls, memory].map((section) => section(results)).join("\n\n")}
`;
}

// A row for each client. What is measured once is not told of raw fetch again.
const table = (header, apps, cells) =>
  markdown(
    header,
    apps.map((app) => [app.name, ...cells(app)]),
  );
const once = (apps) => apps.filter(({ id }) => id !== AGAIN);
const count = (number) => number.toLocaleString("en");

function method({ date, seconds, machine, versions, apps }) {
  const tools = Object.entries(versions).map(([name, version]) => `${name} ${version}`);
  return `Written by \`cargo xtask bench\`; do not edit. ${date}, ${machine}, ${seconds.toFixed(0)} s; ${tools.join(", ")}.

- Every app sets one key's status through one client, and is bundled by esbuild (\`--bundle --minify --target=es2022\`). The same bundles are
  measured in all hosts; for Workers the module is a file of its own. Sources: [performance/apps/](performance/apps/).
- Clients take turns: a round measures each of them once, in another order each time. Two are compared within a round only; told is the
  median over the rounds, and after ± how far it may be off with 95 % certainty. *Noise* is raw fetch measured a second time beside itself:
  how far its median may be from no difference at all. What is no larger than that is none.
- "Over raw fetch" is the difference to the first row: a careful \`fetch\` that encodes the ids and demands 204. graph-client and kiota are
  made once and kept, their quickest form.
- Times are figures, not tests: a budget that is missed fails nothing. What must hold for the CPU of a call is what graph-client takes in
  this run, and for the first call 1.5 times that; the aim of the first call is as much as graph-client.

${table(["client", "version"], once(apps), ({ version }) => [version])}`;
}

function download({ apps, sizes }) {
  const forms = ({ minified, gzip, brotli }) => [minified, gzip, brotli].map(kB).join(" / ");
  const rows = table(
    ["app", "module inlined", "for Workers", "all of the entry: inlined", "for Workers"],
    once(apps),
    ({ id }) => {
      const { bundled, workers, everything } = sizes.apps[id];
      return [bundled, workers, everything?.bundled, everything?.workers].map((size) => (size ? forms(size) : ""));
    },
  );
  return `## Download

kB (1000 bytes), minified / gzip / brotli, each file compressed by itself. The packed tarball has ${kB(sizes.tarball)} kB.

${rows}`;
}

function firstCall({ apps, start, settings }) {
  const hosts = Object.entries(start);
  const header = [
    "client",
    ...hosts.flatMap(([host]) => [host, "over raw"]),
    "Node: CPU over raw",
    "Chromium: page load",
  ];
  const rows = table(header, apps, ({ id }) => [
    ...hosts.flatMap(([, rounds]) => [typical(rounds, id, wall).toFixed(1), ms(over(rounds, id, wall), id)]),
    ms(over(start.Node, id, cpu), id),
    typical(start.Chromium, id, ({ pageMs }) => pageMs).toFixed(0),
  ]);
  const parts = ["Node: import", "compile", "instantiate", "Chromium: compile", "instantiate", "workerd: compile"];
  const ours = apps.filter((app) => app.ours);
  const partRows = table(["client", ...parts], ours, ({ id }) => [
    typical(start.Node, id, ({ importMs }) => importMs).toFixed(1),
    ...[start.Node, start.Chromium].flatMap((rounds) => [
      typical(rounds, id, ({ compileMs }) => compileMs).toFixed(1),
      typical(rounds, id, ({ instantiateMs }) => instantiateMs).toFixed(1),
    ]),
    plus(over(start.workerd, `${id}-module`, wall).value),
  ]);
  return `## First call

Milliseconds, median of ${settings.start.rounds} rounds, \`fetch\` stubbed. In Node import and first call in a fresh process;
in Chromium the same in a page that fetches the app's script over loopback, each page of a site of its own and nothing cached (*page load*
counts from the navigation); in workerd from starting its process to the answer to the first request. Node loads its own \`fetch\` on the way.

${rows}

Of these, in milliseconds (workerd: what raw fetch takes longer with our module, unused, in its deployment):

${partRows}`;
}

function oneCall({
  apps,
  start,
  calls,
  settings: {
    start: { next },
    stubbed,
    loopback,
  },
}) {
  const rows = table(
    ["client", "CPU", "wall", "CPU, best", "CPU, early", "loopback: CPU", "loopback: wall"],
    apps,
    ({ id }) => [
      us(over(calls.stub, id, cpu), id),
      us(over(calls.stub, id, wall), id),
      id === AGAIN ? "" : plus(bestOver(calls.stub, id, cpu), 0),
      us(over(start.Node, id, nextCpu), id),
      ratio(times(calls.loopback, id, cpu), id, 2),
      ratio(times(calls.loopback, id, wall), id, 2),
    ],
  );
  return `## A call

Microseconds over raw fetch, \`fetch\` stubbed, ${stubbed.rounds} rounds of ${stubbed.block} calls after ${count(stubbed.warmUp)}, each client in a
process of its own. *Best* is the best round of each; *early* the CPU of the ${next} calls that follow the first of a fresh process. Over
loopback, the server in another process: ratios to raw fetch, ${loopback.rounds} rounds of ${loopback.block} calls.

${rows}`;
}

function manyCalls({ apps, pool, settings }) {
  const byOne = pool.many ? [{ id: "many", name: pool.many }] : [];
  const services = [pool.fast, pool.slow];
  const header = ["client", ...services.flatMap((serviceMs) => [`${serviceMs} ms server: ms`, "ratio"]), "CPU ratio"];
  const rows = table(header, [...apps, ...byOne], ({ id }) => [
    ...services.flatMap((serviceMs) => {
      const rounds = pool.rounds[serviceMs];
      return [typical(rounds, id, wall).toFixed(0), ratio(times(rounds, id, wall), id)];
    }),
    ratio(times(pool.rounds[pool.slow], id, cpu), id, 2),
  ]);
  const also = pool.many ? `, and \`${pool.many}\` with \`concurrency: ${pool.keysets}\`` : "";
  return `## Many calls

${pool.changes} patches over loopback to a server that answers after ${pool.fast} or ${pool.slow} ms, ${pool.keysets} key sets in flight, ${settings.pool.rounds} rounds. Every client by
the same pool of as many lanes${also}.

${rows}`;
}

function memory({ apps, memory: { steps } }) {
  const header = Object.values(steps)[0].map(({ calls }) => `${count(calls)} calls`);
  const used = ({ wasm, heap, rss }) => [wasm, heap, rss].map(MB).join(" / ");
  const rows = table(["client", ...header], apps, ({ id }) => steps[id].map(used));
  return `## Memory

Each client in a process of its own, \`fetch\` stubbed, garbage collected: wasm memory / heap / RSS in MB.
Flat is at most 5 % more than after the first step.

${rows}`;
}
