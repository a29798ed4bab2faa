// trustframework-keys/lite for Cloudflare Workers, loaded as workerd.js is.

import module from "./trustframework_keys_lite.wasm";
import * as calls from "./calls.js";
import { createClient } from "./client.js";
import { createGlue } from "./glue-lite.js";

export { KeyStatusError, isKeyStatusError } from "./errors.js";

const client = /* @__PURE__ */ createClient(() => module, createGlue);
export const patchKeyStatus = /* @__PURE__ */ calls.patchKeyStatus(client);
export const ready = /* @__PURE__ */ calls.ready(client);
