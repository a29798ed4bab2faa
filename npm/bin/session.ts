// What all calls of a command have in common.

import type { CallOptions, Cloud, TokenSource } from "trustframework-keys";
import type { Options } from "./arguments.ts";
import { tell } from "./output.ts";
import { tokenSource } from "./token.ts";

export interface Session {
  token: TokenSource;
  options: CallOptions;
}

// A shorter wait is not worth a word.
const LONG_WAIT_MS = 3_000;

export async function begin(options: Options, signal: AbortSignal): Promise<Session> {
  const token = await tokenSource(options, signal);
  const onAttempt: CallOptions["onAttempt"] = ({ phase, waitMs = 0 }) => {
    if (phase === "read" && waitMs >= LONG_WAIT_MS) tell(`Trying again in ${Math.ceil(waitMs / 1_000)} s.`);
  };
  return { token, options: { ...placeOf(options), signal, onAttempt } };
}

/** Where the requests go. */
export const placeOf = ({ cloud, "base-url": baseUrl }: Options) => ({ cloud: cloud as Cloud | undefined, baseUrl });
