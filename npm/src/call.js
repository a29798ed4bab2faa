// One call: the promise that its caller holds, its token, and all that it does outside of the module. It ends once, and leaves nothing
// running behind: no timer, no request, no unread body, no listener on the caller's signal.
//
// The module says what to do next and goes on when that is done, so no code of a caller ever runs underneath it. src/web/host.rs is the
// module's view of this class.

import { toError } from "./errors.js";
import { Limit } from "./limit.js";
import { redact, redactOwn } from "./redact.js";
import { exchange } from "./response.js";
import { onAbort } from "./signals.js";
import { after, stopwatch } from "./time.js";
import { asker, problemOf } from "./token.js";

export class Call {
  promise;
  ended = false;
  // Every token that this call came to know.
  secrets = [];
  // What was wrong with the arguments that never enter the module, for it to refuse.
  tokenProblem;
  signalProblem;
  // How much of a body may be read, if not the usual.
  room;
  // The signal had fired before the call: the module ends the call once the arguments are found right.
  aborted = false;
  #settlers;
  #signal;
  #unlisten;
  #unreadable;
  #ask;
  #token;
  #refused = new Set();
  // What the module waits for, how that is stopped, and what the caller is to be told when the module has paused.
  #next;
  #stop;
  #events = [];

  // `unreadable` is what a getter among the options threw.
  constructor(source, signal, unreadable) {
    this.#unreadable = unreadable;
    this.promise = new Promise((resolve, reject) => {
      this.#settlers = { resolve, reject };
    });
    this.#take(source);
    this.#listen(signal);
  }

  #take(source) {
    if (typeof source === "string") {
      this.#token = source;
      this.secrets.push(source);
      this.tokenProblem = problemOf(source);
      return;
    }
    try {
      this.#ask = asker(source);
    } catch {
      // A source that cannot be looked at is none.
    }
    if (!this.#ask) this.tokenProblem = "must be a string (await a promise of one), a function that gives one, or a TokenCredential.";
  }

  #listen(signal) {
    if (signal === undefined || signal === null) return;
    try {
      if (typeof signal.aborted !== "boolean" || typeof signal.removeEventListener !== "function") throw new TypeError("no AbortSignal");
      this.aborted = signal.aborted;
      this.#signal = signal;
      this.#unlisten = onAbort(signal, this.#abort);
    } catch {
      this.signalProblem = "must be an AbortSignal, or null for none.";
    }
  }

  // Rejects with the caller's own reason.
  #abort = () => this.fail(reasonOf(this.#signal));

  // Takes the module's outcome: a Map of members, or what buildPatchRequest built.
  settle(succeeded, outcome) {
    if (this.ended) return;
    if (succeeded && this.aborted) return this.#abort();
    const value = outcome instanceof Map ? Object.fromEntries(outcome) : outcome;
    if (!succeeded) this.fail(toError(["options", "retry"].includes(value.argument) ? { cause: this.#unreadable, ...value } : value, this.secrets));
    else this.#end(this.#settlers.resolve, value === outcome ? value : redact(value, this.secrets));
  }

  fail(error) {
    this.#end(this.#settlers.reject, error, error);
  }

  #end(settle, value, reason) {
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
  async perform() {
    try {
      return await this.#next();
    } finally {
      this.#stop = undefined;
    }
  }

  // Tells the caller what happened since. Nothing that a listener throws changes the call.
  flush() {
    for (const [listener, event] of this.#events.splice(0)) {
      try {
        Promise.resolve(listener(redact(event, this.secrets))).catch(() => {});
      } catch {
        // As above.
      }
    }
  }

  // From here on: what the module calls.

  // Whether the token comes from a source that can be asked again.
  get asks() {
    return this.#ask !== undefined;
  }

  // Graph refused the token.
  refuse() {
    this.#refused.add(this.#token);
  }

  ask(scope, claims, forceRefresh, milliseconds) {
    this.#next = () => this.#within(milliseconds, (limit) => this.#askSource(scope, claims, forceRefresh, limit));
  }

  async #askSource(scope, claims, forceRefresh, limit) {
    const asked = { __proto__: null, late: false, refused: false };
    try {
      const token = await limit.wait(this.#ask([scope], claims, forceRefresh, limit.signal));
      if (typeof token === "string") this.secrets.push(token);
      const problem = problemOf(token);
      if (problem) return Object.assign(asked, { problem: `gave a token that cannot be used: it ${problem}` });
      asked.refused = this.#refused.has(token);
      // Better the token that was got instead than one that was refused.
      if (!asked.refused || this.#refused.has(this.#token)) this.#token = token;
      else asked.refused = false;
      return asked;
    } catch (cause) {
      return Object.assign(asked, limit.over ? { late: true } : { problem: "threw; see cause.", cause });
    }
  }

  send(fetch, method, url, body, clientRequestId, milliseconds) {
    this.#next = async () => {
      const elapsed = stopwatch();
      const answer = await this.#within(milliseconds, (limit) => {
        const id = clientRequestId === undefined ? undefined : { "client-request-id": clientRequestId };
        const headers = { authorization: this.bearer, "content-type": "application/json", accept: "application/json", ...id };
        // Without a prototype, so that nothing put on Object.prototype can change the request.
        const init = { __proto__: null, method, headers, body, redirect: "manual", signal: limit.signal };
        return exchange(fetch, url, init, limit, (text) => redactOwn(text, this.secrets), this.room);
      });
      answer.elapsedMs = Math.round(elapsed());
      return answer;
    };
  }

  sleep(milliseconds) {
    this.#next = () =>
      new Promise((resolve) => {
        const elapsed = stopwatch();
        const cancel = after(milliseconds, () => resolve(elapsed()));
        this.#stop = () => {
          cancel();
          resolve();
        };
      });
  }

  // `event` is a Map. It is told when the module has paused.
  tell(listener, event) {
    this.#events.push([listener, Object.fromEntries(event)]);
  }

  isUrl(text) {
    try {
      return Boolean(new URL(text));
    } catch {
      return false;
    }
  }

  // The header with the token.
  get bearer() {
    return `Bearer ${this.#token}`;
  }

  async #within(milliseconds, work) {
    const limit = new Limit(milliseconds);
    this.#stop = (reason) => limit.stop(reason);
    try {
      return await work(limit);
    } finally {
      limit.done();
    }
  }
}

function reasonOf(signal) {
  try {
    if (signal.reason !== undefined) return signal.reason;
  } catch {
    // Then the reason that hosts give by themselves.
  }
  return new DOMException("This operation was aborted", "AbortError");
}
