// Reads the claims that a new token must bring from WWW-Authenticate. Asks nobody for one.
//
// Sources: RFC 9110 section 11, https://learn.microsoft.com/entra/identity-platform/claims-challenge

import { bytesOf } from "./base64.ts";
import { LONGEST_TEXT } from "./options.ts";

// A word that begins a challenge with its scheme, or a parameter: a name, `=`, and a quoted-string or a bare value. A quoted-string that does
// not end takes all that follows.
const PARTS = /([^\s,"=]+)(?:\s*=\s*(?:"((?:\\.|[^"\\])*)"|(".*|[^\s,"]*)))?/gs;

/**
 * The claims of the first challenge that is of Bearer, has error="insufficient_claims", and has claims that can be decoded. `header` is as
 * Headers.get gives it: all lines, joined by commas. What is wrong beside that challenge does not count.
 */
export function claimsOf(header: string): string | undefined {
  let parts: Record<string, string | undefined> = {};
  let found: string | undefined;
  header.replace(PARTS, (_, name, quoted, value = quoted) => {
    name = name.toLowerCase();
    if (value === undefined) parts = { __proto__: null, scheme: name } as unknown as typeof parts;
    // Nothing that counts holds a backslash.
    else parts[name] = value.replaceAll("\\", "");
    const { scheme, error, claims = "" } = parts;
    if (scheme === "bearer" && error === "insufficient_claims") found ??= decoded(claims);
    return "";
  });
  return found;
}

// The text, if it stands there in base64, of either alphabet and padded in full or not at all, and is a JSON object of a sensible length.
function decoded(base64: string): string | undefined {
  try {
    const text = new TextDecoder("utf-8", { fatal: true }).decode(bytesOf(base64));
    JSON.parse(text);
    return text.length <= LONGEST_TEXT && /^\s*\{/.test(text) ? text : undefined;
  } catch {
    return undefined;
  }
}
