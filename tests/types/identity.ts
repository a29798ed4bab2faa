// Microsoft's own sources of tokens fit: @azure/identity's credentials, and MSAL in a page. Compiled, never run.

import type { TokenCredential } from "@azure/core-auth";
import type { IPublicClientApplication } from "@azure/msal-browser";
import { patchKeyStatus, type TokenRequest } from "trustframework-keys";

declare const credential: TokenCredential;
await patchKeyStatus("set", "kid", "disabled", credential);

declare const msal: IPublicClientApplication;
await patchKeyStatus(
  "set",
  "kid",
  "disabled",
  async (request: TokenRequest) => (await msal.acquireTokenSilent(request)).accessToken,
);
