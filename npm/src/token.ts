// Token sources: a string, a function, or an Azure TokenCredential. Keeps no token, and asks only when it is told to.
//
// Source of the credential's form: https://learn.microsoft.com/javascript/api/@azure/core-auth/tokencredential

import type { TokenRequest } from "../index.d.ts";

/** Asks a token source. What it gives is not checked yet; `problemOf` does that. */
export type Ask = (
  scopes: string[],
  claims: string | undefined,
  forceRefresh: boolean,
  signal: AbortSignal,
) => Promise<unknown> | unknown;

// The longest token that is taken, in bytes.
const LONGEST_TOKEN = 64 * 1024;

/** What asks that source; `undefined` where it is a string, or nothing that can be asked. Throws what a source throws that is looked at. */
export function asker(source: unknown): Ask | undefined {
  if (typeof source === "function") {
    return (scopes, claims, forceRefresh, signal) =>
      source({ scopes, ...(claims && { claims }), forceRefresh, signal } satisfies TokenRequest);
  }
  const getToken = typeof source === "object" && (source as { getToken?: unknown } | null)?.getToken;
  if (typeof getToken !== "function") return undefined;
  return async (scopes, claims, _, abortSignal) => {
    const access = await getToken.call(source, scopes, { ...(claims && { claims }), enableCae: true, abortSignal });
    return access?.token;
  };
}

/** Says which member to pass of what is no token but holds one; `undefined` where none is known. */
export function memberToPass(source: unknown): string | undefined {
  try {
    const { then, accessToken, token } = (source ?? {}) as Record<string, unknown>;
    if (typeof then === "function") return "must be a string, and is a promise; await it.";
    if (typeof accessToken === "string") return "must be a string; of an MSAL result pass accessToken.";
    if (typeof token === "string") return "must be a string; of an AccessToken pass token.";
  } catch {
    // It cannot be looked at.
  }
  return undefined;
}

/** What is wrong with a token, as the end of a sentence that begins with who gave it; `undefined` where nothing is. Never shows any of it. */
export function problemOf(token: unknown): string | undefined {
  if (typeof token !== "string") return memberToPass(token) ?? "must be a string.";
  if (token === "") return "must not be empty.";
  if (token.length > LONGEST_TOKEN) return "must not be longer than 64 KiB; an access token is far shorter.";
  if (/^\ufeff/.test(token))
    return "begins with a byte order mark, as a file does that was saved with one; take the first character off.";
  if (/^\s*(["']).*\1\s*$/.test(token))
    return "must come without quotes around it, which JSON output has; with the Azure CLI use --output tsv.";
  if (/^Bearer(\s|$)/i.test(token)) return 'must come without "Bearer " in front; the package adds it.';
  if (!/[^!-~]/.test(token)) return undefined;
  if (/^[!-~]+\s+$/.test(token))
    return "must not end in white space or a line break, as one read from a file does; trim it.";
  if (/\s/.test(token)) return "must not contain white space or a line break.";
  return "must be visible ASCII characters only, as access tokens are.";
}
