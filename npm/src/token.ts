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

/** What asks that source; `undefined` where it is a string, or nothing that can be asked. */
export function asker(source: unknown): Ask | undefined {
  if (typeof source === "function") {
    return (scopes, claims, forceRefresh, signal) =>
      source({ scopes, ...(claims && { claims }), forceRefresh, signal } satisfies TokenRequest);
  }
  const { getToken } = Object(source);
  if (typeof getToken !== "function") return undefined;
  return async (scopes, claims, _, abortSignal) => {
    const access = await getToken.call(source, scopes, { ...(claims && { claims }), enableCae: true, abortSignal });
    return access?.token;
  };
}

/** Says what to pass in the place of what is no token but holds one; `undefined` where that is not known. */
export function memberToPass(source: unknown): string | undefined {
  const { then, accessToken, token } = Object(source) as Record<string, unknown>;
  if (typeof then === "function") return "must be a string, and is a promise; await it.";
  const name = typeof accessToken === "string" ? "accessToken" : typeof token === "string" && "token";
  return name ? `must be a string; pass ${name}, a member of it.` : undefined;
}

// Visible ASCII of at most 64 KiB, neither in quotes nor the word Bearer alone. One look is all that a right token costs.
const RIGHT = /^(?!(["']).*\1$|bearer$)[!-~]{1,65536}$/i;

// What a token may come with, in the order in which it is looked for.
const PROBLEMS: readonly [looks: RegExp, what: string][] = [
  [/^\ufeff/, "a byte order mark"],
  [/^\s*(["']).*\1\s*$/, "quotes around it"],
  [/^Bearer(\s|$)/i, '"Bearer " in front'],
  [/\s/, "white space or a line break; trim it"],
];

/** What is wrong with a token, as the end of a sentence that begins with who gave it; `undefined` where nothing is. Never shows any of it. */
export function problemOf(token: unknown): string | undefined {
  if (typeof token !== "string") return memberToPass(token) ?? "must be a string.";
  if (RIGHT.test(token)) return undefined;
  const [, what] = PROBLEMS.find(([looks]) => looks.test(token)) ?? [];
  if (what) return `must come without ${what}.`;
  return token ? "must be visible ASCII of at most 64 KiB." : "must not be empty.";
}
