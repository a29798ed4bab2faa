// Gives a block what given.d.ts declares, and sends what it asks of Graph to the emulator. Loaded ahead of the block.

import * as api from "trustframework-keys";

const { fetch } = globalThis;
globalThis.fetch = (url, init) =>
  fetch(String(url).replace("https://graph.microsoft.com/beta", process.env.GRAPH), init);

Object.assign(globalThis, api, {
  keysetId: "B2C_1A_TokenSigningKeyContainer",
  kid: "skXTuCScdUZVjBcseBUAsuHesX2Lm3KrtlHMOI2nXHI",
  token: "a-token",
  credential: { getToken: async () => ({ token: "a-token", expiresOnTimestamp: 0 }) },
  msal: { acquireTokenSilent: async () => ({ accessToken: "a-token" }) },
});
