// The state of a run of many changes: results, when to stop, and the gate. Sends nothing and waits for nothing.

import { stopwatch } from "./time.js";

// What nothing that follows could mend, and what stops the run when it ends so many changes in a row.
const FATAL = ["unauthorized", "forbidden", "token"];
const FAILING = ["network", "timeout", "unavailable"];
const MOST_IN_A_ROW = 3;

export class Run {
  // No further change is to begin.
  stopped = false;
  results;
  #done = 0;
  #inARow = 0;

  constructor(changes) {
    this.results = changes.map((change) => ({ ...change, outcome: "skipped" }));
  }

  // Notes how a change ended; gives what to tell of it, once for each of its places.
  end({ at }, result) {
    const code = codeOf(result.error);
    this.#inARow = FAILING.includes(code) ? this.#inARow + 1 : 0;
    if (FATAL.includes(code) || this.#inARow === MOST_IN_A_ROW) this.stopped = true;
    return at.map((index) => {
      Object.assign(this.results[index], result);
      this.#done += 1;
      return { done: this.#done, total: this.results.length, last: this.results[index] };
    });
  }

  report(aborted) {
    const count = (outcome) => this.results.filter((result) => result.outcome === outcome).length;
    return {
      results: this.results,
      applied: count("applied"),
      failed: count("failed"),
      unknown: count("unknown"),
      skipped: count("skipped"),
      aborted,
    };
  }
}

// The outcome of a change that ended with an error.
export const outcomeOf = ({ applied }) => (applied === undefined ? "unknown" : applied ? "applied" : "failed");

// Where the guard could not read, what kept it from that; an error after acceptance is nobody's failure.
function codeOf(error) {
  if (error?.applied) return undefined;
  return error?.code === "guard-unavailable" ? error.cause?.code : error?.code;
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
