// trustframework-keys/lite, loaded as index.js is: the smaller module, which patches and nothing else.

import { load } from "./bytes-lite.js";
import * as calls from "./calls.js";
import { createClient } from "./client.js";
import { createGlue } from "./glue-lite.js";

export { KeyStatusError, isKeyStatusError } from "./errors.js";

const client = /* @__PURE__ */ createClient(load, createGlue);
export const patchKeyStatus = /* @__PURE__ */ calls.patchKeyStatus(client);
export const ready = /* @__PURE__ */ calls.ready(client);
