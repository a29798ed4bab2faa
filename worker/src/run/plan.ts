// What a run does next. Pure: what is left and the time in, a decision out.

import { essence, type Outcome } from "../keyset/outcome.ts";

/** A change that has not ended. */
export interface Left {
  index: number;
  /** The key set, as it is told apart from others. */
  keyset: string;
  /** Not to be tried before, in milliseconds since 1970. */
  notBefore: number;
}

export interface Work {
  /** The key sets that can be worked on, each with its changes in order. */
  ready: number[][];
  /** When the first of the others can be, if there is one. */
  wakeAt?: number;
}

/** The changes of one key set keep their order, so one that must wait holds back those behind it and no others. */
export function workOf(left: Iterable<Left>, now: number): Work {
  const sets = new Map<string, Left[]>();
  for (const change of left) {
    const before = sets.get(change.keyset);
    if (before === undefined) sets.set(change.keyset, [change]);
    else before.push(change);
  }
  const ready: number[][] = [];
  let wakeAt: number | undefined;
  for (const changes of sets.values()) {
    const notBefore = changes[0]?.notBefore ?? 0;
    if (notBefore <= now) ready.push(changes.map(({ index }) => index));
    else wakeAt = Math.min(wakeAt ?? notBefore, notBefore);
  }
  return wakeAt === undefined ? { ready } : { ready, wakeAt };
}

/** What follows from the outcome of one try. */
export type Next =
  | { do: "settle"; state: "applied" | "failed" | "unknown" }
  | { do: "again"; afterMs: number }
  /** The change failed, and so would every other. */
  | { do: "halt" };

/** Tries of one change that Graph, Entra or the network let down. Throttling does not count: it ends by itself. */
export const MAX_TRIES = 8;

const HOPELESS = ["unauthorized", "forbidden", "unknown-tenant"];
const TRANSIENT = [
  "unavailable",
  "network",
  "timeout",
  "token",
  "guard-unavailable",
  "audit-unavailable",
  "internal",
  "load",
  "lost",
];

export function next(told: Outcome, tries: number): Next {
  const { outcome } = told;
  if (outcome === "applied") return { do: "settle", state: "applied" };
  const { code, retryAfterMs } = essence(told);
  if (HOPELESS.includes(code)) return { do: "halt" };
  if (code === "throttled" || code === "busy") return { do: "again", afterMs: retryAfterMs ?? 10_000 };
  if (TRANSIENT.includes(code) && tries < MAX_TRIES)
    return { do: "again", afterMs: Math.min(300_000, 2_000 * 2 ** (tries - 1)) };
  return { do: "settle", state: outcome };
}
