// Hands the module the options of a call, each by the export `set…` with its name (src/web/describe.rs). The module reports what is wrong with
// them when the call begins.

import type { Call } from "./call.ts";
import type { Describing, RootGlue } from "./glue.ts";

// The options that the module knows. trustframework-keys/lite has all but the last two.
type Setters = Pick<
  RootGlue,
  | "setCloud"
  | "setBaseUrl"
  | "setTimeoutMs"
  | "setAttemptTimeoutMs"
  | "setTokenTimeoutMs"
  | "setMaxAttempts"
  | "setMaxDelayMs"
  | "setGuard"
  | "setVerify"
>;

export function describe(glue: Describing, { ask, values }: Call): void {
  glue.open(ask !== undefined);
  if (values.baseUrl) values.baseUrl = values.baseUrl.replace(/\/+$/, "");
  const setters = glue as Partial<Setters> as Record<string, ((value: unknown) => void) | undefined>;
  for (const [name, value] of Object.entries(values))
    setters[`set${name.replace(/^./, (it) => it.toUpperCase())}`]?.(value);
}
