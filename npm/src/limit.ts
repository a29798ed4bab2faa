// Limits how long work may take. What the work waits for is given up when its time is over, or when it is stopped.

import { after } from "./time.ts";

export class Limit {
  /** Its time is over, or it was stopped. */
  over = false;
  readonly #controller = new AbortController();
  readonly #cancelTimer: () => void;
  #giveUp: ((reason: unknown) => void) | undefined;

  constructor(milliseconds: number) {
    this.#cancelTimer = after(milliseconds, () =>
      this.stop(new DOMException("The time for this is over.", "TimeoutError")),
    );
  }

  /** Fires when the work is given up, with the reason. */
  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** What a promise comes to. Rejects at once when the work is given up; what the promise gives after that goes to `late`. */
  wait<Value>(promise: Value | PromiseLike<Value>, late?: (value: Value) => void): Promise<Value> {
    return new Promise((resolve, reject) => {
      if (this.over) reject(this.signal.reason);
      this.#giveUp = reject;
      Promise.resolve(promise).then((value) => (this.over ? late?.(value) : resolve(value)), reject);
    });
  }

  stop(reason?: unknown): void {
    this.over = true;
    this.#cancelTimer();
    this.#giveUp?.(reason);
    this.#controller.abort(reason);
  }

  /** The work is done: no timer is left. */
  done(): void {
    this.#cancelTimer();
  }
}
