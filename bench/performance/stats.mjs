// What is said of repeated measurements. Pure. Two clients are compared only within a round, in which each was measured once and shortly
// after the other, so that what else the machine did in the meantime falls on both.

// The quantile of some numbers, interpolated: 0.5 is their median.
export function quantile(numbers, at) {
  if (numbers.length === 0) throw new RangeError("no numbers");
  const sorted = [...numbers].sort((left, right) => left - right);
  const place = at * (sorted.length - 1);
  const low = sorted[Math.floor(place)];
  return low + (sorted[Math.ceil(place)] - low) * (place - Math.floor(place));
}

export const median = (numbers) => quantile(numbers, 0.5);

// One number of each round. `of` reads it from what was measured of a client.
const each = (rounds, client, base, of, compare) => rounds.map((round) => compare(of(round[client]), of(round[base])));

// How many times as much as the base a client takes, in each round.
export const ratios = (rounds, client, base, of) => each(rounds, client, base, of, (mine, its) => mine / its);

// How much more than the base a client takes, in each round.
export const differences = (rounds, client, base, of) => each(rounds, client, base, of, (mine, its) => mine - its);

// Where the median of endlessly many such numbers lies with 95 % certainty, whatever they are spread like: as many of them are below it as
// a coin thrown for each shows heads, which is half of them, give or take 0.98 times the root of their number.
export function medianBounds(numbers) {
  const reach = Math.min(0.5, 0.98 / Math.sqrt(numbers.length));
  return [quantile(numbers, 0.5 - reach), quantile(numbers, 0.5 + reach)];
}

// How far the median of some comparisons may be from what it would be if the compared were the same.
export function noise(comparisons, same) {
  return Math.max(...medianBounds(comparisons).map((bound) => Math.abs(bound - same)));
}

// The same items in another order. `random` gives numbers from 0 up to but not 1.
export function shuffled(items, random = Math.random) {
  const left = [...items];
  return items.map(() => left.splice(Math.floor(random() * left.length), 1)[0]);
}
