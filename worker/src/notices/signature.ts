// Signs a webhook by HMAC-SHA256 over its id, the time it is sent and its body, as https://www.standardwebhooks.com says, so that receivers
// verify it with a library and refuse what is old.

import { hmacKey, utf8 } from "../bytes.ts";

const PREFIX = "whsec_";

/** The headers that go with `body`. A key is `whsec_` and base64, or any text, whose bytes are the key then. */
export async function signed(key: string, id: string, now: number, body: string): Promise<Record<string, string>> {
  const timestamp = String(Math.floor(now / 1000));
  const secret = await hmacKey(bytesOf(key));
  const text = utf8(`${id}.${timestamp}.${body}`);
  const signature = btoa(String.fromCharCode(...new Uint8Array(await crypto.subtle.sign("HMAC", secret, text))));
  return { "webhook-id": id, "webhook-timestamp": timestamp, "webhook-signature": `v1,${signature}` };
}

function bytesOf(key: string): Uint8Array {
  if (!key.startsWith(PREFIX)) return utf8(key);
  return Uint8Array.from(atob(key.slice(PREFIX.length)), (character) => character.charCodeAt(0));
}
