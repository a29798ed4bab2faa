// What the figures rest on.

import assert from "node:assert/strict";
import { test } from "node:test";
import { differences, median, medianBounds, noise, quantile, ratios, shuffled } from "./stats.mjs";

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

test("the more rounds, the closer the bounds of a median, which few numbers leave open altogether", () => {
  const upTo = (last) => Array.from({ length: last + 1 }, (_, number) => number);
  assert.deepEqual(medianBounds([3, 1, 2]), [1, 3]);
  assert.deepEqual(medianBounds(upTo(100)).map(Math.round), [40, 60]);
  assert.deepEqual(medianBounds(upTo(10_000)).map(Math.round), [4902, 5098]);
});

// A coin of its own, so that the test is the same each time: a linear congruential generator with the constants of Numerical Recipes.
test("the median of endlessly many is within the bounds about 95 times of 100", () => {
  let state = 1;
  const random = () => (state = (state * 1664525 + 1013904223) % 2 ** 32) / 2 ** 32;
  const within = Array.from({ length: 2000 }, () =>
    medianBounds(Array.from({ length: 31 }, () => random() ** 3)),
  ).filter(([low, high]) => low <= 0.125 && high >= 0.125).length;
  assert.ok(within > 1840 && within < 1960, `${within} of 2000`);
});

test("noise is how far the same thing measured twice may be from itself, on its worse side", () => {
  assert.equal(noise([-1, 0, 3], 0), 3);
  assert.equal(noise([-4, 0, 3], 0), 4);
  assert.equal(noise([1, 1, 1], 1), 0);
});

test("a shuffle loses nothing and follows its dice", () => {
  const items = ["a", "b", "c", "d"];
  assert.deepEqual(shuffled(items).sort(), items);
  assert.deepEqual(
    shuffled(items, () => 0.99),
    ["d", "c", "b", "a"],
  );
  assert.deepEqual(
    shuffled(items, () => 0),
    items,
  );
});
