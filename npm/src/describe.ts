// Hands the module what a caller gave, by name. It says what is wrong with that, in the order in which it is given.

import type { Call } from "./call.ts";
import type { Glue, RootGlue } from "./glue.ts";
import { short } from "./options.ts";

export function describe(glue: Glue, { ask, given, wrongId, values }: Call): void {
  glue.open(ask !== undefined);
  // What stands behind an id that is wrong by itself is not looked at.
  if ("keysetId" in given) {
    if (wrongId === "keysetId") return;
    glue.setKeyset(given.keysetId as string);
  }
  if ("keyId" in given) {
    if (wrongId === "keyId") return;
    glue.setKey(given.keyId as string);
  }
  if ("status" in given) glue.setStatus(short(given.status));

  const { cloud, baseUrl, timeoutMs, attemptTimeoutMs, tokenTimeoutMs, maxAttempts, maxDelayMs, guard, verify } =
    values;
  if (cloud !== undefined) glue.setCloud(short(cloud));
  if (baseUrl !== undefined) glue.setBaseUrl(short(baseUrl).replace(/\/+$/, ""));
  if (timeoutMs !== undefined) glue.setTimeoutMs(timeoutMs);
  if (attemptTimeoutMs !== undefined) glue.setAttemptTimeoutMs(attemptTimeoutMs);
  if (tokenTimeoutMs !== undefined) glue.setTokenTimeoutMs(tokenTimeoutMs);
  if (maxAttempts !== undefined) glue.setMaxAttempts(maxAttempts);
  if (maxDelayMs !== undefined) glue.setMaxDelayMs(maxDelayMs);
  // trustframework-keys/lite refuses these two.
  const { setGuard, setVerify } = glue as Partial<RootGlue>;
  if (guard !== undefined) setGuard?.(guard);
  if (verify !== undefined) setVerify?.(verify);
}
