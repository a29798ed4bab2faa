// patchKeyStatus with guard and read-back. After Graph accepted the change its call ends well, or with what came in between as a cause.
//
// src/web/guard.rs is the module's view of this class.

import { toError } from "./errors.js";
import { ReadingCall } from "./reading.js";
import { redact } from "./redact.js";

export const patchKeyStatus = (client) => (keysetId, keyId, status, token, options) =>
  client.call(GuardedCall, "patchKeyStatus", [keysetId, keyId, status], token, options, globalThis.fetch);

export class GuardedCall extends ReadingCall {
  // The fields of the `not-verified` that the call would end with; none before Graph accepted the change.
  #accepted;
  // What the call ends with is about the change, and no cause of something else.
  #isFinal = false;

  accept(fields) {
    this.#accepted = Object.fromEntries(fields);
    this.#accepted.receipt = redact(Object.fromEntries(this.#accepted.receipt), this.secrets);
  }

  settle(succeeded, outcome) {
    if (!succeeded) {
      const code = outcome.get("code");
      if (code === "not-verified") return this.fail();
      if (code === "no-usable-key") {
        this.#isFinal = true;
        outcome.set("receipt", { ...this.#accepted.receipt, verified: true });
      }
      const cause = outcome.get("cause");
      if (code === "guard-unavailable" && cause) outcome.set("cause", toError(Object.fromEntries(cause), this.secrets));
    }
    super.settle(succeeded, outcome);
  }

  // Ends the call with an error, or with the reason of an abort.
  fail(error) {
    super.fail(this.#accepted && !this.#isFinal ? toError({ ...this.#accepted, cause: error }, this.secrets) : error);
  }
}
