// What an error says of the change: made, certainly not made, or not known. The package is to say it in one word; until then this is derived here.

import type { KeyStatusError } from "trustframework-keys";

export type ErrorOutcome = "applied" | "failed" | "unknown";

export function outcomeOf({ applied }: KeyStatusError): ErrorOutcome {
  if (applied === undefined) return "unknown";
  return applied ? "applied" : "failed";
}
