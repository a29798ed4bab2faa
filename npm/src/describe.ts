// Hands the module what a caller gave, by name. It says what is wrong with that, in the order in which it is given.

import type { Call } from "./call.ts";
import type { Describing, RootGlue } from "./glue.ts";
import { short } from "./options.ts";

// A longer text is no status; it may be the token, in the wrong place.
const LONGEST_STATUS = 16;

export function describe(glue: Describing, { ask, given, wrongId, values }: Call): void {
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
  if ("status" in given) {
    if (wrongId === "status") return;
    glue.setStatus(short(given.status, LONGEST_STATUS));
  }

  const { cloud, baseUrl, timeoutMs, attemptTimeoutMs, tokenTimeoutMs, maxAttempts, maxDelayMs, guard, verify } =
    values;
  if (cloud !== undefined) glue.setCloud(short(cloud, LONGEST_STATUS));
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
