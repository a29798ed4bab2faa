// What the package may cost, and whether it does not cost more. Pure: figures in, verdicts out. Nothing here is a test: times are told,
// never asserted.

import { cpu, growth, over, times, wall } from "./figures.mjs";

const OFFICIAL = "graph-client";

// How much more memory may be in use after the last step than after the first and still count as flat.
const FLAT = 1.05;

// The sizes, gzip'd, in bytes.
const SIZES = [
  { what: "app, module inlined, gzip", form: "bundled", must: { ours: 30_000, lite: 20_000 }, aim: { ours: 25_800, lite: 17_000 } },
  { what: "app for Workers, gzip", form: "workers", must: { lite: 18_500 }, aim: { lite: 16_000 } },
];

// The budgets for one of our entries: each with what was measured, what must hold and what is aimed at, all in `unit`.
export function budgets(results, id) {
  const { sizes, start, calls, pool, memory } = results;
  const sized = SIZES.filter(({ must }) => must[id]).map(({ what, form, must, aim }) => ({
    what,
    unit: "kB",
    ...exactly(sizes.apps[id][form].gzip / 1000),
    must: must[id] / 1000,
    aim: aim[id] / 1000,
  }));
  const official = over(calls.stub, OFFICIAL, cpu).value;
  const called = { what: "CPU a call over raw fetch", unit: "us", ...over(calls.stub, id, cpu), must: official, aim: 30 };
  const started = Object.entries(start).map(([host, rounds]) => {
    const official = over(rounds, OFFICIAL, wall).value;
    return { what: `first call over raw fetch, ${host}`, unit: "ms", ...over(rounds, id, wall), must: 1.5 * official, aim: official };
  });
  const many = pool.many && id === "ours" ? [{ way: "by patchKeyStatuses", of: "many" }] : [];
  const pooled = [{ way: "from a pool", of: id }, ...many].map(({ way, of }) => ({
    what: `${pool.changes} patches ${way}, ${pool.slow} ms server`,
    unit: "x",
    ...times(pool.rounds[pool.slow], of, wall),
    must: 1.07,
    aim: 1.02,
  }));
  const kept = ["wasm", "heap", "rss"].map((what) => ({
    what: `${NAMES[what]} over ${memory.calls} calls`,
    unit: "x",
    ...exactly(growth(memory.steps[id], what)),
    must: FLAT,
    aim: undefined,
  }));
  return [...sized, called, ...started, ...pooled, ...kept];
}

// What is measured once and comes out the same each time.
const exactly = (value) => ({ value, spread: 0, noise: 0 });

const NAMES = { wasm: "wasm memory", heap: "heap", rss: "RSS" };

// In a word, and by how much if it is missed. What lies no further from the limit than the noise, or than the rounds from each other, may
// be either.
export function verdict({ value, spread, noise, must, aim }) {
  const doubt = Math.max(spread, noise);
  if (doubt > 0 && Math.abs(value - must) <= doubt) return { held: true, word: "held within the noise" };
  if (value > must) return { held: false, word: "MISSED", by: value - must };
  return { held: true, word: value <= aim ? "held, and the aim" : "held" };
}
