// What a run does next. Pure: what is left, the time and what came of a try in, a decision out.

import { essence, type Outcome } from "../keyset/outcome.ts";
import { backOff, MINUTE, SECOND } from "../time.ts";

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
  /** `counts`: the next wait is longer for it. Being throttled or in a queue is nobody's failure. */
  | { do: "again"; afterMs: number; counts: boolean }
  /** The change failed, and so would every other. */
  | { do: "halt" };

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

/** `tries` are those that count, this one included. What may pass is tried for as long as the run lasts. */
export function next(told: Outcome, tries: number, draw?: () => number): Next {
  const { outcome } = told;
  if (outcome === "applied") return { do: "settle", state: "applied" };
  const { code, retryAfterMs } = essence(told);
  if (HOPELESS.includes(code)) return { do: "halt" };
  if (code === "throttled" || code === "busy")
    return { do: "again", afterMs: retryAfterMs ?? 10 * SECOND, counts: false };
  if (!TRANSIENT.includes(code)) return { do: "settle", state: outcome };
  return {
    do: "again",
    afterMs: Math.max(retryAfterMs ?? 0, backOff(tries, 2 * SECOND, 5 * MINUTE, draw)),
    counts: true,
  };
}

/** How a run ends, and why it does not end by itself. */
export const ENDS = ["done", "failed", "expired", "stopped", "halted"] as const;
export type End = (typeof ENDS)[number];

/** Of a run of which nothing is left: `done` is told of one that was applied whole, and of no other. */
export function endOf(
  counts: { applied: number },
  total: number,
  cut: Exclude<End, "done" | "failed"> | undefined,
): End {
  if (counts.applied === total) return "done";
  return cut ?? "failed";
}
