// Any `WWW-Authenticate` as it stands, read once more by another reader; the same bytes as claims; and as the choices of how a header is
// written that asks for claims, or for none.

import { isUtf8 } from "node:buffer";
import { equal } from "../wrong.js";
import { claimsOf } from "../../npm/src/claims.ts";
import { Written } from "../../tests/soak/written.mjs";

const OTHERS = ["Negotiate, ", "Negotiate YII=, ", 'Basic realm="Bearer \\"", ', ", ,"];
const LATER = [", Basic realm=x", ",,", ', Bearer error="insufficient_claims", claims="e30"'];

export function fuzz(data) {
  const text = data.latin1Slice();
  const found = claimsOf(text);
  equal(found, claimsRead(text), text);
  // Challenges of other schemes around it change nothing, and what follows claims neither.
  equal(claimsOf(OTHERS[text.length % OTHERS.length] + text), found, text);
  if (found !== undefined) equal(claimsOf(text + LATER[text.length % LATER.length]), found, text);

  const base64 = data.toString(data.length % 2 === 0 ? "base64" : "base64url");
  equal(claimsOf(`Bearer claims="${base64}", error=insufficient_claims`), objectIn(data), base64);

  const choices = data.subarray(0, 128);
  const asks = data.length % 2 === 0;
  const header = asks ? Written.askingFor("eyJhIjoiPz8_Pj4-In0", choices) : Written.askingForNothing(choices);
  equal(claimsOf(header), asks ? '{"a":"???>>>"}' : undefined, header);
}

// The claims of the first challenge of Bearer that asks for some, by RFC 9110 section 11 and what is taken beside it.
function claimsRead(text) {
  let scheme;
  let parameters = {};
  for (const element of elements(text)) {
    let [word, rest] = firstWord(element);
    // A scheme, unless "=" makes a name of it.
    if (word !== "" && !rest.trimStart().startsWith("=")) {
      [scheme, parameters] = [word.toLowerCase(), {}];
      [word, rest] = firstWord(rest.trimStart());
    }
    rest = rest.trimStart();
    if (rest.startsWith("=")) parameters[word.toLowerCase()] = valueOf(rest.slice(1).trimStart());
    if (scheme !== "bearer" || parameters.error !== "insufficient_claims" || parameters.claims === undefined) continue;
    const claims = claimsIn(parameters.claims);
    if (claims !== undefined) return claims;
  }
  return undefined;
}

// What stands between commas outside of quotes.
function elements(text) {
  const found = [""];
  let isQuoted = false;
  let isEscaped = false;
  for (const piece of text.split(/([",\\])/)) {
    if (piece === "") continue;
    const isPlain = isEscaped;
    isEscaped = false;
    if (!isPlain && !isQuoted && piece === ",") {
      found.push("");
      continue;
    }
    if (!isPlain && piece === '"') isQuoted = !isQuoted;
    if (!isPlain && isQuoted && piece === "\\") isEscaped = true;
    found[found.length - 1] += piece;
  }
  return found.map((element) => element.trim());
}

function firstWord(text) {
  const [word] = text.split(/[\s=]/, 1);
  return [word, text.slice(word.length)];
}

// What a quoted-string stands for; any other text as it is, and what begins like one but does not end with it.
function valueOf(text) {
  if (!text.startsWith('"')) return text;
  let value = "";
  let isEscaped = false;
  const pieces = text
    .slice(1)
    .split(/(["\\])/)
    .filter((piece) => piece !== "");
  for (const [at, piece] of pieces.entries()) {
    if (!isEscaped && piece === '"') return at === pieces.length - 1 ? value : text;
    const isEscape = !isEscaped && piece === "\\";
    if (!isEscape) value += piece;
    isEscaped = isEscape;
  }
  return text;
}

// The JSON object in base64 of either alphabet, padded in full or not at all.
function claimsIn(base64) {
  let symbols = base64;
  for (let padding = 0; padding < 2 && base64.length % 4 === 0 && symbols.endsWith("="); padding += 1)
    symbols = symbols.slice(0, -1);
  if (symbols.length % 4 === 1 || /[^A-Za-z0-9+/_-]/.test(symbols)) return undefined;
  return objectIn(Buffer.from(symbols, "base64"));
}

// The text of these bytes, if it is a JSON object.
function objectIn(bytes) {
  if (!isUtf8(bytes)) return undefined;
  const text = bytes.utf8Slice();
  if (!text.trimStart().startsWith("{")) return undefined;
  try {
    JSON.parse(text);
    return text;
  } catch {
    return undefined;
  }
}
