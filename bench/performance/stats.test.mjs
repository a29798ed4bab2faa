// What the figures rest on.

import assert from "node:assert/strict";
import { test } from "node:test";
import { OFFICIAL, over, overOfficial, RAW, RAW_AGAIN, times } from "./figures.mjs";
import { bounds, dice, median, quantile, shuffled } from "./stats.mjs";

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

test("the true median is within the bounds about 99 times of 100, and never of as few as the rounds say", () => {
  const random = dice(7);
  const within = Array.from({ length: 200 }, () => {
    const [low, high] = bounds(
      Array.from({ length: 31 }, () => random() ** 3),
      median,
    );
    return low <= 0.125 && high >= 0.125;
  }).filter(Boolean).length;
  assert.ok(within >= 192, `${within} of 200`);
  const [low, high] = bounds(
    Array.from({ length: 101 }, (_, number) => number),
    median,
  );
  assert.ok(low > 30 && low < 45 && high > 55 && high < 70, `${low} to ${high}`);
});

const round = (numbers) => Object.fromEntries(Object.entries(numbers).map(([id, ms]) => [id, { ms }]));
const of = ({ ms }) => ms;
const calm = { [RAW]: 10, [RAW_AGAIN]: 10, [OFFICIAL]: 12, ours: 15 };

test("clients are compared within a round: a slow round changes no figure", () => {
  const slow = Object.fromEntries(Object.entries(calm).map(([id, ms]) => [id, ms + 100]));
  const rounds = [round(calm), round(slow)];
  assert.deepEqual(over(rounds, "ours", of), { value: 5, doubt: 0 });
  assert.deepEqual(overOfficial(rounds, "ours", of), { value: 2.5, doubt: 0 });
  const twice = Object.fromEntries(Object.entries(calm).map(([id, ms]) => [id, 2 * ms]));
  assert.deepEqual(times([round(calm), round(twice)], "ours", of), { value: 1.5, doubt: 0 });
});

test("what may be chance is how far a figure may be off, or raw fetch from itself, whichever is more", () => {
  assert.equal(over([round(calm), round({ ...calm, [RAW_AGAIN]: 17 })], "ours", of).doubt, 7);
  assert.equal(over([round(calm), round({ ...calm, ours: 24 })], "ours", of).doubt, 4.5);
  assert.equal(overOfficial([round(calm), round({ ...calm, [RAW_AGAIN]: 14 })], "ours", of).doubt, 2);
});

test("where the official client takes no more than raw fetch, nothing can be said", () => {
  assert.equal(overOfficial([round({ ...calm, [OFFICIAL]: 10 })], "ours", of).value, Number.POSITIVE_INFINITY);
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
