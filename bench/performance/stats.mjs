// What is said of repeated measurements. Pure. Two clients are compared only within a round, in which each was measured once and shortly
// after the other, so that what else the machine did in the meantime falls on both.

// The quantile of some numbers, interpolated: 0.5 is their median.
export function quantile(numbers, at) {
  if (numbers.length === 0) throw new RangeError("no numbers");
  const sorted = [...numbers].sort((left, right) => left - right);
  const place = at * (sorted.length - 1);
  const low = sorted[Math.floor(place)];
  const high = sorted[Math.ceil(place)];
  return low === high ? low : low + (high - low) * (place - Math.floor(place));
}

export const median = (numbers) => quantile(numbers, 0.5);

// The certainty of every "±", and how often the rounds are drawn again for it.
const CERTAINTY = 0.99;
const DRAWS = 1000;

// Between which bounds a statistic of the rounds lies. Found by the bootstrap: as many rounds are drawn at random from those that were measured,
// with repetition, and the statistic is taken of them, many times over (Efron 1979, percentile method).
export function bounds(rounds, statistic) {
  const random = dice();
  const again = Array.from({ length: DRAWS }, () =>
    statistic(rounds.map(() => rounds[Math.floor(random() * rounds.length)])),
  );
  const aside = (1 - CERTAINTY) / 2;
  return [quantile(again, aside), quantile(again, 1 - aside)];
}

// The same numbers each time, so that the same results give the same document: a linear congruential generator with the constants of Numerical
// Recipes.
export function dice(state = 1) {
  return () => {
    state = (state * 1664525 + 1013904223) % 2 ** 32;
    return state / 2 ** 32;
  };
}

// The same items in another order. `random` gives numbers from 0 up to but not 1.
export function shuffled(items, random = Math.random) {
  const left = [...items];
  return items.map(() => left.splice(Math.floor(random() * left.length), 1)[0]);
}
