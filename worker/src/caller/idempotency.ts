// What a repeated Idempotency-Key means. Pure. https://datatracker.ietf.org/doc/draft-ietf-httpapi-idempotency-key-header/

import { badRequest, Problem } from "../problem.ts";

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
  headers: Record<string, string>;
  body: string;
}

export type Verdict =
  | { do: "perform"; operationId: string }
  | { do: "replay"; answer: Answer }
  | { do: "refuse"; problem: "differs" | "busy" };

/** A claim without an answer after so long was cut short: its request may be performed again, under the same operation id. */
export const ABANDONED_MS = 120_000;

/** How long a key is remembered. */
export const REMEMBERED_MS = 24 * 3600 * 1000;

export function judge(claim: Claim | undefined, bodyHash: string, now: number, freshId: string): Verdict {
  if (claim === undefined || now - claim.claimedAt > REMEMBERED_MS) return { do: "perform", operationId: freshId };
  if (claim.bodyHash !== bodyHash) return { do: "refuse", problem: "differs" };
  if (claim.answer !== undefined) return { do: "replay", answer: claim.answer };
  if (now - claim.claimedAt <= ABANDONED_MS) return { do: "refuse", problem: "busy" };
  return { do: "perform", operationId: claim.operationId };
}

/** An answer that a later try may better is not kept: the key is free again. */
export const isFinal = (status: number): boolean => status < 500 && status !== 429;

/** The header's value: 1 to 255 visible ASCII characters. */
export function idempotencyKey(value: string | undefined): string | undefined {
  if (value === undefined || /^[\x21-\x7e]{1,255}$/.test(value)) return value;
  throw badRequest("idempotency-key", "Idempotency-Key must be 1 to 255 visible ASCII characters.");
}

export const refusal = (problem: "differs" | "busy"): Problem =>
  problem === "differs"
    ? new Problem(
        422,
        "idempotency-key-reused",
        "This Idempotency-Key was used with another body; take a new one for a new request.",
      )
    : new Problem(409, "idempotency-key-busy", "The first request with this Idempotency-Key is still under way.", {
        headers: { "retry-after": "2" },
      });
