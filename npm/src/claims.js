// The claims of a challenge, out of base64. Asks nobody.

// What servers send is a few hundred bytes.
const LONGEST_CLAIMS = 8 * 1024;

// The text, if the bytes are base64 of either alphabet, padded in full or not at all, and what they say is a JSON object.
export function decoded(bytes) {
  try {
    const base64 = String.fromCharCode(...bytes);
    if (/[^\w+/=-]/.test(base64)) return undefined;
    const json = Uint8Array.from(atob(base64.replaceAll("-", "+").replaceAll("_", "/")), (character) => character.charCodeAt(0));
    if (json.length > LONGEST_CLAIMS) return undefined;
    const text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(json);
    JSON.parse(text);
    return /^\s*\{/.test(text) ? text : undefined;
  } catch {
    return undefined;
  }
}
