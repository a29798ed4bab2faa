// What the routes know of a request once it has been let in.

import type { CallerConfig, Config } from "../config.ts";
import type { Env } from "../env.ts";

export interface Context {
  Bindings: Env;
  Variables: { config: Config; caller: CallerConfig };
}
