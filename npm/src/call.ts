// One call as plain data: the promise that its caller holds, what the caller gave, and what came to be known. It ends once, and leaves nothing
// running behind: no timer, no request, no unread body, no listener on the caller's signal.
//
// What happens to a call is in engine.ts, what it waits for in perform.ts.

import type { KeyStatusErrorFields, PatchInit } from "../index.d.ts";
import { guid } from "./guid.ts";
import type { Glue } from "./glue.ts";
import type { Attempted, Command, Kept } from "./host.ts";
import { check, type KnownOptions, type OptionValues, type Refuse, textProblem } from "./options.ts";
import type { GivenOptions } from "./own.ts";
import type { Reader } from "./reader.ts";
import type { Note } from "./shared.ts";
import { onAbort } from "./signals.ts";
import { type Ask, asker, memberToPass, problemOf } from "./token.ts";

/** What is known of an answer, or of what was thrown, and judged by nobody. */
export interface Known {
  httpStatus?: number | undefined;
  requestId?: string | undefined;
  correlationId?: string | undefined;
  date?: string | undefined;
  claims?: string | undefined;
  elapsedMs?: number | undefined;
  cause?: unknown;
}

/** The ids and the status that a caller gave, as far as the function takes them. */
export interface Arguments {
  keysetId?: unknown;
  keyId?: unknown;
  status?: unknown;
}

export interface Call {
  promise: Promise<unknown>;
  /** Its stack shows where the call was made. */
  trace: Error;
  /** Settles the promise. */
  resolve(value: unknown): void;
  reject(reason: unknown): void;
  ended?: boolean;
  /** The number by which the module knows the call; none before it began and after it ended. */
  number?: number | undefined;
  /** The module that it is in. */
  glue?: Glue;

  given: Arguments;
  /** Those ids of `given` that `textProblem` finds right. No other is passed to the module or shown: it may be a token. */
  ids: { keysetId?: string; keyId?: string };
  values: OptionValues;
  /** What the call rejects with, unless the module finds an earlier argument wrong. */
  problem: KeyStatusErrorFields | undefined;
  signal: AbortSignal | undefined;
  /** The signal had fired before the call. */
  aborted?: boolean;
  unlisten: (() => void) | undefined;
  fetch: (url: string, init: PatchInit) => unknown;
  /** The `client-request-id` of the call. */
  id: string | false;

  /** The token that is sent; it never goes anywhere else. */
  token: string | undefined;
  ask: Ask | undefined;
  /** The tokens that Graph has refused. */
  refused: unknown[];
  /** Every token that this call knows, for none of them to be shown. */
  secrets: string[];
  learn(token: string): void;

  kept: Known[];
  /** The `client-request-id` once it was sent. */
  clientRequestId?: string | undefined;
  /** What a token source or `fetch` threw for the app's framework (foreign.ts). The call rejects with that, as it is. */
  theirs?: unknown;
  /** Gives up what the call waits for. */
  stop?: ((reason?: unknown) => void) | undefined;
  /** Ends the call because its signal has fired. */
  abort?: () => void;

  /** The URL of the last request. */
  url?: string | undefined;
  /** The server and the tenant in which its ids name a key; see notes.ts. */
  place?: string;
  /** What other calls of the program know of the change; see notes.ts. */
  note?: Note;
  /** Of a call that is one of a bulk run. */
  run?: { isOver: boolean };

  /** Of calls of the root entry: takes what is read. */
  reader?: Reader;
  /** Of a call that is one of a bulk run: waits for its turn. */
  turn?: Command;
  /** Of a call that is one of a bulk run: hears of each attempt. */
  heard?: (attempted: Attempted) => void;
  /** It waits for its turn. */
  waits?: boolean;
  /** The code of the error that the call would end with if what it waits for failed. */
  waitsFor?: "token" | "network";
  /** The number of its last ask for a token. */
  asked?: number;
  /** The call was aborted, and a request had left that may have changed the key. */
  mayHaveChanged?: boolean;
}

export function newCall(
  given: Arguments,
  token: unknown,
  options: GivenOptions,
  known: KnownOptions,
  hostFetch: unknown,
): Call {
  // Without a prototype: what somebody put on Object.prototype is none of its members.
  const call = {
    __proto__: null,
    trace: new Error(),
    given,
    ids: {},
    refused: [],
    secrets: [],
    learn: (token: string) => void (call as Call).secrets.push(token),
    kept: [] as Known[],
  } as unknown as Partial<Call>;
  call.promise = new Promise((resolve, reject) => Object.assign(call, { resolve, reject }));
  const refuse: Refuse = (argument, what, subject) => wrong(call as Call, argument, what, subject);

  for (const name of ["keysetId", "keyId"] as const) {
    if (!(name in given)) continue;
    const what = textProblem(given[name]);
    if (!what) (call as Call).ids[name] = given[name] as string;
    refuse(name, what);
  }
  // The token stands where the status should, so it goes no further.
  const { status } = given;
  const isSwapped = (token === "enabled" || token === "disabled") && typeof status === "string" && status.length > 8;
  if (isSwapped) {
    call.secrets = [status];
    refuse("status", "and token stand in each other's place; swap the two.");
  }
  const values = check(options, known, refuse);
  const { fetch = hostFetch, signal } = values;
  call.values = values;
  if (signal !== undefined && signal !== null) refuse("signal", listen(call as Call, signal as AbortSignal));
  if (typeof fetch !== "function") refuse("fetch", "must be passed: this host has no globalThis.fetch.");
  call.fetch = fetch as Call["fetch"];
  if (!isSwapped) refuse("token", takeToken(call as Call, token));
  call.id = values.clientRequestId ?? guid();
  return call as Call;
}

/** The ids to pass to the module. One that `textProblem` refused may be a token, so it is passed empty, which the module refuses in its order. */
export const idsToPass = ({ ids: { keysetId = "", keyId = "" } }: Call): [keysetId: string, keyId: string] => [
  keysetId,
  keyId,
];

/** Stands in for `fetch` and for a token source where neither is called. */
export const nothingIsSent = () => "";

/** An argument is wrong, if `what` says how; `subject` is what that is said of. A signal that has fired comes before a wrong token. */
export function wrong(call: Call, argument: string, what: string | undefined, subject = argument): void {
  if (!what || (argument === "token" && call.aborted)) return;
  call.problem ??= {
    code: "invalid-argument",
    message: `${subject} ${what}`,
    attempts: 0,
    argument,
    applied: false,
  };
}

// This function and the next return what is wrong, as the end of a sentence.
function takeToken(call: Call, source: unknown): string | undefined {
  if (typeof source === "string") {
    call.token = source;
    call.secrets.push(source);
    return problemOf(source);
  }
  call.ask = asker(source);
  if (call.ask) return undefined;
  return memberToPass(source) ?? "must be a string, a function that gives one, or a TokenCredential.";
}

function listen(call: Call, signal: AbortSignal): string | undefined {
  if (typeof signal.addEventListener !== "function") return "must be an AbortSignal or null.";
  call.aborted = signal.aborted;
  call.signal = signal;
  call.unlisten = onAbort(signal, () => call.abort?.());
  return undefined;
}

/** Keeps what is known of an answer or a failure. Gives the number that names it. */
export const keep = (call: Call, known?: Known): Kept => call.kept.push({ __proto__: null, ...known } as Known) - 1;
