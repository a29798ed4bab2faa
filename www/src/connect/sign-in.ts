// Sign-in with MSAL: authorization code with PKCE in a pop-up, tokens in memory only. Loaded when it is used, since it is large.

import { InteractionRequiredAuthError, ProtocolMode, PublicClientApplication, type AccountInfo } from "@azure/msal-browser";
import type { TokenRequest, TokenSource } from "trustframework-keys";
import { askToSignIn } from "./again";

export type Identity = { clientId: string; authority: string; /** A provider that is not Microsoft's. */ isPlainOidc?: boolean };

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
  const { account } = await app.loginPopup({ scopes, ...(isPlainOidc ? { prompt: "consent" } : { prompt: "select_account" }) });
  return {
    who: account.username || account.name || "signed in",
    token: (request) => tokenFor(app, account, request),
    close: () => void app.clearCache({ account }),
  };
}

/** Without a person where that is possible; else the page asks for a click, since browsers open no pop-up without one. */
async function tokenFor(app: PublicClientApplication, account: AccountInfo, { scopes, claims, forceRefresh, signal }: TokenRequest): Promise<string> {
  try {
    return (await app.acquireTokenSilent({ scopes, account, claims, forceRefresh })).accessToken;
  } catch (error) {
    if (!(error instanceof InteractionRequiredAuthError)) throw error;
    await askToSignIn(signal as AbortSignal);
    return (await app.acquireTokenPopup({ scopes, account, claims })).accessToken;
  }
}
