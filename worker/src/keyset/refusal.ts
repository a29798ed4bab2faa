// A change that failed, as the problem that its caller is told. Pure.

import { Problem, retryAfter } from "../problem.ts";
import { essence, failed, type Outcome } from "./outcome.ts";

// What a code is to the caller; any other is Graph's doing: 502.
const STATUS: Record<string, number> = {
  "invalid-argument": 400,
  "not-found": 404,
  "last-usable-key": 409,
  "no-usable-key": 409,
  throttled: 503,
  "audit-unavailable": 503,
  busy: 503,
  timeout: 504,
  load: 500,
  internal: 500,
};

/** A read that failed: nothing was asked for, so nothing is said of an outcome. */
export function unread(error: unknown): Problem {
  const outcome = failed("", error);
  const { code: essential, retryAfterMs } = essence(outcome);
  const { code = "internal", message = "The key sets could not be read.", details = {} } = outcome;
  const headers = retryAfterMs === undefined ? {} : retryAfter(retryAfterMs);
  return new Problem(STATUS[essential] ?? 502, code, message, { headers, members: { ...details } });
}

export function problemOf(outcome: Outcome): Problem {
  const { code = "internal", message = "The change failed.", details = {}, attemptId, receipt } = outcome;
  const { code: essential, retryAfterMs } = essence(outcome);
  const headers = retryAfterMs === undefined ? {} : retryAfter(retryAfterMs);
  const status = code === "invalid-argument" && details.argument === "baseUrl" ? 500 : (STATUS[essential] ?? 502);
  return new Problem(status, code, message, {
    headers,
    members: { ...details, outcome: outcome.outcome, attemptId, ...(receipt && { receipt }) },
  });
}
