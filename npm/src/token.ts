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

/** What asks that source; `undefined` where it is a string, or nothing that can be asked. */
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
  const { then, accessToken, token } = (source ?? {}) as Record<string, unknown>;
  if (typeof then === "function") return "must be a string, and is a promise; await it.";
  const name = typeof accessToken === "string" ? "accessToken" : typeof token === "string" && "token";
  return name ? `must be a string; pass ${name}, a member of it.` : undefined;
}

// What a token may look like that is none, in the order in which it is looked for.
const PROBLEMS: readonly [looks: RegExp, problem: string][] = [
  [/^$/, "must not be empty."],
  [/^\ufeff/, "begins with a byte order mark; take it off."],
  [/^\s*(["']).*\1\s*$/, "must come without quotes around it; with the Azure CLI use --output tsv."],
  [/^Bearer(\s|$)/i, 'must come without "Bearer " in front.'],
  [/\s/, "must not contain white space or a line break; trim it."],
  [/[^!-~]/, "must be visible ASCII characters only."],
];

/** What is wrong with a token, as the end of a sentence that begins with who gave it; `undefined` where nothing is. Never shows any of it. */
export function problemOf(token: unknown): string | undefined {
  if (typeof token !== "string") return memberToPass(token) ?? "must be a string.";
  if (token.length > LONGEST_TOKEN) return "must not be longer than 64 KiB.";
  return PROBLEMS.find(([looks]) => looks.test(token))?.[1];
}
