// The public functions that every entry has, each over a client. Apart from each other, so that a bundler leaves out those that nobody
// imports.

import { Call, present } from "./call.js";
import { CALL_OPTIONS } from "./options.js";
import { own } from "./own.js";
import { redact } from "./redact.js";

// src/web/patch.rs is the module's view of this class.
class PatchCall extends Call {
  // The change was accepted.
  succeed(attempts, known) {
    const [keysetId, keyId, status] = this.ids;
    const { clientRequestId } = this;
    const { requestId } = this.known[known];
    this.outcome = redact(
      present({ keysetId, keyId, status, attempts, verified: false, requestId, clientRequestId }),
      this.secrets,
    );
  }
}

const elsewhere = () =>
  'is not in trustframework-keys/lite; import patchKeyStatus from "trustframework-keys" to have it.';
const OPTIONS = { ...CALL_OPTIONS, guard: elsewhere, verify: elsewhere };

export const patchKeyStatus = (client) => (keysetId, keyId, status, token, options) =>
  client.call(
    "patchKeyStatus",
    new PatchCall(OPTIONS, [keysetId, keyId, status], token, own(options), globalThis.fetch),
  );

export const ready = (client) => client.ready;
