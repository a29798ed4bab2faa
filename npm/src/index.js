// The entry for every host and bundler but those that refuse to compile bytes: the module is inlined.

import { bytes } from "./bytes.js";
import * as calls from "./calls.js";
import { createClient } from "./client.js";
import { createGlue } from "./glue.js";

export { KeyStatusError, isKeyStatusError } from "./errors.js";

const client = /* @__PURE__ */ createClient(async () => WebAssembly.compile(await bytes()), createGlue);
export const patchKeyStatus = /* @__PURE__ */ calls.patchKeyStatus(client);
export const buildPatchRequest = /* @__PURE__ */ calls.buildPatchRequest(client);
export const ready = /* @__PURE__ */ calls.ready(client);
