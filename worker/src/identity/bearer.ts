// Callers who show a key. Only its SHA-256 is known here.

import type { CallerConfig } from "../config/callers.ts";

/** The caller whose key this is. Every caller is compared, each in constant time: nothing of a key can be measured. */
export async function callerOfKey(key: string, callers: Iterable<CallerConfig>): Promise<CallerConfig | undefined> {
  const shown = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(key));
  let found: CallerConfig | undefined;
  for (const caller of callers) {
    if (caller.sha256 !== undefined && crypto.subtle.timingSafeEqual(shown, bytesOf(caller.sha256))) found = caller;
  }
  return found;
}

/** What follows `Bearer `, in any case. */
export const bearerKey = (authorization: string | undefined): string | undefined =>
  /^Bearer +([\x21-\x7e]{1,1024})$/i.exec(authorization ?? "")?.[1];

const bytesOf = (hex: string): Uint8Array =>
  Uint8Array.from(hex.match(/../g) ?? [], (digits) => Number.parseInt(digits, 16));
