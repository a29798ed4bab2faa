// The state of a run of many changes: their results, and when to stop. Sends nothing and waits for nothing.

import type { BulkReport, ChangeResult, KeyStatusErrorCode, Receipt } from "../../index.d.ts";
import type { Change, GivenChange } from "./changes.ts";
import { copyOf } from "../errors.ts";
import { redact } from "../redact.ts";
import type { KeyStatusError } from "../shared.ts";

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
const FATAL: readonly unknown[] = ["unauthorized", "forbidden"];
// Failures that may pass: so many of them in a row stop the run.
const FAILING: readonly unknown[] = ["network", "timeout", "unavailable"];
const MOST_IN_A_ROW = 3;
// So many failures of the token source in a row stop the run.
const MOST_WITHOUT_TOKEN = 2;

export class Run {
  /** No further change is to begin. */
  stopped = false;
  /** Why: what the change ended with that stopped the run. */
  stoppedBy: KeyStatusError | undefined;
  readonly #results: Ended[];
  readonly #secrets: readonly string[];
  #done = 0;
  #inARow = 0;
  #withoutToken = 0;
  #asks = 0;
  #failedAsk = 0;

  /** `secrets` are the tokens of the run. The array also shows those that come to be known later. */
  constructor(changes: readonly GivenChange[], secrets: readonly string[]) {
    this.#results = changes.map((change) => ({ ...change, outcome: "skipped" }));
    this.#secrets = secrets;
  }

  /** The token source is asked. Gives the number of that. */
  asks(): number {
    return (this.#asks += 1);
  }

  /**
   * Notes how a change ended. `asked` is the number of its last ask for a token. Gives what to tell of it, once for each of its places. That is a copy: whoever changes it changes nothing else.
   */
  end({ at }: Change, result: Result, asked = 0): Progress[] {
    const code = codeOf(result.error);
    this.#inARow = FAILING.includes(code) ? this.#inARow + 1 : 0;
    this.#countToken(code, asked);
    if (FATAL.includes(code) || this.#inARow === MOST_IN_A_ROW || this.#withoutToken === MOST_WITHOUT_TOKEN)
      this.stopped = true;
    if (this.stopped && code) this.stoppedBy ??= result.error;
    return at.map((index) => {
      const { error } = result;
      const ended = copied(this.#clean({ ...(this.#results[index] as Ended), ...result }));
      this.#results[index] = ended;
      this.#done += 1;
      const last = copied({ ...ended, ...(error && { error: copyOf(error) }) });
      return { done: this.#done, total: this.#results.length, last: last as ChangeResult };
    });
  }

  // Asks that began before the last failure was known count as one with it.
  #countToken(code: KeyStatusErrorCode | undefined, asked: number): void {
    if (code !== "token") this.#withoutToken = 0;
    else if (asked > this.#failedAsk) {
      this.#withoutToken += 1;
      this.#failedAsk = this.#asks;
    }
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
      ...(this.stoppedBy && { stoppedBy: this.stoppedBy }),
    };
  }
}

const copied = ({ receipt, ...result }: Ended): Ended => ({
  ...result,
  ...(receipt && { receipt: { ...receipt } }),
});

// The code that counts for stopping: where the guard could not read, that of what kept it from reading. None where the change was accepted:
// then it did not fail.
function codeOf(error: KeyStatusError | undefined): KeyStatusErrorCode | undefined {
  if (error?.applied) return undefined;
  return error?.code === "guard-unavailable" ? (error.cause as KeyStatusError | undefined)?.code : error?.code;
}
