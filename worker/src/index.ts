// A Cloudflare Worker that switches policy keys: the entry, its cron, and the Durable Objects that wrangler.jsonc names.

import { app } from "./app.ts";
import { watch } from "./cron.ts";
import type { Env } from "./env.ts";

export { Caller } from "./caller/caller.ts";
export { Keyset } from "./keyset/keyset.ts";
export { Run } from "./run/run.ts";
export { Tenant } from "./tenant/tenant.ts";

export default {
  fetch: app.fetch,
  scheduled: (_, env) => watch(env),
} satisfies ExportedHandler<Env>;
