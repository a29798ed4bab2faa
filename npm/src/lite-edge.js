// trustframework-keys/lite for edge runtimes, loaded as edge.js is.

import module from "./trustframework_keys_lite.wasm?module";
import * as calls from "./calls.js";
import { createClient } from "./client.js";
import { createGlue } from "./glue-lite.js";

export { KeyStatusError, isKeyStatusError } from "./errors.js";

const client = /* @__PURE__ */ createClient(() => module, createGlue);
export const patchKeyStatus = /* @__PURE__ */ calls.patchKeyStatus(client);
export const ready = /* @__PURE__ */ calls.ready(client);
