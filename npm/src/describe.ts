// Hands the module what a caller gave, by name. It says what is wrong with that, in the order in which it is given.

import type { Call } from "./call.ts";
import type { Glue, RootGlue } from "./glue.ts";
import { short } from "./options.ts";

// A longer text is no status and no cloud; it may be the token, in the wrong place.
const LONGEST_STATUS = 16;

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

export function describe(glue: Glue, { ask, given, wrongId, values }: Call): void {
  glue.open(ask !== undefined);
  for (const [name, set, longest] of [
    ["keysetId", glue.setKeyset],
    ["keyId", glue.setKey],
    ["status", glue.setStatus, LONGEST_STATUS],
  ] as const) {
    // What stands behind an id that is wrong by itself is not looked at.
    if (wrongId === name) return;
    if (name in given) set(short(given[name], longest));
  }

  const { cloud, baseUrl } = values;
  if (cloud !== undefined) values.cloud = short(cloud, LONGEST_STATUS);
  if (baseUrl) values.baseUrl = baseUrl.replace(/\/+$/, "");
  const setters = glue as Partial<Setters> as Record<string, ((value: unknown) => void) | undefined>;
  for (const [name, value] of Object.entries(values))
    setters[`set${name.replace(/^./, (it) => it.toUpperCase())}`]?.(value);
}
