// A Cloudflare Worker that switches policy keys: the entry, and the Durable Objects that wrangler.jsonc names.

import { app } from "./app.ts";

export { Caller } from "./caller/caller.ts";
export { Keyset } from "./keyset/keyset.ts";
export { Run } from "./run/run.ts";
export { Tenant } from "./tenant/tenant.ts";

export default app;
