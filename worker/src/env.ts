// What the platform hands the Worker: bindings, variables, secrets. wrangler.jsonc names the bindings.

import type { Caller } from "./caller/caller.ts";
import type { Keyset } from "./keyset/keyset.ts";
import type { Run } from "./run/run.ts";
import type { Tenant } from "./tenant/tenant.ts";

export interface Env {
  KEYSET: DurableObjectNamespace<Keyset>;
  RUN: DurableObjectNamespace<Run>;
  TENANT: DurableObjectNamespace<Tenant>;
  CALLER: DurableObjectNamespace<Caller>;
  AUDIT: D1Database;
  /** Variables and secrets: `TENANTS`, `CALLERS`, … read by config.ts, and the credentials by tenant/credential.ts. */
  [variable: string]: unknown;
}
