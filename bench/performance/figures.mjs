// From what was measured to the figures that are told, each with how far it may be off. Pure.

import { bounds, median, quantile } from "./stats.mjs";

// The base of every comparison, the client that ours is held to, and both a second time: what these differ by is chance.
export const RAW = "raw";
export const RAW_AGAIN = "raw-again";
export const OFFICIAL = "graph-client";
export const OFFICIAL_AGAIN = "graph-client-again";

export const isAgain = (id) => id === RAW_AGAIN || id === OFFICIAL_AGAIN;

const extra = (rounds, id, of) => median(rounds.map((round) => of(round[id]) - of(round[RAW])));

// How much more than raw fetch a client takes.
export const over = (rounds, id, of) => told(rounds, id, 0, (drawn, id) => extra(drawn, id, of));

// How many times as much as the official client takes more than raw fetch.
export const overOfficial = (rounds, id, of) =>
  told(rounds, id, 0, (drawn, id) => {
    const official = extra(drawn, OFFICIAL, of);
    return official > 0 ? extra(drawn, id, of) / official : Number.POSITIVE_INFINITY;
  });

// How many times as much as raw fetch.
export const times = (rounds, id, of) =>
  told(rounds, id, 1, (drawn, id) => median(drawn.map((round) => of(round[id]) / of(round[RAW]))));

// The statistic, and what may be chance: how far it may be off, or how far raw fetch may be from itself, whichever is more.
function told(rounds, id, same, statistic) {
  const value = statistic(rounds, id);
  const off = (id, from) =>
    Math.max(...bounds(rounds, (drawn) => statistic(drawn, id)).map((it) => Math.abs(it - from)));
  return { value, doubt: Math.max(off(id, value), off(RAW_AGAIN, same)) };
}

// What one client took.
export const typical = (rounds, id, of) => median(rounds.map((round) => of(round[id])));

// How many times as much was in use after the last step as after the first.
export function growth(steps, what) {
  const [first, last] = [steps[0], steps.at(-1)].map((step) => step[what]);
  return last === first ? 1 : last / first;
}

export const most = (rounds, id, of) =>
  quantile(
    rounds.map((round) => of(round[id])),
    1,
  );
