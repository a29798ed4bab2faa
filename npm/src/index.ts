// The entry `trustframework-keys`.
//
// Each function stands by itself over one client, marked pure, so that an app's bundler leaves out those that the app does not import.

import { load } from "built:load";
import { createGlue } from "built:glue";
import { patchKeyStatuses as bulk } from "./bulk.ts";
import * as calls from "./calls.ts";
import { createClient } from "./client.ts";
import type { RootGlue } from "./glue.ts";
import * as looked from "./outlook.ts";
import * as ours from "./root-calls.ts";
import { rootImports } from "./root-host.ts";

export { isKeyStatusError, KeyStatusError } from "./shared.ts";

const client = /* @__PURE__ */ createClient<RootGlue>(load, createGlue, rootImports);
export const patchKeyStatus = /* @__PURE__ */ ours.patchKeyStatus(client);
export const buildPatchRequest = /* @__PURE__ */ ours.buildPatchRequest(client);
export const ready = /* @__PURE__ */ calls.ready(client);
export const listKeysets = /* @__PURE__ */ ours.listKeysets(client);
export const listKeys = /* @__PURE__ */ ours.listKeys(client);
export const getKey = /* @__PURE__ */ ours.getKey(client);
export const getActiveKey = /* @__PURE__ */ ours.getActiveKey(client);
export const outlook = /* @__PURE__ */ looked.outlook(client);
export const patchKeyStatuses = /* @__PURE__ */ bulk(client);
