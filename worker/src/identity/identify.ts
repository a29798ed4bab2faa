// Who calls: through Cloudflare Access, or with a key. Knows no role.

import type { CallerConfig } from "../config/callers.ts";
import type { Config } from "../config/config.ts";
import { Problem } from "../problem.ts";
import { ASSERTION, callerOfAssertion, verifyAssertion } from "./access.ts";
import { bearerKey, callerOfKey } from "./bearer.ts";

/** Where Access is set up, its assertion decides whenever there is one. */
export async function identify(headers: Headers, config: Config): Promise<CallerConfig> {
  const assertion = headers.get(ASSERTION);
  if (assertion !== null && config.access !== undefined) {
    const caller = callerOfAssertion(await verifyAssertion(assertion, config.access), config.callers.values());
    if (caller === undefined)
      throw new Problem(403, "unknown-caller", "Cloudflare Access let you in, but CALLERS does not name you.");
    return caller;
  }
  const key = bearerKey(headers.get("authorization") ?? undefined);
  const caller = key === undefined ? undefined : await callerOfKey(key, config.callers.values());
  if (caller !== undefined) return caller;
  const how = key === undefined ? 'Send this Worker\'s key as "Authorization: Bearer <key>"' : "This key is not known";
  const orAccess = config.access === undefined ? "." : ", or come through Cloudflare Access.";
  throw new Problem(401, "unauthenticated", how + orAccess, { headers: { "www-authenticate": "Bearer" } });
}
