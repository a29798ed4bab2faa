// The state of a run of many changes: their results, and when to stop. Sends nothing and waits for nothing.

import type { BulkReport, ChangeResult, KeyStatus, KeyStatusErrorCode, Receipt } from "../../index.d.ts";
import type { Change, GivenChange } from "./changes.ts";
import { copyOf } from "../errors.ts";
import { redact } from "../redact.ts";
import type { KeyStatusError } from "../shared.ts";
import { stopwatch } from "../time.ts";

/** How one change ended. */
export interface Result {
  outcome: ChangeResult["outcome"];
  receipt?: Receipt;
  error?: KeyStatusError;
}

// The change with its result. Ids and status are what the caller gave, checked by then.
type Ended = GivenChange & Result;

/** What a run tells of a change that ended. */
export interface Progress {
  done: number;
  total: number;
  last: ChangeResult;
}

// Failures that every later change would meet too: one of them stops the run.
const FATAL: readonly unknown[] = ["unauthorized", "forbidden", "token"];
// Failures that may pass: so many of them in a row stop the run.
const FAILING: readonly unknown[] = ["network", "timeout", "unavailable"];
const MOST_IN_A_ROW = 3;

export class Run {
  /** No further change is to begin. */
  stopped = false;
  readonly #results: Ended[];
  readonly #secrets: readonly string[];
  #done = 0;
  #inARow = 0;

  /** `secrets` are the tokens of the run. The array also shows those that come to be known later. */
  constructor(changes: readonly GivenChange[], secrets: readonly string[]) {
    this.#results = changes.map((change) => ({ ...change, outcome: "skipped" }));
    this.#secrets = secrets;
  }

  /**
   * Notes how a change ended. Gives what to tell of it, once for each of its places. That is a copy: whoever changes it changes nothing else.
   */
  end({ at }: Change, result: Result): Progress[] {
    const code = codeOf(result.error);
    this.#inARow = FAILING.includes(code) ? this.#inARow + 1 : 0;
    if (FATAL.includes(code) || this.#inARow === MOST_IN_A_ROW) this.stopped = true;
    return at.map((index) => {
      const { error } = result;
      const ended = copied(this.#clean({ ...(this.#results[index] as Ended), ...result }));
      this.#results[index] = ended;
      this.#done += 1;
      const last = copied({ ...ended, ...(error && { error: copyOf(error) }) });
      return { done: this.#done, total: this.#results.length, last: last as ChangeResult };
    });
  }

  // A token that was passed as an id by mistake is shown no more than any other.
  #clean({ keysetId, keyId, ...result }: Ended): Ended {
    return { ...redact({ keysetId, keyId }, this.#secrets), ...result };
  }

  report(aborted: boolean): BulkReport {
    const results = this.#results.map((result) => this.#clean(result));
    const count = (outcome: Result["outcome"]) => results.filter((result) => result.outcome === outcome).length;
    return {
      results: results as ChangeResult[],
      applied: count("applied"),
      failed: count("failed"),
      unknown: count("unknown"),
      skipped: count("skipped"),
      aborted,
    };
  }
}

const copied = ({ receipt, ...result }: Ended): Ended => ({
  ...result,
  ...(receipt && { receipt: { ...receipt } }),
});

/** The outcome of a change that ended with an error. */
export const outcomeOf = ({ applied }: KeyStatusError): Result["outcome"] =>
  applied === undefined ? "unknown" : applied ? "applied" : "failed";

// The code that counts for stopping: where the guard could not read, that of what kept it from reading. None where the change was accepted:
// then it did not fail.
function codeOf(error: KeyStatusError | undefined): KeyStatusErrorCode | undefined {
  if (error?.applied) return undefined;
  return error?.code === "guard-unavailable" ? (error.cause as KeyStatusError | undefined)?.code : error?.code;
}

// For how long a key may go on showing its old status, in milliseconds. Read-back is done by then, too.
const LONGEST_LAG = 5_000;

/** Tells the status that a change gave its key, as long as that counts for more than the status that is read; then `undefined`. */
export type StatusGiven = () => KeyStatus | undefined;

/**
 * The status that a change gave its key; `undefined` where it does not count at all. That a key was disabled counts to the end of the run, and
 * for a while where its outcome is unknown. That it was enabled counts for a while, unless it was seen.
 */
export function statusGiven(change: GivenChange, { outcome, receipt, error }: Result): StatusGiven | undefined {
  const status = change.status as KeyStatus;
  const elapsed = stopwatch();
  const whileLate = () => (elapsed() < LONGEST_LAG ? status : undefined);
  if (status === "disabled")
    return outcome === "applied" ? () => status : outcome === "unknown" ? whileLate : undefined;
  return outcome === "applied" && !error && !receipt?.verified ? whileLate : undefined;
}
