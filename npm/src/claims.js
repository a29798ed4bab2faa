// The claims that a new token must bring, where WWW-Authenticate asks for some. Asks nobody.
//
// Sources: RFC 9110 section 11, https://learn.microsoft.com/entra/identity-platform/claims-challenge

// What servers send is a few hundred bytes.
const LONGEST_CLAIMS = 8 * 1024;

// An element of the list, up to a comma outside of quotes. A quoted-string that does not end takes all that follows.
const ELEMENT = /("(\\.|[^"\\])*("|\\?$)|[^",])+/gs;
// A scheme where a challenge begins: a comma separates those and parameters alike, and no `=` follows a scheme. Then a parameter, with a
// quoted-string or a bare value, which is also what a quoted-string is that something follows.
const PARTS = /^(?:([^\s=]+)(?:\s+(?=[^\s=])|$))?(?:([^\s=]*)\s*=\s*(?:"((?:\\.|[^"\\])*)"|(.*))$)?/s;

// The claims of the first challenge of Bearer with error="insufficient_claims" and claims that can be decoded. `header` is as Headers.get
// gives it: all lines, joined by commas. What is wrong beside the challenge does not count.
export function claimsOf(header) {
  let isBearer;
  let isInsufficient;
  let claims;
  for (const [element] of header.matchAll(ELEMENT)) {
    const [, scheme, name, quoted, bare] = PARTS.exec(element.trim());
    if (scheme) {
      isBearer = /^bearer$/i.test(scheme);
      isInsufficient = claims = undefined;
    }
    const value = quoted?.replace(/\\(.)/gs, "$1") ?? bare;
    if (/^error$/i.test(name)) isInsufficient = value === "insufficient_claims";
    if (/^claims$/i.test(name)) claims = decoded(value);
    if (isBearer && isInsufficient && claims) return claims;
  }
  return undefined;
}

// The text, if it is there in base64 of either alphabet, padded in full or not at all, and is a JSON object.
function decoded(base64) {
  try {
    if (/[^\w+/=-]/.test(base64)) return undefined;
    const json = Uint8Array.from(atob(base64.replaceAll("-", "+").replaceAll("_", "/")), (character) =>
      character.charCodeAt(0),
    );
    if (json.length > LONGEST_CLAIMS) return undefined;
    const text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(json);
    JSON.parse(text);
    return /^\s*\{/.test(text) ? text : undefined;
  } catch {
    return undefined;
  }
}
