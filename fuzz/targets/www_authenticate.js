// Any `WWW-Authenticate` as it stands; the same bytes as claims; and as the choices of how a header is
// written that asks for claims, or for none.

import { isUtf8 } from "node:buffer";
import { equal } from "../wrong.js";
import { claimsOf } from "../../npm/src/claims.ts";
import { Written } from "../../tests/soak/written.mjs";

const LATER = [", Basic realm=x", ",,", ', Bearer error="insufficient_claims", claims="e30"'];

export function fuzz(data) {
  const text = data.latin1Slice();
  // Whatever it is, it is read without an error, and what follows the claims changes nothing.
  const found = claimsOf(text);
  if (found !== undefined) equal(claimsOf(text + LATER[text.length % LATER.length]), found, text);

  const base64 = data.toString(data.length % 2 === 0 ? "base64" : "base64url");
  equal(claimsOf(`Bearer claims="${base64}", error=insufficient_claims`), objectIn(data), base64);

  const choices = data.subarray(0, 128);
  const asks = data.length % 2 === 0;
  const header = asks ? Written.askingFor("eyJhIjoiPz8_Pj4-In0", choices) : Written.askingForNothing(choices);
  equal(claimsOf(header), asks ? '{"a":"???>>>"}' : undefined, header);
}

// The text of these bytes, if it is a JSON object.
function objectIn(bytes) {
  if (!isUtf8(bytes)) return undefined;
  // A byte order mark is none of the text.
  const text = bytes.utf8Slice().replace(/^\ufeff/, "");
  if (!text.trimStart().startsWith("{")) return undefined;
  try {
    JSON.parse(text);
    return text;
  } catch {
    return undefined;
  }
}
