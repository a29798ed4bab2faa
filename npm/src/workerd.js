// The entry for Cloudflare Workers, which compile no bytes at run time but take a module at deployment.

import module from "./trustframework_keys.wasm";
import * as calls from "./calls.js";
import { createClient } from "./client.js";
import { createGlue } from "./glue.js";

export { KeyStatusError, isKeyStatusError } from "./errors.js";

const client = /* @__PURE__ */ createClient(() => module, createGlue);
export const patchKeyStatus = /* @__PURE__ */ calls.patchKeyStatus(client);
export const buildPatchRequest = /* @__PURE__ */ calls.buildPatchRequest(client);
export const ready = /* @__PURE__ */ calls.ready(client);
