// The entry `trustframework-keys`.
//
// Each function stands by itself over one client, marked pure, so that an app's bundler leaves out those that the app does not import.

// The bytes of the module stand above all else; see npm/build.mjs.
import { load } from "built:root/load";
import { createGlue } from "built:root/glue";
import { load as loadOffline } from "built:offline/load";
import { createGlue as createOffline } from "built:offline/glue";
import { patchKeyStatuses as bulk } from "./bulk.ts";
import * as calls from "./calls.ts";
import { createClient } from "./client.ts";
import type { OfflineGlue, RootGlue } from "./glue.ts";
import { buildPatchRequest as build, offlineImports } from "./offline.ts";
import { outlook as look } from "./outlook.ts";
import * as ours from "./root-calls.ts";
import { rootImports } from "./root-host.ts";

export { isKeyStatusError, KeyStatusError } from "./shared.ts";

const client = /* @__PURE__ */ createClient<RootGlue>(load, createGlue, rootImports);
export const patchKeyStatus = /* @__PURE__ */ ours.patchKeyStatus(client);
export const ready = /* @__PURE__ */ calls.ready(client);
export const listKeysets = /* @__PURE__ */ ours.listKeysets(client);
export const listKeys = /* @__PURE__ */ ours.listKeys(client);
export const getKey = /* @__PURE__ */ ours.getKey(client);
export const getActiveKey = /* @__PURE__ */ ours.getActiveKey(client);
export const patchKeyStatuses = /* @__PURE__ */ bulk(client);

// A module of its own, which an app that imports none of these leaves out.
const offline = /* @__PURE__ */ createClient<OfflineGlue>(loadOffline, createOffline, offlineImports);
export const buildPatchRequest = /* @__PURE__ */ build(offline);
export const outlook = /* @__PURE__ */ look(offline);
