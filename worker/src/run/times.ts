// When a run is late, and when it is given up. Pure.

import { DAY, HOUR, MINUTE } from "../time.ts";
import type { Change } from "./change.ts";

/** What Graph takes of one tenant in a minute, guard on: a large run is not late because it is large. */
const A_MINUTE = 100;

const expected = (changes: number): number => Math.floor(changes / A_MINUTE) * MINUTE;

/** As of when a run that has not ended is late. */
export const lateAt = (startAt: number, changes: number): number => startAt + 5 * MINUTE + expected(changes);

/** Until when it is tried, unless its caller says otherwise: a key that was to be disabled at night must not go in the working day. */
export function defaultNotAfter(startAt: number, changes: readonly Change[]): number {
  const disables = changes.some(({ status }) => status === "disabled");
  return startAt + (disables ? HOUR : DAY) + expected(changes.length);
}
