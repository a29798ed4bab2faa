// What the routes know of a request once it has been let in.

import type { Context as HonoContext } from "hono";
import type { CallerConfig } from "../config/callers.ts";
import type { Config } from "../config/config.ts";
import type { TenantConfig } from "../config/tenants.ts";
import type { Env } from "../env.ts";

export interface Context {
  Bindings: Env;
  Variables: {
    config: Config;
    caller: CallerConfig;
    /** Of routes under a tenant. */
    tenant: TenantConfig;
    /** The body as text, where there is one. */
    text: string;
  };
}

export type C = HonoContext<Context>;
