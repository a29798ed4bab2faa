// patchKeyStatus with guard and read-back. After Graph accepted the change its call ends well, or with what came in between as a cause.
//
// src/web/guard.rs is the module's view of this class.

import { present } from "./call.js";
import { toError } from "./errors.js";
import { CALL_OPTIONS, flag } from "./options.js";
import { own } from "./own.js";
import { ReadingCall } from "./reading.js";
import { redact } from "./redact.js";

export const PATCH_OPTIONS = { ...CALL_OPTIONS, guard: flag, verify: flag };

export const patchKeyStatus = (client) => (keysetId, keyId, status, token, options) =>
  client.call(
    "patchKeyStatus",
    new GuardedCall(PATCH_OPTIONS, [keysetId, keyId, status], token, own(options), globalThis.fetch),
  );

export class GuardedCall extends ReadingCall {
  // The fields of the `not-verified` that the call would end with; none before Graph accepted the change.
  #accepted;
  // What the call ends with is about the change, and no cause of something else.
  #isFinal = false;

  // The change was accepted by the answer of that number; a Map of the receipt's other members.
  receive(receipt, known) {
    this.outcome = this.#receiptOf(receipt, known);
  }

  // The error just made is what the call ends with should it not end well from here on.
  accept(receipt, known) {
    this.failed = false;
    this.#accepted = this.outcome;
    this.#accepted.receipt = this.#receiptOf(receipt, known);
  }

  #receiptOf(receipt, known) {
    const { clientRequestId } = this;
    const { requestId } = this.known[known];
    return redact(present({ ...Object.fromEntries(receipt), requestId, clientRequestId }), this.secrets);
  }

  settle() {
    if (this.failed) {
      const { code } = this.outcome;
      if (code === "not-verified") return this.fail();
      if (code === "no-usable-key") {
        this.#isFinal = true;
        this.outcome.receipt = this.#accepted.receipt;
      }
    }
    super.settle();
  }

  // Ends the call with an error, or with the reason of an abort.
  fail(error) {
    super.fail(this.#accepted && !this.#isFinal ? toError({ ...this.#accepted, cause: error }, this.secrets) : error);
  }
}
