// What came of one change, and how it is told. Pure: the package's errors in, an outcome or a problem out.

import { isKeyStatusError, type KeyStatusError, type Receipt } from "trustframework-keys";
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
  constructor(
    message: string,
    readonly throttledForMs?: number,
  ) {
    super(message);
  }
}

export const applied = (attemptId: string, receipt: Receipt): Outcome => ({ outcome: "applied", attemptId, receipt });

export function failed(attemptId: string, error: unknown): Outcome {
  if (!isKeyStatusError(error))
    return { outcome: "unknown", attemptId, code: "internal", message: "The change broke off; see the audit." };
  const { name: _, code, message, receipt, cause: __, stack: ___, ...details } = error.toJSON();
  const outcome = error.applied === true ? "applied" : error.applied === false ? "failed" : "unknown";
  const noPermit = noPermitIn(error);
  if (noPermit !== undefined) {
    const { throttledForMs, message: why } = noPermit;
    if (throttledForMs === undefined) return { outcome, attemptId, code: "token", message: why, details };
    return {
      outcome,
      attemptId,
      code: "throttled",
      message: why,
      details: { ...details, retryAfterMs: throttledForMs },
    };
  }
  const told = { outcome, attemptId, code: String(code), ...explained(String(message), details, error.cause) } as const;
  return receipt === undefined ? told : { ...told, receipt: receipt as Receipt };
}

// The guard reads before it lets a change pass, so its failure has one of its own behind it.
function noPermitIn({ cause }: { cause?: unknown }): NoPermit | undefined {
  if (cause instanceof NoPermit) return cause;
  return isKeyStatusError(cause) ? noPermitIn(cause) : undefined;
}

// Callers see no `cause`, so what an error says by it is said here.
function explained(
  message: string,
  details: Record<string, unknown>,
  cause: unknown,
): Pick<Outcome, "message" | "details"> {
  if (!isKeyStatusError(cause)) return { message, details };
  return {
    message: `${message.replace(/; see cause\.?$/, "").replace(/\.$/, "")}: ${cause.message}`,
    details: { ...details, reason: reasonOf(cause) },
  };
}

const reasonOf = ({
  code,
  message,
  httpStatus,
  graphCode,
  retryAfterMs,
  requestId,
}: KeyStatusError): Record<string, unknown> =>
  JSON.parse(JSON.stringify({ code, message, httpStatus, graphCode, retryAfterMs, requestId })) as Record<
    string,
    unknown
  >;

/** What it comes down to: for a guard that could not read, why it could not. */
export function essence({ code = "internal", details = {} }: Outcome): { code: string; retryAfterMs?: number } {
  const reason = (details["reason"] ?? {}) as Record<string, unknown>;
  const cameFrom = code === "guard-unavailable" && typeof reason["code"] === "string" ? reason["code"] : code;
  const retryAfterMs = details["retryAfterMs"] ?? reason["retryAfterMs"];
  return typeof retryAfterMs === "number" ? { code: cameFrom, retryAfterMs } : { code: cameFrom };
}

/** Never sent: something of ours stood in the way. */
export const unsent = (attemptId: string, code: string, message: string): Outcome => ({
  outcome: "failed",
  attemptId,
  code,
  message,
});

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
  const { code: essential, retryAfterMs } = essence(outcome);
  const headers = retryAfterMs === undefined ? {} : retryAfter(retryAfterMs);
  const status = code === "invalid-argument" && details["argument"] === "baseUrl" ? 500 : (STATUS[essential] ?? 502);
  return new Problem(status, code, message, {
    headers,
    members: { ...details, outcome: outcome.outcome, attemptId, ...(receipt && { receipt }) },
  });
}
