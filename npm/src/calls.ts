// The public functions that every entry has, each over a client. Apart from each other, so that a bundler leaves out those that nobody
// imports.

import type * as lite from "../lite.d.ts";
import { Call, type Known, present } from "./call.ts";
import type { Client } from "./client.ts";
import { CALL_OPTIONS, type Judge } from "./options.ts";
import { own } from "./own.ts";
import { redact } from "./redact.ts";

// src/web/patch.rs is the module's view of this class.
class PatchCall extends Call {
  // The change was accepted.
  succeed(attempts: number, known: number): void {
    const [keysetId, keyId, status] = this.ids;
    const { clientRequestId } = this;
    const { requestId } = this.known[known] as Known;
    this.outcome = redact(
      present({ keysetId, keyId, status, attempts, verified: false, requestId, clientRequestId }),
      this.secrets,
    );
  }
}

const elsewhere: Judge = () =>
  'is not in trustframework-keys/lite; import patchKeyStatus from "trustframework-keys" to have it.';
const OPTIONS = /* @__PURE__ */ Object.assign({}, CALL_OPTIONS, { guard: elsewhere, verify: elsewhere });

export const patchKeyStatus =
  (client: Client): typeof lite.patchKeyStatus =>
  (keysetId, keyId, status, token, options) =>
    client.call(
      "patchKeyStatus",
      new PatchCall(OPTIONS, [keysetId, keyId, status], token, own(options), globalThis.fetch),
    );

export const ready = (client: Client): typeof lite.ready => client.ready;
