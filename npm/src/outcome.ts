// What a call comes to, for its caller: a receipt, or an error with what is known beside what the module judged.

import type { Receipt } from "../index.d.ts";
import type { Call, Known } from "./call.ts";
import { toError } from "./errors.ts";
import type { Accepted, Failure, Kept } from "./host.ts";
import { textProblem } from "./options.ts";
import { redact } from "./redact.ts";
import type { KeyStatusError } from "./shared.ts";

export function receiptOf(call: Call, { attempts, verified, kept }: Accepted): Receipt {
  const { clientRequestId } = call;
  const { keysetId, keyId, status } = call.given;
  const { requestId } = known(call, kept);
  const receipt = present({ keysetId, keyId, status, attempts, verified, requestId, clientRequestId });
  return redact(receipt, call.secrets) as Receipt;
}

export function errorOf(call: Call, { kept, cause, receipt, ...fields }: Failure): KeyStatusError {
  const { clientRequestId } = call;
  const { httpStatus, requestId, correlationId, date, claims, cause: thrown } = known(call, kept);
  const said = present({
    ...fields,
    ...idsOf(call),
    httpStatus,
    requestId,
    clientRequestId,
    correlationId,
    date,
    claims,
  });
  const led = cause === "abort" ? reasonOf(call.signal) : cause ? errorOf(call, cause) : thrown;
  return toError({ ...said, cause: led, ...(receipt && { receipt: receiptOf(call, receipt) }) }, call.secrets);
}

/** What an error is about. */
export const idsOf = ({ given: { keysetId, keyId } }: Call) =>
  present({
    keysetId: textProblem(keysetId) ? undefined : (keysetId as string),
    keyId: textProblem(keyId) ? undefined : (keyId as string),
  });

const known = (call: Call, kept: Kept | undefined): Known => (kept === undefined ? undefined : call.kept[kept]) ?? {};

/** The members that have a value. */
export const present = <Members extends object>(members: Members): Members => {
  const all = members as Record<string, unknown>;
  for (const name of Object.keys(all)) if (all[name] === undefined) delete all[name];
  return members;
};

/** Why a signal has fired. */
export function reasonOf(signal: AbortSignal | undefined): unknown {
  try {
    if (signal?.reason !== undefined) return signal.reason;
  } catch {
    // Then the reason that hosts give by themselves.
  }
  return new DOMException("This operation was aborted", "AbortError");
}
