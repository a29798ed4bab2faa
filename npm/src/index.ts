// The entry `trustframework-keys`.
//
// Each function stands by itself over one client, marked pure, so that an app's bundler leaves out those that the app does not import.

import { load } from "built:load";
import { createGlue } from "built:glue";
import { patchKeyStatuses as bulk } from "./bulk.ts";
import * as calls from "./calls.ts";
import { createClient } from "./client.ts";
import { patchKeyStatus as guarded } from "./guarded.ts";
import * as reads from "./reads.ts";
import { buildPatchRequest as build } from "./request.ts";

export { isKeyStatusError, KeyStatusError } from "./shared.ts";

const client = /* @__PURE__ */ createClient(load, createGlue);
export const patchKeyStatus = /* @__PURE__ */ guarded(client);
export const buildPatchRequest = /* @__PURE__ */ build(client);
export const ready = /* @__PURE__ */ calls.ready(client);
export const listKeysets = /* @__PURE__ */ reads.listKeysets(client);
export const listKeys = /* @__PURE__ */ reads.listKeys(client);
export const getKey = /* @__PURE__ */ reads.getKey(client);
export const getActiveKey = /* @__PURE__ */ reads.getActiveKey(client);
export const patchKeyStatuses = /* @__PURE__ */ bulk(client);
