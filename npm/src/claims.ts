// Reads the claims that a new token must bring from WWW-Authenticate. Asks nobody for one.
//
// Sources: RFC 9110 section 11, https://learn.microsoft.com/entra/identity-platform/claims-challenge

import { bytesOf } from "./base64.ts";

// The longest claims that are taken, in bytes; servers send a few hundred.
const LONGEST_CLAIMS = 8 * 1024;

// An element of the list: all up to a comma outside of quotes. A quoted-string that does not end takes all that follows.
const ELEMENT = /("(\\.|[^"\\])*("|\\?$)|[^",])+/gs;
// An element may begin a challenge with its scheme: a word that no `=` follows. A parameter follows the scheme, or stands alone: a name, `=`,
// and a quoted-string or a bare value. A quoted-string that something follows is taken as a bare value.
const PARTS = /^(?:([^\s=]+)(?:\s+(?=[^\s=])|$))?(?:([^\s=]*)\s*=\s*(?:"((?:\\.|[^"\\])*)"|(.*))$)?/s;

/**
 * The claims of the first challenge that is of Bearer, has error="insufficient_claims", and has claims that can be decoded. `header` is as
 * Headers.get gives it: all lines, joined by commas. What is wrong beside that challenge does not count.
 */
export function claimsOf(header: string): string | undefined {
  let isBearer = false;
  let isInsufficient = false;
  let claims: string | undefined;
  for (const element of header.match(ELEMENT) ?? []) {
    const [, scheme, name = "", quoted, bare] = PARTS.exec(element.trim()) as RegExpExecArray;
    if (scheme) {
      isBearer = /^bearer$/i.test(scheme);
      [isInsufficient, claims] = [false, undefined];
    }
    const value = quoted?.replace(/\\(.)/gs, "$1") ?? bare ?? "";
    if (/^error$/i.test(name)) isInsufficient = value === "insufficient_claims";
    if (/^claims$/i.test(name)) claims = decoded(value);
    if (isBearer && isInsufficient && claims) return claims;
  }
  return undefined;
}

// The text, if it stands there in base64, of either alphabet and padded in full or not at all, and is a JSON object.
function decoded(base64: string): string | undefined {
  try {
    if (/[^\w+/=-]/.test(base64)) return undefined;
    const json = bytesOf(base64);
    if (json.length > LONGEST_CLAIMS) return undefined;
    const text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(json);
    JSON.parse(text);
    return /^\s*\{/.test(text) ? text : undefined;
  } catch {
    return undefined;
  }
}
