// What the package may cost, and whether it does not cost more. Pure: figures in, verdicts out. Nothing here is a test: times are told,
// never asserted.

import { growth, most, overOfficial, times } from "./figures.mjs";
import { views } from "./views.mjs";

// How much more memory may be in use after the last step than after the first and still count as flat.
const FLAT = 1.05;
const KEPT = { wasm: "wasm memory", heap: "heap", rss: "RSS" };

// Gzip'd, in kB.
const SIZES = [
  {
    what: "an app, module inlined, gzip",
    form: "bundled",
    limits: { ours: { must: 25.8, aim: 22 }, lite: { must: 18.5, aim: 16 } },
  },
  { what: "an app for Workers, gzip", form: "workers", limits: { lite: { must: 18, aim: 15 } } },
];

// Over raw fetch, in times the official client's.
const HELD_TO_OFFICIAL = {
  next: { what: "CPU of calls 2 to 101, as published", every: { must: 1.2, aim: 1 } },
  hot: { what: "CPU of a call when hot", every: { must: 1, aim: 0.6 } },
  published: { what: "import and first call, as published", only: "Node", every: { must: 0.5, aim: 1 / 3 } },
  bundled: {
    what: "import and first call, bundled",
    Node: { ours: { must: 3.1, aim: 2.3 }, lite: { must: 2.6, aim: 2 } },
    every: { ours: { must: 2.1, aim: 1.7 }, lite: { must: 1.8, aim: 1.4 } },
  },
};

// The budgets for one of our entries: each with what was measured, what must hold and what is aimed at, all in `unit`, and how much may be
// chance.
export function budgets(results, id) {
  const { sizes, start, pool, memory } = results;
  const sized = SIZES.filter(({ limits }) => limits[id]).map(({ what, form, limits }) => ({
    what,
    unit: "kB",
    value: sizes.apps[id][form].gzip / 1000,
    ...limits[id],
  }));

  const all = views(start);
  const started = Object.entries(HELD_TO_OFFICIAL).flatMap(([name, { what, only = "", ...limits }]) =>
    all[name].measured
      .filter(({ host }) => host.startsWith(only))
      .map(({ host, rounds, of }) => {
        const limit = (host.startsWith("Node") && limits.Node) || limits.every;
        return { what: `${what}, ${host}`, unit: "x", ...overOfficial(rounds, id, of), ...(limit[id] ?? limit) };
      }),
  );

  const requests = {
    what: "files that a page without a bundler asks for",
    unit: "",
    value: most(start.Chromium.published, id, (measured) => measured.requests),
    must: 1,
  };

  const ways = [{ what: `${pool.changes} patches from a pool, ${pool.slow} ms server`, of: id }];
  if (id === "ours") ways.push({ what: `${pool.changes} patches by ${pool.many}, ${pool.slow} ms server`, of: "many" });
  const pooled = ways.map(({ what, of }) => ({
    what,
    unit: "x",
    ...times(pool.rounds[pool.slow], of, ({ wall }) => wall),
    must: 1.05,
    aim: 1.02,
  }));

  const kept = Object.entries(KEPT).map(([what, name]) => ({
    what: `${name} over ${memory.calls.toLocaleString("en")} calls`,
    unit: "x",
    value: growth(memory.steps[id], what),
    must: FLAT,
  }));
  return [...sized, ...started, requests, ...pooled, ...kept];
}

// Whether it is held, in a word, and by how much it is over. What is over by no more than may be chance is undecided.
export function verdict({ value, doubt = 0, must, aim }) {
  const close = doubt > 0 && Math.abs(value - must) <= doubt;
  if (value > must)
    return { held: close ? undefined : false, word: close ? "over, within the noise" : "MISSED", by: value - must };
  if (close) return { held: true, word: "held, within the noise" };
  return { held: true, word: value <= aim ? "held, and the aim" : "held" };
}
