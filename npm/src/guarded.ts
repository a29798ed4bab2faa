// patchKeyStatus with guard and read-back. After Graph accepted the change its call ends well, or with what came in between as a cause.
//
// src/web/guard.rs is the module's view of this class.

import type * as root from "../index.d.ts";
import { type Known, present } from "./call.ts";
import type { Client } from "./client.ts";
import { type GivenFields, toError } from "./errors.ts";
import { CALL_OPTIONS, flag } from "./options.ts";
import { own } from "./own.ts";
import { ReadingCall } from "./reading.ts";
import { redact } from "./redact.ts";

export const PATCH_OPTIONS = /* @__PURE__ */ Object.assign({}, CALL_OPTIONS, { guard: flag, verify: flag });

export const patchKeyStatus =
  (client: Client): typeof root.patchKeyStatus =>
  (keysetId, keyId, status, token, options) =>
    client.call(
      "patchKeyStatus",
      new GuardedCall(PATCH_OPTIONS, [keysetId, keyId, status], token, own(options), globalThis.fetch),
    );

export class GuardedCall extends ReadingCall {
  // The fields of the `not-verified` that the call would end with; none before Graph accepted the change.
  #accepted: (GivenFields & { receipt?: root.Receipt }) | undefined;
  // What the call ends with is about the change, and no cause of something else.
  #isFinal = false;

  // The change was accepted by the answer of that number; a Map of the receipt's other members.
  receive(receipt: Map<string, unknown>, known: number): void {
    this.outcome = this.#receiptOf(receipt, known);
  }

  // The error just made is what the call ends with should it not end well from here on.
  accept(receipt: Map<string, unknown>, known: number): void {
    this.failed = false;
    this.outcome.receipt = this.#receiptOf(receipt, known);
    this.#accepted = this.outcome;
  }

  #receiptOf(receipt: Map<string, unknown>, known: number): root.Receipt {
    const { clientRequestId } = this;
    const { requestId } = this.known[known] as Known;
    return redact(
      present({ ...Object.fromEntries(receipt), requestId, clientRequestId }),
      this.secrets,
    ) as root.Receipt;
  }

  override settle(): void {
    if (this.failed) {
      const { code } = this.outcome;
      if (code === "not-verified") {
        this.fail();
        return;
      }
      if (code === "no-usable-key") {
        this.#isFinal = true;
        this.outcome.receipt = this.#accepted?.receipt;
      }
    }
    super.settle();
  }

  // Ends the call with an error, or with the reason of an abort.
  override fail(error?: unknown): void {
    super.fail(this.#accepted && !this.#isFinal ? toError({ ...this.#accepted, cause: error }, this.secrets) : error);
  }
}
