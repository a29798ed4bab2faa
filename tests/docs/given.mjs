// Gives a block what given.d.ts declares, and sends what it asks of Graph to the emulator and what it asks of Microsoft's sign-in service
// to the one in signin.mjs. Loaded ahead of the block.

import http from "node:http";
import https from "node:https";
import { syncBuiltinESMExports } from "node:module";
import * as api from "trustframework-keys";

const { fetch } = globalThis;
globalThis.fetch = (url, init) =>
  fetch(String(url).replace("https://graph.microsoft.com/beta", process.env.GRAPH), init);

// @azure/identity does not use fetch.
https.request = (options, callback) => {
  if (options.hostname !== "login.microsoftonline.com") throw new Error(`no block calls ${options.hostname}`);
  const { hostname, port } = new URL(process.env.SIGN_IN);
  return http.request({ ...options, hostname, port, protocol: "http:", agent: undefined }, callback);
};
syncBuiltinESMExports();

Object.assign(globalThis, api, {
  keysetId: "B2C_1A_TokenSigningKeyContainer",
  kid: "skXTuCScdUZVjBcseBUAsuHesX2Lm3KrtlHMOI2nXHI",
  token: "a-token",
  credential: { getToken: async () => ({ token: "a-token", expiresOnTimestamp: 0 }) },
  msal: { acquireTokenSilent: async () => ({ accessToken: "a-token" }) },
});
