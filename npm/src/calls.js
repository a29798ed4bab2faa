// The public functions, each over a client. Apart from each other, so that a bundler leaves out those that nobody imports.

import { Call } from "./call.js";
import { RequestCall } from "./request.js";

export const patchKeyStatus = (client) => (keysetId, keyId, status, token, options) =>
  client.call(Call, "patchKeyStatus", [keysetId, keyId, status], token, options, globalThis.fetch);

export const buildPatchRequest = (client) => (keysetId, keyId, status, token, options) =>
  client.call(RequestCall, "buildPatchRequest", [keysetId, keyId, status], token, options);

export const ready = (client) => client.ready;
