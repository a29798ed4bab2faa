// Where all changes of a run wait once Graph has throttled one of them. Waits for nothing itself.

import { stopwatch } from "../time.ts";

// How long the gate closes where Graph names no time, in milliseconds: the first time, and at most. It doubles while nothing is answered.
const FIRST_CLOSING = 1_000;
const LONGEST_CLOSING = 60_000;

export class Gate {
  /** When it opens, in milliseconds since the run began. */
  opens = 0;
  readonly #elapsed = stopwatch();
  #closing = FIRST_CLOSING;

  /** Graph has throttled a change. `askedMs` is the time that it named, if it did. */
  throttled(askedMs: number | undefined): void {
    const elapsed = this.#elapsed();
    // Answers of requests that were under way extend a closing, and are not counted.
    const isClosed = this.opens > elapsed;
    this.opens = Math.max(this.opens, elapsed + (askedMs ?? this.#closing));
    if (!isClosed && askedMs === undefined) this.#closing = Math.min(2 * this.#closing, LONGEST_CLOSING);
  }

  /** Graph has answered without throttling. */
  answered(): void {
    this.#closing = FIRST_CLOSING;
  }

  /** For how long it is still closed. */
  get leftMs(): number {
    return this.opens - this.#elapsed();
  }
}
