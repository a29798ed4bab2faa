// One call as plain data: the promise that its caller holds, what the caller gave, and what came to be known. It ends once, and leaves nothing
// running behind: no timer, no request, no unread body, no listener on the caller's signal.
//
// What happens to a call is in engine.ts, what it waits for in perform.ts.

import type { PatchInit } from "../index.d.ts";
import type { GivenFields } from "./errors.ts";
import { guid } from "./guid.ts";
import { random } from "./chance.ts";
import type { Glue } from "./glue.ts";
import type { Attempted, Kept } from "./host.ts";
import { check, type KnownOptions, type OptionValues, textProblem } from "./options.ts";
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
  /** Knows where the call was made. */
  trace: Error;
  /** Settles the promise. */
  resolve(value: unknown): void;
  reject(reason: unknown): void;
  ended: boolean;
  /** The number by which the module knows the call; none before it began and after it ended. */
  number?: number | undefined;
  /** The module that it is in. */
  glue?: Glue;

  given: Arguments;
  /** The first of the ids that is wrong by itself. The module is not given it, nor what comes after it. */
  wrongId: keyof Arguments | undefined;
  values: OptionValues;
  /** What the call rejects with, unless the module finds an earlier argument wrong. */
  problem: GivenFields | undefined;
  signal: AbortSignal | undefined;
  /** The signal had fired before the call. */
  aborted: boolean;
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
  /** Gives up what the call waits for. */
  stop?: ((reason?: unknown) => void) | undefined;
  /** Ends the call because its signal has fired. */
  abort?: () => void;

  /** Of the last request. */
  url?: string;
  /** Where its ids mean what they mean; see notes.ts. */
  place?: string;
  /** That the key is being disabled. */
  note?: Note;
  /** Of a call that is one of a bulk run: the notes of the run. */
  held?: Note[];

  /** Of calls of the root entry: takes what is read. */
  reader?: Reader;
  /** Of a call that is one of a bulk run: waits for its turn. */
  turn?: () => Promise<Turn>;
  /** Of a call that is one of a bulk run: hears of each attempt. */
  heard?: (attempted: Attempted) => void;
  /** It waits for its turn. */
  waits?: boolean;
  /** The number of its last ask for a token. */
  asked?: number;
  /** The call was aborted, and a request had left that may have changed the key. */
  mayHaveChanged?: boolean;
}

/** Whether a call of a bulk run may go on: at once, after a wait, or not any more. */
export type Turn = "open" | "waited" | "never";

export function newCall(
  given: Arguments,
  token: unknown,
  { list, signal, unreadable }: GivenOptions,
  known: KnownOptions,
  hostFetch: unknown,
): Call {
  // Without a prototype: what somebody put on Object.prototype is none of its members.
  const call = {
    __proto__: null,
    trace: new Error(),
    ended: false,
    given,
    aborted: false,
    refused: [],
    secrets: [],
    learn: (token: string) => void (call as Call).secrets.push(token),
    kept: [] as Known[],
  } as unknown as Partial<Call>;
  call.promise = new Promise((resolve, reject) => Object.assign(call, { resolve, reject }));
  const refuse = (argument: string, message: string) => wrong(call as Call, argument, message, unreadable);
  const problem = (argument: string, what: string | undefined) => what && refuse(argument, `${argument} ${what}`);

  for (const name of ["keysetId", "keyId"] as const) {
    const what = name in given ? textProblem(given[name]) : undefined;
    if (what) call.wrongId ??= name;
    problem(name, what);
  }
  // The token stands where the status should, so it goes no further.
  const { status } = given;
  const isSwapped = (token === "enabled" || token === "disabled") && typeof status === "string" && status.length > 8;
  if (isSwapped) {
    call.wrongId ??= "status";
    call.secrets = [status];
    refuse(
      "status",
      'status must be "enabled" or "disabled"; the status stands in the place of the token, and the token in its: swap the two.',
    );
  }
  const values = check(list, known, refuse);
  const { fetch = hostFetch } = values;
  call.values = values;
  listen(call as Call, signal, problem);
  if (typeof fetch !== "function") refuse("fetch", "This host has no globalThis.fetch; pass the fetch option.");
  call.fetch = fetch as Call["fetch"];
  if (!isSwapped) takeToken(call as Call, token, problem);
  call.id = values.clientRequestId ?? guid(random);
  return call as Call;
}

/** In the place of a fetch, and of a token source, where neither is asked. */
export const nothingIsSent = () => "";

/** An argument is wrong. A signal that has fired comes before a wrong token. */
export function wrong(call: Call, argument: string, message: string, unreadable?: unknown): void {
  if (argument === "token" && call.aborted) return;
  const cause = argument === "options" || argument === "retry" ? unreadable : undefined;
  call.problem ??= {
    code: "invalid-argument",
    message,
    retryable: false,
    attempts: 0,
    argument,
    applied: false,
    cause,
  };
}

function takeToken(call: Call, source: unknown, problem: (argument: string, what: string | undefined) => void): void {
  if (typeof source === "string") {
    call.token = source;
    call.secrets.push(source);
    problem("token", problemOf(source));
    return;
  }
  try {
    call.ask = asker(source);
  } catch {
    // A source that cannot be looked at is none.
  }
  if (!call.ask)
    problem("token", memberToPass(source) ?? "must be a string, a function that gives one, or a TokenCredential.");
}

function listen(call: Call, given: unknown, problem: (argument: string, what: string | undefined) => void): void {
  if (given === undefined || given === null) return;
  const signal = given as AbortSignal;
  try {
    if (typeof signal.aborted !== "boolean" || typeof signal.removeEventListener !== "function")
      throw new TypeError("no AbortSignal");
    call.aborted = signal.aborted;
    call.signal = signal;
    call.unlisten = onAbort(signal, () => call.abort?.());
  } catch {
    problem("signal", "must be an AbortSignal, or null for none.");
  }
}

/** Keeps what is known of an answer or a failure. Gives the number that names it. */
export const keep = (call: Call, known: Known): Kept => call.kept.push(known) - 1;
