// Bytes as hexadecimal text and back, their SHA-256, and the HMAC by which this Worker signs. Keeps nothing.

export const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);

export const hex = (bytes: ArrayBuffer): string =>
  [...new Uint8Array(bytes)].map((byte) => byte.toString(16).padStart(2, "0")).join("");

export const ofHex = (text: string): Uint8Array =>
  Uint8Array.from(text.match(/../g) ?? [], (digits) => Number.parseInt(digits, 16));

/** Of a text, in hexadecimal. */
export const sha256 = async (text: string): Promise<string> => hex(await crypto.subtle.digest("SHA-256", utf8(text)));

/** A key for HMAC with SHA-256. */
export const hmacKey = (secret: Uint8Array): Promise<CryptoKey> =>
  crypto.subtle.importKey("raw", secret, { name: "HMAC", hash: "SHA-256" }, false, ["sign", "verify"]);
