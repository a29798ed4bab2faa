// The state of a run of many changes: results, when to stop, the tokens, and the gate. Sends nothing and waits for nothing.

import { copyOf } from "./errors.js";
import { redact } from "./redact.js";
import { stopwatch } from "./time.js";

// What nothing that follows could mend, and what stops the run when it ends so many changes in a row.
const FATAL = ["unauthorized", "forbidden", "token"];
const FAILING = ["network", "timeout", "unavailable"];
const MOST_IN_A_ROW = 3;

export class Run {
  // No further change is to begin.
  stopped = false;
  #results;
  #secrets;
  #done = 0;
  #inARow = 0;

  // `secrets` are the tokens of the run, those that come to be known later as well.
  constructor(changes, secrets) {
    this.#results = changes.map((change) => ({ ...change, outcome: "skipped" }));
    this.#secrets = secrets;
  }

  // Notes how a change ended; gives what to tell of it, once for each of its places. What is told is a copy: whoever changes it changes
  // nothing else.
  end({ at }, result) {
    const code = codeOf(result.error);
    this.#inARow = FAILING.includes(code) ? this.#inARow + 1 : 0;
    if (FATAL.includes(code) || this.#inARow === MOST_IN_A_ROW) this.stopped = true;
    return at.map((index) => {
      const { error } = result;
      this.#results[index] = copied(this.#clean({ ...this.#results[index], ...result }));
      this.#done += 1;
      const last = copied({ ...this.#results[index], ...(error && { error: copyOf(error) }) });
      return { done: this.#done, total: this.#results.length, last };
    });
  }

  // A token that was passed as an id by mistake is shown no more than any other.
  #clean({ keysetId, keyId, ...result }) {
    return { ...redact({ keysetId, keyId }, this.#secrets), ...result };
  }

  report(aborted) {
    const results = this.#results.map((result) => this.#clean(result));
    const count = (outcome) => results.filter((result) => result.outcome === outcome).length;
    return {
      results,
      applied: count("applied"),
      failed: count("failed"),
      unknown: count("unknown"),
      skipped: count("skipped"),
      aborted,
    };
  }
}

const copied = ({ receipt, ...result }) => ({ ...result, ...(receipt && { receipt: { ...receipt } }) });

// The outcome of a change that ended with an error.
export const outcomeOf = ({ applied }) => (applied === undefined ? "unknown" : applied ? "applied" : "failed");

// Where the guard could not read, what kept it from that; an error after acceptance is nobody's failure.
function codeOf(error) {
  if (error?.applied) return undefined;
  return error?.code === "guard-unavailable" ? error.cause?.code : error?.code;
}

// For how long a key may go on showing its old status, in milliseconds. Read-back is done by then, too.
const LONGEST_LAG = 5_000;

// What tells the status that a change gave its key, as long as that counts for more than what is read; `undefined` where it does not at
// all. That a key was disabled counts to the end of the run, and for a while where nobody knows; that it was enabled for a while, unless
// it was seen.
export function statusGiven({ status }, { outcome, receipt, error }) {
  const elapsed = stopwatch();
  const whileLate = () => (elapsed() < LONGEST_LAG ? status : undefined);
  if (status === "disabled") return { applied: () => status, unknown: whileLate }[outcome];
  return outcome === "applied" && !error && !receipt.verified ? whileLate : undefined;
}

// How many tokens a run remembers, while the calls under way know no more.
const MOST_TOKENS = 64;

// The tokens that the calls of a run know, for none of them to show one of another: all of the calls under way, and the latest of those
// that ended, since a source may give another each time.
export class Tokens {
  // The same array always.
  all = [];
  // The calls under way; `own` of each are its tokens.
  underWay = new Set();

  add(token) {
    if (this.all.includes(token)) return;
    this.all.push(token);
    let tooMany = this.all.length - MOST_TOKENS;
    if (tooMany <= 0) return;
    const needed = new Set([...this.underWay].flatMap(({ own }) => own));
    this.all.splice(0, Infinity, ...this.all.filter((known) => needed.has(known) || (tooMany -= 1) < 0));
  }
}

// Where all wait once Graph has throttled one of them.
export class Gate {
  // When it opens, by the time since the run began.
  opens = 0;
  #elapsed = stopwatch();

  close(milliseconds) {
    this.opens = Math.max(this.opens, this.#elapsed() + milliseconds);
  }

  // For how long it is still closed.
  get leftMs() {
    return this.opens - this.#elapsed();
  }
}
