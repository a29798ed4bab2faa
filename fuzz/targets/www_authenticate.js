// Any `WWW-Authenticate` as it stands, read once more character by character; the same bytes as claims; and as the choices of how a header is
// written that asks for claims, or for none.

import { isUtf8 } from "node:buffer";
import { equal } from "../wrong.js";
import { claimsOf } from "../../npm/src/claims.js";
import { Written } from "../../tests/soak/written.mjs";

const OTHERS = ["Negotiate, ", "Negotiate YII=, ", 'Basic realm="Bearer \\"", ', ", ,"];
const LATER = [", Basic realm=x", ",,", ', Bearer error="insufficient_claims", claims="e30"'];

export function fuzz(data) {
  const text = data.latin1Slice();
  const found = claimsOf(text);
  equal(found, claimsRead(text), text);
  // Challenges of other schemes around it change nothing, and what follows claims neither.
  equal(claimsOf(OTHERS[text.length % OTHERS.length] + text), found, text);
  if (found !== undefined) for (const after of LATER) equal(claimsOf(text + after), found, text);

  const base64 = data.toString(data.length % 2 === 0 ? "base64" : "base64url");
  equal(claimsOf(`Bearer claims="${base64}", error=insufficient_claims`), objectIn(data), base64);

  const header = Written.askingFor("eyJhIjoiPz8_Pj4-In0", data);
  equal(claimsOf(header), '{"a":"???>>>"}', header);
  const asksForNothing = Written.askingForNothing(data);
  equal(claimsOf(asksForNothing), undefined, asksForNothing);
}

// The claims of the first challenge of Bearer that asks for some, by RFC 9110 section 11 and what is taken beside it.
function claimsRead(text) {
  let challenge = {};
  for (const element of elements(text)) {
    let rest = element;
    const end = wordEnd(rest);
    const next = blankEnd(rest, end);
    // A scheme, unless "=" makes a name of it.
    if (end > 0 && rest[next] !== "=" && (next > end || next === rest.length)) {
      challenge = { scheme: rest.slice(0, end).toLowerCase() };
      rest = rest.slice(next);
    }
    const [name, value] = parameter(rest) ?? [];
    if (name !== undefined) challenge[name.toLowerCase()] = value;
    if (challenge.scheme !== "bearer" || challenge.error !== "insufficient_claims" || challenge.claims === undefined) continue;
    const claims = claimsIn(challenge.claims);
    if (claims !== undefined) return claims;
  }
  return undefined;
}

// What stands between commas outside of quotes.
function elements(text) {
  const found = [""];
  let isQuoted = false;
  for (let at = 0; at < text.length; at += 1) {
    if (text[at] === "," && !isQuoted) {
      found.push("");
      continue;
    }
    if (text[at] === '"') isQuoted = !isQuoted;
    found[found.length - 1] += text[at];
    if (text[at] === "\\" && isQuoted && at + 1 < text.length) found[found.length - 1] += text[(at += 1)];
  }
  return found.map((element) => element.trim());
}

const isBlank = (character) => character.trim() === "";

function blankEnd(text, start) {
  let end = start;
  while (end < text.length && isBlank(text[end])) end += 1;
  return end;
}

function wordEnd(text) {
  let end = 0;
  while (end < text.length && text[end] !== "=" && !isBlank(text[end])) end += 1;
  return end;
}

// Its name and value, if it is one whole parameter.
function parameter(text) {
  const end = wordEnd(text);
  const equals = blankEnd(text, end);
  if (text[equals] !== "=") return undefined;
  const start = blankEnd(text, equals + 1);
  const name = text.slice(0, end);
  if (text[start] === '"') {
    let value = "";
    for (let at = start + 1; at < text.length; at += 1) {
      if (text[at] === '"' && at === text.length - 1) return [name, value];
      if (text[at] === '"') break;
      if (text[at] === "\\") at += 1;
      value += text[at] ?? "";
    }
  }
  // No quoted-string, or none that ends here.
  return [name, text.slice(start)];
}

// The JSON object in base64 of either alphabet, padded in full or not at all.
function claimsIn(base64) {
  let symbols = base64;
  for (let padding = 0; padding < 2 && base64.length % 4 === 0 && symbols.endsWith("="); padding += 1) symbols = symbols.slice(0, -1);
  for (const symbol of symbols) if (!"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/-_".includes(symbol)) return undefined;
  return symbols.length % 4 === 1 ? undefined : objectIn(Buffer.from(symbols, "base64"));
}

// The text of these bytes, if it is a JSON object.
function objectIn(bytes) {
  if (!isUtf8(bytes)) return undefined;
  const text = bytes.utf8Slice();
  let start = 0;
  while (" \t\r\n".includes(text[start] ?? ".")) start += 1;
  if (text[start] !== "{") return undefined;
  try {
    JSON.parse(text);
    return text;
  } catch {
    return undefined;
  }
}
