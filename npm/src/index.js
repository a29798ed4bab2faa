// The entry for every host and bundler but those that refuse to compile bytes: the module is inlined.

import { load } from "./bytes.js";
import { patchKeyStatuses as bulk } from "./bulk.js";
import * as calls from "./calls.js";
import { createClient } from "./client.js";
import { createGlue } from "./glue.js";
import { patchKeyStatus as guarded } from "./guarded.js";
import * as reads from "./reads.js";
import { buildPatchRequest as build } from "./request.js";

export { KeyStatusError, isKeyStatusError } from "./errors.js";

const client = /* @__PURE__ */ createClient(load, createGlue);
export const patchKeyStatus = /* @__PURE__ */ guarded(client);
export const buildPatchRequest = /* @__PURE__ */ build(client);
export const ready = /* @__PURE__ */ calls.ready(client);
export const listKeysets = /* @__PURE__ */ reads.listKeysets(client);
export const listKeys = /* @__PURE__ */ reads.listKeys(client);
export const getKey = /* @__PURE__ */ reads.getKey(client);
export const getActiveKey = /* @__PURE__ */ reads.getActiveKey(client);
export const patchKeyStatuses = /* @__PURE__ */ bulk(client);
