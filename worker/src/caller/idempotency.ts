// What a repeated Idempotency-Key means. Pure. https://datatracker.ietf.org/doc/draft-ietf-httpapi-idempotency-key-header/

import { badRequest, Problem } from "../problem.ts";
import { DAY } from "../time.ts";

/** A request under a key: when it was claimed, what it said, and what was answered if that is known. */
export interface Claim {
  operationId: string;
  bodyHash: string;
  claimedAt: number;
  answer?: Answer;
}

/** An answer that can be given again. */
export interface Answer {
  status: number;
  body: string;
}

export type Verdict =
  /** `claimedAt`: when it was first asked for; `isRepeat`: this is not the first time. */
  | { do: "perform"; operationId: string; claimedAt: number; isRepeat: boolean }
  | { do: "replay"; operationId: string; claimedAt: number; isRepeat: true; answer: Answer }
  /** The body is another one. */
  | { do: "refuse" };

/** How long a key is remembered. */
export const REMEMBERED = DAY;

/**
 * A claim without an answer is under way, or was cut short: which of them, nobody can say. Both are performed once more as the same
 * operation, which is made once: a change that is under way is waited for in its queue, a run is there already.
 */
export function judge(claim: Claim | undefined, bodyHash: string, now: number, freshId: string): Verdict {
  if (claim === undefined || now - claim.claimedAt > REMEMBERED)
    return { do: "perform", operationId: freshId, claimedAt: now, isRepeat: false };
  if (claim.bodyHash !== bodyHash) return { do: "refuse" };
  const { operationId, claimedAt, answer } = claim;
  return answer === undefined
    ? { do: "perform", operationId, claimedAt, isRepeat: true }
    : { do: "replay", operationId, claimedAt, isRepeat: true, answer };
}

/** An answer that a later try may better is not kept: the key is free again. A key set may get a key back, and a key another beside it. */
export const isFinal = (status: number): boolean => status < 500 && ![404, 409, 429].includes(status);

/** The header's value: 1 to 255 visible ASCII characters. */
export function idempotencyKey(value: string | undefined): string | undefined {
  if (value === undefined || /^[\x21-\x7e]{1,255}$/.test(value)) return value;
  throw badRequest("idempotency-key", "Idempotency-Key must be 1 to 255 visible ASCII characters.");
}

export const reused = (): Problem =>
  new Problem(
    422,
    "idempotency-key-reused",
    "This Idempotency-Key was used with another body; take a new one for a new request.",
  );
