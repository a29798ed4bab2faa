// Reads base64, of either alphabet.

/** The bytes as a text of as many characters. Throws where there are none. */
export const binary = (base64: string): string => atob(base64.replaceAll("-", "+").replaceAll("_", "/"));

export const bytesOf = (base64: string): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(binary(base64), (character) => character.charCodeAt(0));
