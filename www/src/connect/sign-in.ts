// Sign-in with MSAL: authorization code with PKCE in a pop-up, tokens in memory only. Loaded when it is used, since it is large.

import {
  InteractionRequiredAuthError,
  ProtocolMode,
  PublicClientApplication,
  type AccountInfo,
  type AuthenticationResult,
} from "@azure/msal-browser";
import { signal, type ReadonlySignal } from "@preact/signals";
import type { TokenRequest, TokenSource } from "trustframework-keys";
import { askToSignIn } from "./again";
import { inPopup } from "./popup";

export type Identity = {
  clientId: string;
  authority: string;
  /** A provider that is not Microsoft's. */
  isPlainOidc?: boolean;
};

export type SignedIn = {
  account: string;
  tenantId: string;
  token: TokenSource;
  expiresAt: ReadonlySignal<number | undefined>;
  close: () => void;
};

/** As long as a person may need, a second factor included. */
const PATIENCE_MS = 15 * 60_000;

/** Who waits for a person to sign in: gives up, and is told that the window was closed. */
export type Waiting = { abort: AbortSignal; onClosed: () => void };

export async function signIn(
  { clientId, authority, isPlainOidc }: Identity,
  scopes: string[],
  { abort, onClosed }: Waiting,
): Promise<SignedIn> {
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
    system: { protocolMode: isPlainOidc ? ProtocolMode.OIDC : ProtocolMode.AAD, popupBridgeTimeout: PATIENCE_MS },
  });
  await app.initialize();
  const prompt = isPlainOidc ? "consent" : "select_account";
  // A pop-up that was closed before leaves MSAL waiting for it: this one takes its place.
  const request = { scopes, prompt, overrideInteractionInProgress: true };
  const result = await inPopup(() => app.loginPopup(request), abort, onClosed);
  const { account } = result;
  const expiresAt = signal<number | undefined>(result.expiresOn?.getTime());
  return {
    account: account.username || account.name || "signed in",
    tenantId: isPlainOidc ? "" : account.tenantId,
    token: tokensOf(app, account, ({ expiresOn }) => (expiresAt.value = expiresOn?.getTime())),
    expiresAt,
    close: () => void app.clearCache({ account }),
  };
}

/**
 * Without a person where that is possible; else the page asks for a click, since browsers open no pop-up without one. A call that met a
 * challenge asks with its claims from then on: once they are met, the token from memory will do.
 */
function tokensOf(
  app: PublicClientApplication,
  account: AccountInfo,
  note: (result: AuthenticationResult) => void,
): (request: TokenRequest) => Promise<string> {
  let met: string | undefined;
  return async ({ scopes, claims, forceRefresh, signal }) => {
    const asked = claims === met ? undefined : claims;
    const keep = (result: AuthenticationResult) => {
      met = claims;
      note(result);
      return result.accessToken;
    };
    try {
      return keep(await app.acquireTokenSilent({ scopes, account, claims: asked, forceRefresh }));
    } catch (error) {
      if (!(error instanceof InteractionRequiredAuthError)) throw error;
      const request = { scopes, account, claims: asked, overrideInteractionInProgress: true };
      return keep(await askFor(() => app.acquireTokenPopup(request), signal as AbortSignal));
    }
  };
}

/** Asks for a click, and once more when the window was closed; an answer that comes after all is as good. */
async function askFor<T>(open: () => Promise<T>, abort: AbortSignal): Promise<T> {
  await askToSignIn(abort);
  const answered = new AbortController();
  const both = AbortSignal.any([abort, answered.signal]);
  try {
    return await new Promise<T>((resolve, reject) => {
      const onClosed = () => void askFor(open, both).then(resolve, reject);
      inPopup(open, abort, onClosed).then(resolve, reject);
    });
  } finally {
    answered.abort();
  }
}
