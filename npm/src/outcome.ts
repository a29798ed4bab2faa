// What a call comes to, for its caller: a receipt, or an error with what is known beside what the module judged.

import type { Receipt } from "../index.d.ts";
import type { Call, Known } from "./call.ts";
import { toError } from "./errors.ts";
import type { Accepted, Failure, Kept } from "./host.ts";
import { redact } from "./redact.ts";
import type { KeyStatusError } from "./shared.ts";

export function receiptOf(call: Call, { attempts, verified, kept }: Accepted): Receipt {
  const { clientRequestId, given } = call;
  const { requestId } = known(call, kept);
  return redact({ ...given, attempts, verified, requestId, clientRequestId }, call.secrets) as Receipt;
}

export function errorOf(call: Call, { kept, cause, receipt, ...fields }: Failure): KeyStatusError {
  const { clientRequestId, ids } = call;
  const { elapsedMs, cause: thrown, ...answer } = known(call, kept);
  const led = cause === "abort" ? reasonOf(call) : cause ? errorOf(call, cause) : thrown;
  const more = receipt && { receipt: receiptOf(call, receipt) };
  return toError({ ...fields, ...ids, ...answer, clientRequestId, cause: led, ...more }, call.secrets);
}

/** What is known of an answer; of none, nothing. */
export const known = (call: Call, kept: Kept | undefined): Known => call.kept[kept as Kept] ?? NOTHING;
// Without a prototype: what somebody put on Object.prototype is not known of an answer.
const NOTHING = { __proto__: null } as Known;

/** What an aborted call ends with: why its signal has fired, unless it was the framework of the app that ended it. */
export function reasonOf({ signal, theirs = signal?.reason }: Call): unknown {
  return theirs === undefined ? new DOMException("aborted", "AbortError") : theirs;
}
