// A verdict that cannot condemn would hold every budget.

import assert from "node:assert/strict";
import { test } from "node:test";
import { budgets, verdict } from "./budgets.mjs";
import { OFFICIAL, OFFICIAL_AGAIN, RAW, RAW_AGAIN } from "./figures.mjs";
import { selfCheck } from "./self-check.mjs";
import { row, sentence, verdicts } from "./verdicts.mjs";

const budget = { value: 100, doubt: 0, must: 100, aim: 50 };

test("a budget is held up to its limit, and its aim up to the aim", () => {
  assert.deepEqual(verdict(budget), { held: true, word: "held" });
  assert.deepEqual(verdict({ ...budget, aim: undefined }), { held: true, word: "held" });
  assert.deepEqual(verdict({ ...budget, value: 50 }), { held: true, word: "held, and the aim" });
  assert.deepEqual(verdict({ ...budget, value: 101 }), { held: false, word: "MISSED", by: 1 });
});

test("what is as close to the limit as chance is told so, on either side", () => {
  assert.deepEqual(verdict({ ...budget, value: 103, doubt: 3 }), {
    held: undefined,
    word: "over, within the noise",
    by: 3,
  });
  assert.deepEqual(verdict({ ...budget, value: 97, doubt: 3 }), { held: true, word: "held, within the noise" });
  assert.deepEqual(verdict({ ...budget, value: 104, doubt: 3 }), { held: false, word: "MISSED", by: 4 });
  assert.equal(verdict({ ...budget, value: 40, doubt: 3 }).word, "held, and the aim");
});

// Raw fetch takes 10 of everything, the official client 20, ours `ours` and lite 15.
const measured = (ours, more = {}) => {
  const took = { [RAW]: 10, [RAW_AGAIN]: 10, [OFFICIAL]: 20, [OFFICIAL_AGAIN]: 20, ours, lite: 15, many: 10, ...more };
  const all = (number) => ({ wall: number, cpu: number, next: number, hot: number, requests: 1 });
  return [Object.fromEntries(Object.entries(took).map(([id, number]) => [id, all(number)]))];
};
const grown = [
  { wasm: 10, heap: 10, rss: 10 },
  { wasm: 10, heap: 10, rss: 20 },
];
const size = (kB) => ({ bundled: { gzip: kB * 1000 }, workers: { gzip: kB * 1000 } });
const resultsOf = (ours, more) => {
  const rounds = measured(ours, more);
  const both = { published: rounds, bundled: rounds };
  return {
    apps: [
      { id: "ours", name: "root", ours: true },
      { id: "lite", name: "lite", ours: true },
      { id: RAW, name: "raw fetch" },
    ],
    sizes: { apps: { ours: size(25.9), lite: size(15.9) } },
    start: { "Node 20": both, "Node 24": both, workerd: { bundled: rounds }, Chromium: both },
    pool: { changes: 500, slow: 20, rounds: { 20: rounds }, many: "patchKeyStatuses" },
    memory: { calls: 100_000, steps: { ours: grown, lite: grown.slice(0, 1) } },
  };
};
const words = (results, id) =>
  Object.fromEntries(budgets(results, id).map((budget) => [budget.what, verdict(budget).word]));

test("every budget of an entry that is 2.5 times the official client", () => {
  assert.deepEqual(words(resultsOf(35), "ours"), {
    "an app, module inlined, gzip": "MISSED",
    "CPU of calls 2 to 101, as published, Node 20": "MISSED",
    "CPU of calls 2 to 101, as published, Node 24": "MISSED",
    "CPU of a call when hot, Node 20": "MISSED",
    "CPU of a call when hot, Node 24": "MISSED",
    "import and first call, as published, Node 20": "MISSED",
    "import and first call, as published, Node 24": "MISSED",
    "import and first call, bundled, Node 20": "held",
    "import and first call, bundled, Node 24": "held",
    "import and first call, bundled, workerd": "MISSED",
    "import and first call, bundled, Chromium": "MISSED",
    "files that a page without a bundler asks for": "held",
    "500 patches from a pool, 20 ms server": "MISSED",
    "500 patches by patchKeyStatuses, 20 ms server": "held, and the aim",
    "wasm memory over 100,000 calls": "held",
    "heap over 100,000 calls": "held",
    "RSS over 100,000 calls": "MISSED",
  });
});

test("the other entry has limits of its own", () => {
  const lite = words(resultsOf(35), "lite");
  assert.equal(lite["an app, module inlined, gzip"], "held, and the aim");
  assert.equal(lite["an app for Workers, gzip"], "held");
  assert.equal(lite["import and first call, as published, Node 24"], "held");
  assert.equal(lite["RSS over 100,000 calls"], "held");
  const slower = words(resultsOf(35, { lite: 37 }), "lite");
  assert.equal(slower["import and first call, bundled, Node 24"], "MISSED");
});

test("the bench does not believe itself where one client measured twice differs", () => {
  const all = (results) => selfCheck(results.start).map(({ isSame }) => isSame);
  assert.deepEqual(new Set(all(resultsOf(35))), new Set([true]));
  assert.deepEqual(new Set(all(resultsOf(35, { [OFFICIAL_AGAIN]: 21 }))), new Set([false]));
});

test("the sentence counts what is missed, and a row says by how much", () => {
  const told = verdicts(resultsOf(12, { lite: 10 }));
  assert.equal(sentence(told), `${told.length - 3} of ${told.length} budgets held, 3 missed.`);
  assert.deepEqual(row(told[0]), [
    "an app, module inlined, gzip",
    "root",
    "25.9 kB",
    "25.8 kB",
    "22.0 kB",
    "MISSED, by 0.1 kB",
  ]);
  const open = { ...budget, what: "x", name: "root", unit: "x", value: 1.08, doubt: 0.02, must: 1.07, aim: 1 };
  const undecided = { ...open, ...verdict(open) };
  assert.equal(sentence([undecided]), "0 of 1 budgets held, 1 over but within the noise, none missed.");
  assert.deepEqual(row(undecided), [
    "x",
    "root",
    "1.08 ± 0.02 x",
    "1.07 x",
    "1.00 x",
    "over, within the noise, by 0.01 x",
  ]);
});
