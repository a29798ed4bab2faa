// Sign-in with MSAL: authorization code with PKCE in a pop-up, tokens in memory only. Loaded when it is used, since it is large.

import {
  InteractionRequiredAuthError,
  ProtocolMode,
  PublicClientApplication,
  type AccountInfo,
} from "@azure/msal-browser";
import type { TokenRequest, TokenSource } from "trustframework-keys";
import { askToSignIn } from "./again";

export type Identity = {
  clientId: string;
  authority: string /** A provider that is not Microsoft's. */;
  isPlainOidc?: boolean;
};

export type SignedIn = { who: string; token: TokenSource; close: () => void };

export async function signIn({ clientId, authority, isPlainOidc }: Identity, scopes: string[]): Promise<SignedIn> {
  const app = new PublicClientApplication({
    auth: {
      clientId,
      authority,
      knownAuthorities: [new URL(authority).host],
      redirectUri: new URL("redirect.html", document.baseURI).href,
      // Without it Graph never sends a claims challenge, and revokes late.
      clientCapabilities: ["CP1"],
    },
    cache: { cacheLocation: "memoryStorage" },
    system: { protocolMode: isPlainOidc ? ProtocolMode.OIDC : ProtocolMode.AAD },
  });
  await app.initialize();
  const { account } = await app.loginPopup({
    scopes,
    ...(isPlainOidc ? { prompt: "consent" } : { prompt: "select_account" }),
  });
  return {
    who: account.username || account.name || "signed in",
    token: tokensOf(app, account),
    close: () => void app.clearCache({ account }),
  };
}

/**
 * Without a person where that is possible; else the page asks for a click, since browsers open no pop-up without one. A call that met a
 * challenge asks with its claims from then on: once they are met, the token from memory will do.
 */
function tokensOf(app: PublicClientApplication, account: AccountInfo): (request: TokenRequest) => Promise<string> {
  let met: string | undefined;
  return async ({ scopes, claims, forceRefresh, signal }) => {
    const asked = claims === met ? undefined : claims;
    const keep = ({ accessToken }: { accessToken: string }) => ((met = claims), accessToken);
    try {
      return keep(await app.acquireTokenSilent({ scopes, account, claims: asked, forceRefresh }));
    } catch (error) {
      if (!(error instanceof InteractionRequiredAuthError)) throw error;
      await askToSignIn(signal as AbortSignal);
      return keep(await app.acquireTokenPopup({ scopes, account, claims: asked }));
    }
  };
}
