// A verdict that cannot condemn would hold every budget.

import assert from "node:assert/strict";
import { test } from "node:test";
import { budgets, verdict } from "./budgets.mjs";
import { row, sentence, verdicts as all } from "./verdicts.mjs";

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

// Raw fetch takes 10, the official client 12, ours 13, and nothing grows.
const round = (numbers) =>
  Object.fromEntries(Object.entries(numbers).map(([id, number]) => [id, { wall: number, cpu: number }]));
const rounds = [round({ raw: 10, again: 10, "graph-client": 12, ours: 13, lite: 11, many: 10 })];
const steps = [
  { wasm: 10, heap: 10, rss: 10 },
  { wasm: 10, heap: 10, rss: 20 },
];
const size = (gzip) => ({ bundled: { gzip }, workers: { gzip } });
const results = {
  sizes: { apps: { ours: size(30_001), lite: size(16_999) } },
  start: { Node: rounds, workerd: rounds },
  calls: { stub: rounds },
  pool: { changes: 500, slow: 20, rounds: { 20: rounds }, many: "patchKeyStatuses" },
  memory: { calls: 100_000, steps: { ours: steps, lite: steps.slice(0, 1) } },
};
const verdicts = (id) => Object.fromEntries(budgets(results, id).map((budget) => [budget.what, verdict(budget).word]));

test("each entry has its own sizes, and the official client sets the limits of the same run", () => {
  assert.deepEqual(verdicts("ours"), {
    "app, module inlined, gzip": "MISSED",
    "CPU a call over raw fetch": "MISSED",
    "first call over raw fetch, Node": "held",
    "first call over raw fetch, workerd": "held",
    "500 patches from a pool, 20 ms server": "MISSED",
    "500 patches by patchKeyStatuses, 20 ms server": "held, and the aim",
    "wasm memory over 100,000 calls": "held",
    "heap over 100,000 calls": "held",
    "RSS over 100,000 calls": "MISSED",
  });
  assert.deepEqual(verdicts("lite"), {
    "app, module inlined, gzip": "held, and the aim",
    "app for Workers, gzip": "held",
    "CPU a call over raw fetch": "held, and the aim",
    "first call over raw fetch, Node": "held, and the aim",
    "first call over raw fetch, workerd": "held, and the aim",
    "500 patches from a pool, 20 ms server": "MISSED",
    "wasm memory over 100,000 calls": "held",
    "heap over 100,000 calls": "held",
    "RSS over 100,000 calls": "held",
  });
});

test("what may be chance is the noise, or how far either client's median may be off, whatever is most", () => {
  const called = (rounds) => budgets({ ...results, calls: { stub: rounds } }, "ours").find(({ unit }) => unit === "us");
  const doubt = (rounds) => called(rounds).doubt;
  const steady = { raw: 10, again: 10, "graph-client": 12, ours: 13 };
  const twice = (changed) => [round(steady), round({ ...steady, ...changed })];
  assert.equal(doubt(twice({})), 0);
  assert.equal(doubt(twice({ again: 14 })), 4);
  assert.equal(doubt(twice({ ours: 17 })), 2);
  assert.equal(doubt(twice({ "graph-client": 20 })), 4);
});

test("the sentence counts and names what is missed, and a row says by how much", () => {
  const apps = [
    { id: "ours", name: "root", ours: true },
    { id: "raw", name: "raw fetch", ours: false },
  ];
  const told = all({ ...results, apps });
  const missed = [
    "app, module inlined, gzip",
    "CPU a call over raw fetch",
    "500 patches from a pool, 20 ms server",
    "RSS over 100,000 calls",
  ];
  assert.equal(sentence(told), `5 of 9 budgets held, 4 missed: ${missed.map((what) => `${what} (root)`).join("; ")}.`);
  assert.deepEqual(row(told[1]), [
    "CPU a call over raw fetch",
    "root",
    "3.0 us",
    "none",
    "2.0 us",
    "30.0 us",
    "MISSED, by 1.0 us",
  ]);
  const open = {
    what: "x",
    name: "root",
    unit: "x",
    value: 1.08,
    spread: 0.02,
    noise: 0.01,
    doubt: 0.02,
    must: 1.07,
    held: undefined,
    word: "over",
    by: 0.01,
  };
  assert.equal(sentence([open]), "0 of 1 budgets held, 1 over but within the noise, none missed.");
  assert.deepEqual(row(open), ["x", "root", "1.080 ± 0.020 x", "0.010 x", "1.070 x", "none", "over, by 0.010 x"]);
});
