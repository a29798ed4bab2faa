// What the platform hands the Worker. wrangler.jsonc names the bindings.

import type { Caller } from "./caller/caller.ts";
import type { Keyset } from "./keyset/keyset.ts";
import type { Run } from "./run/run.ts";
import type { Tenant } from "./tenant/tenant.ts";

/** The bindings. Variables and secrets are beside them: `variablesOf`. */
export interface Env {
  KEYSET: DurableObjectNamespace<Keyset>;
  RUN: DurableObjectNamespace<Run>;
  TENANT: DurableObjectNamespace<Tenant>;
  CALLER: DurableObjectNamespace<Caller>;
  AUDIT: D1Database;
  /** Where old rows of the audit go. */
  ARCHIVE?: R2Bucket;
  /** For notices by e-mail. */
  EMAIL?: SendEmail;
  /** For notices to a queue. */
  NOTICES?: Queue<string>;
}

/** `TENANTS`, `CALLERS` and so on, which config/ reads; the secrets are read where they are used. */
export type Variables = Readonly<Record<string, unknown>>;

export const variablesOf = (env: Env): Variables => ({ ...env });
