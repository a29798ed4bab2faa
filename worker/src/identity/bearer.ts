// Callers who show a key. Only its SHA-256 is known here.

import { ofHex, utf8 } from "../bytes.ts";
import type { CallerConfig } from "../config/callers.ts";

/** The caller whose key this is. Every caller is compared, each in constant time: nothing of a key can be measured. */
export async function callerOfKey(key: string, callers: Iterable<CallerConfig>): Promise<CallerConfig | undefined> {
  const shown = await crypto.subtle.digest("SHA-256", utf8(key));
  let found: CallerConfig | undefined;
  for (const caller of callers) {
    if (caller.sha256 !== undefined && crypto.subtle.timingSafeEqual(shown, ofHex(caller.sha256))) found = caller;
  }
  return found;
}

/** What follows `Bearer `, in any case. */
export const bearerKey = (authorization: string | undefined): string | undefined =>
  /^Bearer +([\x21-\x7e]{1,1024})$/i.exec(authorization ?? "")?.[1];
