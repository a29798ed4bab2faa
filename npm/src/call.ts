// One call: the promise that its caller holds, its token, and all that it does outside of the module. It ends once, and leaves nothing
// running behind: no timer, no request, no unread body, no listener on the caller's signal.
//
// The module says what to do next and goes on when that is done, so no code of a caller ever runs underneath it. src/web/host.rs is the
// module's view of this class.

import type { PatchInit } from "../index.d.ts";
import { claimsOf } from "./claims.ts";
import { type GivenFields, toError } from "./errors.ts";
import { Limit } from "./limit.ts";
import { guid } from "./guid.ts";
import { check, type KnownOptions, type OptionValues, short, textProblem } from "./options.ts";
import type { GivenOptions } from "./own.ts";
import { redact, redactOwn } from "./redact.ts";
import { type Exchange, exchange, type Room, repeated } from "./response.ts";
import { waitOf } from "./retry-after.ts";
import { isAborted, onAbort } from "./signals.ts";
import { after, stopwatch } from "./time.ts";
import { type Ask, asker, problemOf } from "./token.ts";

// Options that are numbers or flags, in the order of src/web/host.rs.
const NUMBERS = [
  "timeoutMs",
  "attemptTimeoutMs",
  "tokenTimeoutMs",
  "maxAttempts",
  "maxDelayMs",
  "guard",
  "verify",
] as const;

// What is known of an answer or a failure, and judged by nobody. Has no prototype.
export interface Known {
  httpStatus?: number | undefined;
  requestId?: string | undefined;
  date?: string | undefined;
  claims?: string | undefined;
  elapsedMs?: number | undefined;
  cause?: unknown;
  told?: boolean;
}

// What a call comes to: a result for the caller or, once it has failed, the fields of an error.
// biome-ignore lint/suspicious/noExplicitAny: this layer is about to be replaced.
type Outcome = any;

// What an exchange came to, and whether what was to be read is there.
export type Seen = Exchange & { good?: boolean };

// Refuses an argument if something is wrong with it.
type Problem = (argument: string, problem: string | undefined) => void;

export class Call {
  promise: Promise<Outcome>;
  ended = false;
  // Every token that this call came to know.
  secrets: string[] = [];
  // How much of a body may be read, if not the usual.
  room: Room | undefined;
  // The signal had fired before the call: it ends once the arguments are found right.
  aborted = false;
  signal: AbortSignal | undefined;
  // The ids and the status, as they were passed.
  ids: unknown[];
  // What the module reads by number: the arguments, and then what came of what it told the call to do. src/web/host.rs knows the numbers.
  given: unknown[];
  // What the module said the call comes to.
  outcome: Outcome;
  failed = false;
  // The fields of the first argument that is wrong and of no concern to the module.
  #problem: GivenFields | undefined;
  // What is known of each answer and nobody judges, and what hosts and sources failed with. The module keeps their numbers; of 0 nothing is.
  known: Known[] = [{ __proto__: null } as Known];
  #settlers!: { resolve: (value: Outcome) => void; reject: (reason: unknown) => void };
  #unlisten: (() => void) | undefined;
  #fetch: (url: string, init: PatchInit) => unknown;
  #listener: ((event: object) => unknown) | undefined;
  // The id of the call; and that as it was sent.
  #id: string | false;
  clientRequestId: string | undefined;
  #ask: Ask | undefined;
  #token: string | undefined;
  #refused = new Set<unknown>();
  // What the module waits for, how that is stopped, and what the caller is to be told when the module has paused.
  #next!: () => Promise<unknown[]>;
  #stop: ((reason?: unknown) => void) | undefined;
  #events: object[] = [];

  // `ids` are the key set's and the key's, and the status; the options are as own.js read them.
  constructor(
    known: KnownOptions,
    ids: unknown[],
    token: unknown,
    { list, signal, unreadable }: GivenOptions,
    hostFetch: unknown,
  ) {
    this.promise = new Promise((resolve, reject) => {
      this.#settlers = { resolve, reject };
    });
    const refuse = (argument: string, message: string) => this.wrong(argument, message, unreadable);
    const problem: Problem = (argument, problem) => problem && refuse(argument, `${argument} ${problem}`);
    const [keysetId, keyId] = ["keysetId", "keyId"].map((name, at) => {
      const wrong = at < ids.length ? textProblem(ids[at]) : undefined;
      problem(name, wrong);
      return wrong ? undefined : ids[at];
    });
    this.ids = ids;
    const values: OptionValues = check(list, known, refuse);
    const { cloud, baseUrl, clientRequestId, fetch = hostFetch, onAttempt } = values;
    this.#listen(signal, problem);
    if (typeof fetch !== "function") refuse("fetch", "This host has no globalThis.fetch; pass the fetch option.");
    this.#take(token, problem);
    this.#fetch = fetch as (url: string, init: PatchInit) => unknown;
    this.#listener = onAttempt as ((event: object) => unknown) | undefined;
    this.#id = clientRequestId ?? guid(this.random);
    this.given = [
      keysetId,
      keyId,
      short(ids[2]),
      cloud === undefined ? cloud : short(cloud),
      baseUrl && short(baseUrl).replace(/\/+$/, ""),
      ...NUMBERS.map((name) => values[name]),
    ];
  }

  // An argument is wrong, which the call rejects with unless the module finds an earlier one to be. A signal that has fired comes before
  // the token.
  wrong(argument: string, message: string, unreadable?: unknown): void {
    if (argument === "token" && this.aborted) return;
    const cause = ["options", "retry"].includes(argument) ? unreadable : undefined;
    this.#problem ??= {
      code: "invalid-argument",
      message,
      retryable: false,
      attempts: 0,
      argument,
      applied: false,
      cause,
    };
  }

  #take(source: unknown, problem: Problem): void {
    if (typeof source === "string") {
      this.#token = source;
      this.secrets.push(source);
      problem("token", problemOf(source));
      return;
    }
    try {
      this.#ask = asker(source);
    } catch {
      // A source that cannot be looked at is none.
    }
    if (!this.#ask)
      problem("token", "must be a string (await a promise of one), a function that gives one, or a TokenCredential.");
  }

  #listen(given: unknown, problem: Problem): void {
    if (given === undefined || given === null) return;
    const signal = given as AbortSignal;
    try {
      if (typeof signal.aborted !== "boolean" || typeof signal.removeEventListener !== "function")
        throw new TypeError("no AbortSignal");
      this.aborted = signal.aborted;
      this.signal = signal;
      this.#unlisten = onAbort(signal, this.#abort);
    } catch {
      problem("signal", "must be an AbortSignal, or null for none.");
    }
  }

  // Rejects with the caller's own reason.
  #abort = () => this.fail(reasonOf(this.signal));

  // The module is done: ends with what it said, or for what stopped it.
  settle(): void {
    if (this.ended) return;
    if (this.failed || this.#problem)
      this.fail(toError(this.failed ? this.outcome : (this.#problem as GivenFields), this.secrets));
    else if (this.aborted) this.#abort();
    else this.#end(this.#settlers.resolve, this.outcome);
  }

  fail(error?: unknown): void {
    this.#end(this.#settlers.reject, error, error);
  }

  #end(settle: (value: Outcome) => void, value: unknown, reason?: unknown): void {
    if (this.ended) return;
    this.ended = true;
    try {
      this.#unlisten?.();
    } catch {
      // A look-alike that will not let go.
    }
    settle(value);
    this.#stop?.(reason);
  }

  // Does what the module waits for. Never rejects.
  async perform(): Promise<void> {
    try {
      this.given = await this.#next();
    } finally {
      this.#stop = undefined;
    }
  }

  // Tells the caller what happened since. Nothing that a listener throws changes the call.
  flush(): void {
    const listener = this.#listener;
    for (const event of this.#events.splice(0)) {
      try {
        Promise.resolve(listener?.(redact(event, this.secrets))).catch(() => {});
      } catch {
        // As above.
      }
    }
    // Somebody else's listener may have kept the event from ours.
    if (isAborted(this.signal)) this.#abort();
  }

  // From here on: what the module calls.

  // What was given at a place, if it is a text.
  text(place: number): string | undefined {
    const value = this.given[place];
    return typeof value === "string" ? value : undefined;
  }

  // What was given at a place as a number; NaN for none.
  number(place: number): number {
    return Number(this.given[place]);
  }

  // Nothing is to be done: an argument is wrong, or the signal has fired.
  get stopped(): boolean {
    return this.aborted || this.#problem !== undefined;
  }

  // Whether the token comes from a source that can be asked again.
  get asks(): boolean {
    return this.#ask !== undefined;
  }

  // A number from 0 up to, but not including, 1, whatever the host has in the place of its own.
  random(): number {
    const number = attempt(Math, "random");
    return number >= 0 && number < 1 ? number : 0.5;
  }

  // Milliseconds since 1970; NaN where the clock tells none.
  now(): number {
    return attempt(Date, "now");
  }

  // Comes to whether the token is one that Graph refused; where there is none, to the number of what is known of that, and what is wrong with
  // what the source gave, nothing where it was late.
  ask(scope: string, refused: number, milliseconds: number): void {
    if (refused) this.#refused.add(this.#token);
    this.#next = () => this.#within(milliseconds, (limit) => this.#askSource(scope, refused, limit));
  }

  async #askSource(scope: string, refused: number, limit: Limit): Promise<unknown[]> {
    const answer = this.known[refused] as Known;
    const { claims } = answer;
    try {
      const token = await limit.wait((this.#ask as Ask)([scope], claims, refused > 0 && !claims, limit.signal));
      if (typeof token === "string") this.learn(token);
      const problem = problemOf(token);
      if (problem) return [false, this.keep(undefined, answer), `gave a token that cannot be used: it ${problem}`];
      const isRefused = this.#refused.has(token);
      // Better the token that was got instead than one that was refused.
      if (isRefused && !this.#refused.has(this.#token)) return [false];
      this.#token = token as string;
      return [isRefused];
    } catch (cause) {
      return limit.over
        ? [false, this.keep(undefined, answer)]
        : [false, this.keep(cause, answer), "threw; see cause."];
    }
  }

  // A source gave a token.
  learn(token: string): void {
    this.secrets.push(token);
  }

  // Comes to what npm/src/response.js tells of the answer, in the order of src/web/host.rs.
  send(method: string, url: string, body: string, milliseconds: number): void {
    this.clientRequestId = this.#id || undefined;
    this.#next = async () => {
      const elapsed = stopwatch();
      const answer = await this.#within(milliseconds, (limit) => {
        const headers = { "content-type": "application/json", accept: "application/json", ...this.headers };
        // Without a prototype, so that nothing put on Object.prototype can change the request.
        const init = this.dress({
          __proto__: null,
          method,
          headers,
          body,
          redirect: "manual",
          signal: limit.signal,
        } as PatchInit);
        return exchange(this.#fetch, url, init, limit, (text) => redactOwn(text, this.secrets), this.room);
      });
      return this.seen(answer, Math.round(elapsed()));
    };
  }

  // What is to be sent, and what came of it, for other kinds of call to change.
  dress(init: PatchInit): PatchInit {
    return init;
  }

  seen(
    { fault, cause, status, redirected, requestId, date, retryAfter, challenge, body, good }: Seen,
    elapsedMs: number,
  ): unknown[] {
    const demanded = (status === 401 || status === 403) && challenge && claimsOf(challenge);
    const claims = demanded ? redactOwn(demanded, this.secrets) : undefined;
    const answer: Known = {
      httpStatus: status,
      requestId: requestId ?? repeated(body, "request-id"),
      date: date ?? repeated(body, "date"),
      claims,
      elapsedMs,
    };
    const askedMs = retryAfter && waitOf(retryAfter, date, this.now());
    return [
      fault,
      status,
      redirected,
      askedMs,
      claims !== undefined,
      flat(body),
      elapsedMs,
      this.keep(cause, answer),
      good,
    ];
  }

  // The number of what is known: a cause, and the answer there was.
  keep(cause: unknown, answer?: Known): number {
    return this.known.push({ __proto__: null, ...answer, cause } as Known) - 1;
  }

  // Comes to the milliseconds that passed, at least as many.
  sleep(milliseconds: number): void {
    this.#next = () =>
      new Promise((resolve) => {
        const elapsed = stopwatch();
        const cancel = after(milliseconds, () => resolve([elapsed()]));
        this.#stop = () => {
          cancel();
          resolve([]);
        };
      });
  }

  // What one request came to, said first or again; the caller is told once, when the module has paused.
  tell(phase: string, attempt: number, code: string, waitMs: number, known: number): void {
    const { clientRequestId } = this;
    const answer = this.known[known] as Known;
    const { httpStatus, requestId, elapsedMs, told } = answer;
    answer.told = true;
    if (this.#listener && !told)
      this.#events.push(present({ phase, attempt, httpStatus, code, requestId, clientRequestId, elapsedMs, waitMs }));
  }

  // The call fails, with the number of what is known beside.
  error(
    code: string,
    message: string,
    retryable: boolean,
    attempts: number,
    argument: string,
    applied: boolean | undefined,
    graphCode: string,
    graphMessage: string,
    retryAfterMs: number,
    known: number,
  ): void {
    this.failed = true;
    const { clientRequestId } = this;
    const { httpStatus, requestId, date, claims, cause } = this.known[known] as Known;
    const said = { httpStatus, graphCode, graphMessage, requestId, clientRequestId, date, retryAfterMs, claims };
    this.outcome = { ...present({ code, message, retryable, attempts, argument, applied, ...said }), cause };
  }

  // The error just made is no more than a cause, whose number this is.
  because(): number {
    this.failed = false;
    return this.keep(toError(this.outcome, this.secrets));
  }

  // The headers that are of this call alone.
  get headers(): Record<string, string> {
    return { authorization: `Bearer ${this.#token}`, ...(this.#id && { "client-request-id": this.#id }) };
  }

  async #within<Value>(milliseconds: number, work: (limit: Limit) => Promise<Value>): Promise<Value> {
    const limit = new Limit(milliseconds);
    this.#stop = (reason) => limit.stop(reason);
    try {
      return await work(limit);
    } finally {
      limit.done();
    }
  }
}

// What the module gives where there is nothing; `includes` finds NaN too.
const ABSENT: readonly unknown[] = [undefined, "", NaN];

// The members that have a value.
export const present = <Members extends object>(members: Members): Members => {
  const all = members as Record<string, unknown>;
  for (const name of Object.keys(all)) if (ABSENT.includes(all[name])) delete all[name];
  return members;
};

// What a function of the host gives, if it is a number.
function attempt<Name extends string>(owner: Record<Name, () => unknown>, name: Name): number {
  try {
    const number = owner[name]();
    return typeof number === "number" ? number : NaN;
  } catch {
    return NaN;
  }
}

function reasonOf(signal: AbortSignal | undefined): unknown {
  try {
    if (signal?.reason !== undefined) return signal.reason;
  } catch {
    // Then the reason that hosts give by themselves.
  }
  return new DOMException("This operation was aborted", "AbortError");
}

// How deep a body is looked at; Graph's errors nest three deep.
const DEEPEST = 64;

// JSON as words with a separator in front of each, one that is in none of them: texts ("s" in front), names, beginnings and ends of objects;
// src/web/json.rs reads it. A text that holds all of ASCII, which nobody sends, would lose its last character.
function flat(value: unknown): string {
  const words = wordsOf(value, DEEPEST);
  const all = words.join("");
  let code = 0;
  while (code < 127 && all.includes(String.fromCharCode(code))) code += 1;
  const separator = String.fromCharCode(code);
  return words.map((word) => separator + word.replaceAll(separator, "")).join("");
}

// An array is laid out as an object is.
function wordsOf(value: unknown, depth: number): string[] {
  if (typeof value === "string" || typeof value === "number") return [`s${value}`];
  if (typeof value !== "object" || value === null || depth === 0) return ["-"];
  return [
    "{",
    ...Object.entries(value)
      .flat()
      .flatMap((part) => wordsOf(part, depth - 1)),
    "}",
  ];
}
