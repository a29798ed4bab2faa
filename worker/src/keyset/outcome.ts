// What came of one change. Pure: what the package says in, plain data out. The one place that reads the package's errors.

import { isKeyStatusError, type KeyStatusError, type Receipt } from "trustframework-keys";

export type Applied = KeyStatusError["outcome"];

/** Members of the package's error that are passed on. */
export interface Details {
  argument?: string;
  attempts?: number;
  httpStatus?: number;
  graphCode?: string;
  graphMessage?: string;
  requestId?: string;
  clientRequestId?: string;
  date?: string;
  retryable?: boolean;
  retryAfterMs?: number;
  /** Why a guard could not look. */
  reason?: Reason;
}

export interface Reason {
  code: string;
  message: string;
  httpStatus?: number;
  graphCode?: string;
  retryAfterMs?: number;
  requestId?: string;
}

/** `unknown`: a request left, and nothing says whether it took effect. */
export interface Outcome {
  outcome: Applied;
  /** The id of this try: the `client-request-id` that Graph saw, and `attemptId` in the audit. */
  attemptId: string;
  receipt?: Receipt;
  code?: string;
  message?: string;
  details?: Details;
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

/** Never sent: something of ours stood in the way. */
export const unsent = (attemptId: string, code: string, message: string, retryAfterMs?: number): Outcome => ({
  outcome: "failed",
  attemptId,
  code,
  message,
  ...(retryAfterMs !== undefined && { details: { retryAfterMs } }),
});

export function failed(attemptId: string, error: unknown): Outcome {
  if (!isKeyStatusError(error))
    return { outcome: "unknown", attemptId, code: "internal", message: "The change broke off; see the audit." };
  const base = { outcome: error.outcome, attemptId };
  const details = detailsOf(error);
  const noPermit = noPermitIn(error);
  if (noPermit?.throttledForMs !== undefined)
    return {
      ...base,
      code: "throttled",
      message: noPermit.message,
      details: { ...details, retryAfterMs: noPermit.throttledForMs },
    };
  if (noPermit !== undefined) return { ...base, code: "token", message: noPermit.message, details };
  const told = { ...base, code: error.code, ...explained(error.message, details, error.cause) };
  return error.receipt === undefined ? told : { ...told, receipt: error.receipt };
}

// The guard reads before it lets a change pass, so its failure has one of its own behind it.
function noPermitIn({ cause }: { cause?: unknown }): NoPermit | undefined {
  if (cause instanceof NoPermit) return cause;
  return isKeyStatusError(cause) ? noPermitIn(cause) : undefined;
}

// Callers see no `cause`, so what an error says by it is said here.
function explained(message: string, details: Details, cause: unknown): { message: string; details: Details } {
  if (!isKeyStatusError(cause)) return { message, details };
  return {
    message: `${message.replace(/; see cause\.?$/, "").replace(/\.$/, "")}: ${cause.message}`,
    details: { ...details, reason: reasonOf(cause) },
  };
}

const detailsOf = (error: KeyStatusError): Details => ({
  ...(error.argument !== undefined && { argument: error.argument }),
  ...(error.attempts !== undefined && { attempts: error.attempts }),
  ...(error.httpStatus !== undefined && { httpStatus: error.httpStatus }),
  ...(error.graphCode !== undefined && { graphCode: error.graphCode }),
  ...(error.graphMessage !== undefined && { graphMessage: error.graphMessage }),
  ...(error.requestId !== undefined && { requestId: error.requestId }),
  ...(error.clientRequestId !== undefined && { clientRequestId: error.clientRequestId }),
  ...(error.date !== undefined && { date: error.date }),
  ...(error.retryAfterMs !== undefined && { retryAfterMs: error.retryAfterMs }),
  retryable: error.retryable,
});

const reasonOf = ({ code, message, httpStatus, graphCode, retryAfterMs, requestId }: KeyStatusError): Reason => ({
  code,
  message,
  ...(httpStatus !== undefined && { httpStatus }),
  ...(graphCode !== undefined && { graphCode }),
  ...(retryAfterMs !== undefined && { retryAfterMs }),
  ...(requestId !== undefined && { requestId }),
});

/** What it comes down to: for a guard that could not read, why it could not. */
export function essence({ code = "internal", details = {} }: Outcome): { code: string; retryAfterMs?: number } {
  const { reason } = details;
  const cameFrom = code === "guard-unavailable" && reason !== undefined ? reason.code : code;
  const retryAfterMs = details.retryAfterMs ?? reason?.retryAfterMs;
  return retryAfterMs === undefined ? { code: cameFrom } : { code: cameFrom, retryAfterMs };
}
