// What the figures rest on.

import assert from "node:assert/strict";
import { test } from "node:test";
import { differences, median, noise, quantile, ratios, shuffled } from "./stats.mjs";

test("a median is the middle, or halfway between the two in the middle, however they are ordered", () => {
  assert.equal(median([9, 1, 10]), 9);
  assert.equal(median([10, 1, 9, 2]), 5.5);
  assert.equal(median([7]), 7);
  assert.throws(() => median([]), RangeError);
});

test("a quantile lies between its neighbours, and the numbers stay as they were", () => {
  const numbers = [30, 10, 20];
  assert.equal(quantile(numbers, 0), 10);
  assert.equal(quantile(numbers, 0.25), 15);
  assert.equal(quantile(numbers, 1), 30);
  assert.deepEqual(numbers, [30, 10, 20]);
});

test("clients are compared within a round: a slow round changes no ratio", () => {
  const rounds = [
    { raw: { ms: 10 }, ours: { ms: 12 } },
    { raw: { ms: 100 }, ours: { ms: 120 } },
  ];
  const ms = (measured) => measured.ms;
  assert.deepEqual(ratios(rounds, "ours", "raw", ms), [1.2, 1.2]);
  assert.deepEqual(differences(rounds, "ours", "raw", ms), [2, 20]);
});

test("noise is where the middle half of the same thing measured twice lies, on its worse side", () => {
  assert.ok(Math.abs(noise([0.9, 0.95, 1, 1.02, 5], 1) - 0.05) < 1e-12);
  assert.equal(noise([-1, -1, 0, 3, 8], 0), 3);
  assert.equal(noise([1, 1, 1], 1), 0);
});

test("a shuffle loses nothing and follows its dice", () => {
  const items = ["a", "b", "c", "d"];
  assert.deepEqual(shuffled(items).sort(), items);
  assert.deepEqual(shuffled(items, () => 0.99), ["d", "c", "b", "a"]);
  assert.deepEqual(shuffled(items, () => 0), items);
});
