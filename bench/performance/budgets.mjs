// What the package may cost, and whether it does not cost more. Pure: figures in, verdicts out. Nothing here is a test: times are told,
// never asserted.

import { cpu, growth, over, times, wall } from "./figures.mjs";

const OFFICIAL = "graph-client";

// How much more memory may be in use after the last step than after the first and still count as flat.
const FLAT = 1.05;
const KEPT = { wasm: "wasm memory", heap: "heap", rss: "RSS" };

// The sizes, gzip'd, in bytes.
const SIZES = [
  {
    what: "app, module inlined, gzip",
    form: "bundled",
    must: { ours: 30_000, lite: 20_000 },
    aim: { ours: 25_800, lite: 17_000 },
  },
  { what: "app for Workers, gzip", form: "workers", must: { lite: 18_500 }, aim: { lite: 16_000 } },
];

// The budgets for one of our entries: each with what was measured, what must hold and what is aimed at, all in `unit`, and how much may be
// chance.
export function budgets(results, id) {
  const { sizes, start, calls, pool, memory } = results;
  const sized = SIZES.filter(({ must }) => must[id]).map(({ what, form, must, aim }) => ({
    what,
    unit: "kB",
    ...exactly(sizes.apps[id][form].gzip / 1000),
    must: must[id] / 1000,
    aim: aim[id] / 1000,
  }));

  const called = { what: "CPU a call over raw fetch", unit: "us", ...besideOfficial(calls.stub, id, cpu, 1), aim: 30 };
  const started = Object.entries(start).map(([host, rounds]) => ({
    what: `first call over raw fetch, ${host}`,
    unit: "ms",
    ...besideOfficial(rounds, id, wall, 1.5),
  }));

  const ways = [{ what: `${pool.changes} patches from a pool, ${pool.slow} ms server`, of: id }];
  if (pool.many && id === "ours")
    ways.push({ what: `${pool.changes} patches by ${pool.many}, ${pool.slow} ms server`, of: "many" });
  const pooled = ways.map(({ what, of }) => {
    const figure = times(pool.rounds[pool.slow], of, wall);
    return { what, unit: "x", ...figure, doubt: Math.max(figure.spread, figure.noise), must: 1.07, aim: 1.02 };
  });

  const kept = Object.entries(KEPT).map(([what, name]) => ({
    what: `${name} over ${memory.calls.toLocaleString("en")} calls`,
    unit: "x",
    ...exactly(growth(memory.steps[id], what)),
    must: FLAT,
  }));
  return [...sized, called, ...started, ...pooled, ...kept];
}

// What is measured once and comes out the same each time.
const exactly = (value) => ({ value, spread: 0, noise: 0, doubt: 0 });

// Over raw fetch, so many times the official client's at most; the aim is the official client's.
function besideOfficial(rounds, id, of, factor) {
  const figure = over(rounds, id, of);
  const official = over(rounds, OFFICIAL, of);
  const doubt = Math.max(figure.spread, figure.noise, factor * official.spread);
  return { ...figure, doubt, must: factor * official.value, aim: official.value };
}

// Whether it is held, in a word, and by how much it is over. What is over by no more than may be chance is undecided.
export function verdict({ value, doubt, must, aim }) {
  const close = doubt > 0 && Math.abs(value - must) <= doubt;
  if (value > must)
    return { held: close ? undefined : false, word: close ? "over, within the noise" : "MISSED", by: value - must };
  if (close) return { held: true, word: "held, within the noise" };
  return { held: true, word: value <= aim ? "held, and the aim" : "held" };
}
