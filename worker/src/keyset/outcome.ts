// What came of one change, and how it is told. Pure: the package's errors in, an outcome or a problem out.

import { isKeyStatusError, type Receipt } from "trustframework-keys";
import { Problem, retryAfter } from "../problem.ts";

/** `unknown`: a request left, and nothing says whether it took effect. */
export interface Outcome {
  outcome: "applied" | "failed" | "unknown";
  /** The id of this try: the `client-request-id` that Graph saw, and `attemptId` in the audit. */
  attemptId: string;
  receipt?: Receipt;
  code?: string;
  message?: string;
  /** Other members of the package's error: `httpStatus`, `graphCode`, `requestId`, `retryAfterMs`, … */
  details?: Record<string, unknown>;
}

/** What the tenant's gate or Entra said instead of giving a token. */
export class NoPermit extends Error {
  constructor(message: string, readonly throttledForMs?: number) {
    super(message);
  }
}

export const applied = (attemptId: string, receipt: Receipt): Outcome => ({ outcome: "applied", attemptId, receipt });

export function failed(attemptId: string, error: unknown): Outcome {
  if (!isKeyStatusError(error)) return { outcome: "unknown", attemptId, code: "internal", message: "The change broke off; see the audit." };
  const { name: _, code, message, receipt, cause: __, stack: ___, ...details } = error.toJSON();
  const outcome = error.applied === true ? "applied" : error.applied === false ? "failed" : "unknown";
  const { cause } = error;
  if (cause instanceof NoPermit) {
    const why = cause.throttledForMs === undefined ? { code: "token" } : { code: "throttled", details: { ...details, retryAfterMs: cause.throttledForMs } };
    return { outcome, attemptId, message: cause.message, details, ...why };
  }
  const told = { outcome, attemptId, code: String(code), message: String(message), details } as const;
  return receipt === undefined ? told : { ...told, receipt: receipt as Receipt };
}

/** Never sent: something of ours stood in the way. */
export const unsent = (attemptId: string, code: string, message: string): Outcome => ({ outcome: "failed", attemptId, code, message });

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

export function problemOf(outcome: Outcome): Problem {
  const { code = "internal", message = "The change failed.", details = {}, attemptId, receipt } = outcome;
  const retryAfterMs = typeof details["retryAfterMs"] === "number" ? details["retryAfterMs"] : undefined;
  const headers = retryAfterMs === undefined ? {} : retryAfter(retryAfterMs);
  const status = code === "invalid-argument" && details["argument"] === "baseUrl" ? 500 : (STATUS[code] ?? 502);
  return new Problem(status, code, message, { headers, members: { ...details, outcome: outcome.outcome, attemptId, ...(receipt && { receipt }) } });
}
