// From what was measured to the figures that are told: medians of comparisons within a round, with the noise beside them. Pure.

import { differences, median, medianBounds, noise, quantile, ratios } from "./stats.mjs";

// The base of every comparison, and the same thing once more: what they differ by is noise.
export const RAW = "raw";
export const AGAIN = "again";

export const wall = (measured) => measured.wall;
export const cpu = (measured) => measured.cpu;
export const nextCpu = (measured) => measured.nextCpu;

// How much more than raw fetch a client takes.
export const over = (rounds, id, of) => told(differences(rounds, id, RAW, of), differences(rounds, AGAIN, RAW, of), 0);

// How many times as much.
export const times = (rounds, id, of) => told(ratios(rounds, id, RAW, of), ratios(rounds, AGAIN, RAW, of), 1);

// The median, how far it may be off, and how far raw fetch may be from itself.
const told = (comparisons, again, same) => {
  const [low, high] = medianBounds(comparisons);
  return { value: median(comparisons), spread: (high - low) / 2, noise: noise(again, same) };
};

// What one client took.
export const typical = (rounds, id, of) => median(rounds.map((round) => of(round[id])));

// The least that one client took more than raw fetch at its best.
export const bestOver = (rounds, id, of) => best(rounds, id, of) - best(rounds, RAW, of);
const best = (rounds, id, of) =>
  quantile(
    rounds.map((round) => of(round[id])),
    0,
  );

// How many times as much was in use after the last step as after the first.
export function growth(steps, what) {
  const [first, last] = [steps[0], steps.at(-1)].map((step) => step[what]);
  return last === first ? 1 : last / first;
}
