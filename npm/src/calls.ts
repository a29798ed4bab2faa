// The public functions that trustframework-keys/lite has, each over a client. Apart from each other, so that a bundler leaves out those that
// nobody imports.

import type * as lite from "../lite.d.ts";
import { idsToPass, newCall } from "./call.ts";
import type { Client } from "./client.ts";
import type { Glue } from "./glue.ts";
import { CALL_OPTIONS } from "./options.ts";
import { own } from "./own.ts";

const elsewhere = () => 'is not in trustframework-keys/lite; import patchKeyStatus from "trustframework-keys".';
const OPTIONS = /* @__PURE__ */ Object.assign({}, CALL_OPTIONS, { guard: elsewhere, verify: elsewhere });

export const patchKeyStatus =
  (client: Client<Glue>): typeof lite.patchKeyStatus =>
  (keysetId, keyId, status, token, options) => {
    const call = newCall({ keysetId, keyId, status }, token, own(options), OPTIONS, globalThis.fetch);
    return client.run(call, (glue, begins) => glue.patchKeyStatus(...idsToPass(call), status, begins)) as ReturnType<
      typeof lite.patchKeyStatus
    >;
  };

export const ready = (client: Client<Glue>): typeof lite.ready => client.ready;
