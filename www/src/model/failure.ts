// What went wrong, in the words of an administrator, and the step that helps. Pure.

import { isKeyStatusError, type KeyStatusErrorCode } from "trustframework-keys";

/** What a person can do about it: the page offers that, and nothing else. */
export type NextStep = "retry" | "sign-in" | "review" | "none";

export type Failure = { text: string; detail?: string; next: NextStep; code?: string; requestId?: string };

type Words = [text: string, next: NextStep];

const WORDS: Partial<Record<KeyStatusErrorCode, Words>> = {
  forbidden: [
    "Microsoft Graph refused: this account or its app lacks a right. Switching needs the permission TrustFrameworkKeySet.ReadWrite.All with an administrator's consent (TrustFrameworkKeySet.Read.All is enough to list) and the role B2C IEF Keyset Administrator. The same request will be refused again: sign in with another account, or have the right granted.",
    "sign-in",
  ],
  unauthorized: ["Microsoft Graph does not accept the sign-in any more. Sign in again.", "sign-in"],
  token: ["No token could be had. Sign in again.", "sign-in"],
  "not-found": ["It is not there any more, or it is in another tenant. Read the key sets again.", "retry"],
  throttled: ["Microsoft Graph asks for fewer requests, for longer than this page waits. Try again later.", "retry"],
  unavailable: ["Microsoft Graph has trouble of its own. Try again in a while.", "retry"],
  network: ["Microsoft Graph could not be reached. Check the network and try again.", "retry"],
  timeout: ["Microsoft Graph took too long to answer. Try again.", "retry"],
  "last-usable-key": [
    "It was not sent: meanwhile this has become the last usable key of its set, and sign-ins would have failed.",
    "review",
  ],
  "guard-unavailable": [
    "It was not sent: the key set could not be read first, so it cannot be told what would follow.",
    "retry",
  ],
  "no-usable-key": ["It was done, and no key of the set is usable now: sign-ins that need it fail.", "none"],
  "not-verified": ["Graph accepted it, and reading the key back does not show it yet.", "retry"],
};

export function failureOf(error: unknown): Failure {
  if (!isKeyStatusError(error)) return { text: error instanceof Error ? error.message : String(error), next: "retry" };
  const { code, message, requestId } = error;
  const [text, next] = WORDS[code] ?? [message, "retry"];
  return {
    text,
    next,
    code,
    ...(text !== message && { detail: message }),
    ...(requestId !== undefined && { requestId }),
  };
}
