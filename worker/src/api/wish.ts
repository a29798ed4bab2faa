// What every write says, whatever it writes: why, when, how carefully.

import { LIMITS } from "../limits.ts";
import { badRequest } from "../problem.ts";
import { timeOf } from "../values.ts";
import { flag, reason, time } from "./fields.ts";

export const wish = {
  reason,
  at: time("When, in UTC, at most a year ahead. Left out: now."),
  notAfter: time(
    "Until when it is tried, at most seven days after its time. Left out: an hour after it where a key is disabled, a day otherwise.",
  ),
  guard: flag(true, "Refuse to disable the last usable key of the set. `false` needs the role override."),
  verify: flag(false, "Read the key back until it shows the new status."),
  preflight: flag(
    true,
    "Refuse now what is planned, or waits for a release, and would not be made as the key sets are. `false`: take it all the same.",
  ),
  notify: flag(false, "Tell everybody of the end of a run or a planned change, also when it is applied."),
};

export interface When {
  /** Milliseconds since 1970; absent is now. */
  at?: number;
  notAfter?: number;
}

/** `askedAt`: a request that is repeated under its Idempotency-Key may be older than its time. */
export function whenOf(
  { at, notAfter }: { at?: string | undefined; notAfter?: string | undefined },
  askedAt: number,
): When {
  const start = timeOf(at);
  const end = timeOf(notAfter);
  if (start !== undefined && start <= askedAt) throw badRequest("at", '"at" has passed; leave it out for now.', "at");
  if (start !== undefined && start > askedAt + LIMITS.aheadMs)
    throw badRequest("at", '"at" may be a year ahead at most.', "at");
  const from = start ?? askedAt;
  if (end !== undefined && end <= from) throw badRequest("notAfter", '"notAfter" must be after its time.', "notAfter");
  if (end !== undefined && end > from + LIMITS.triedMs)
    throw badRequest("notAfter", '"notAfter" may be seven days after its time at most.', "notAfter");
  return { ...(start !== undefined && { at: start }), ...(end !== undefined && { notAfter: end }) };
}
