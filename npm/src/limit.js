// Work that ends in time: what it waits for is given up when its time is over or when it is stopped.

import { after } from "./time.js";

export class Limit {
  // Its time is over, or it was stopped.
  over = false;
  #controller = new AbortController();
  #cancelTimer;
  #giveUp;

  constructor(milliseconds) {
    this.#cancelTimer = after(milliseconds, () =>
      this.stop(new DOMException("The time for this is over.", "TimeoutError")),
    );
  }

  // Fires when the work is given up, with the reason.
  get signal() {
    return this.#controller.signal;
  }

  // What a promise comes to. Rejects at once when the work is given up; what the promise gives after that goes to `late`.
  wait(promise, late) {
    return new Promise((resolve, reject) => {
      if (this.over) reject(this.signal.reason);
      this.#giveUp = reject;
      Promise.resolve(promise).then((value) => (this.over ? late?.(value) : resolve(value)), reject);
    });
  }

  stop(reason) {
    this.over = true;
    this.#cancelTimer();
    this.#giveUp?.(reason);
    this.#controller.abort(reason);
  }

  // The work is done: no timer is left.
  done() {
    this.#cancelTimer();
  }
}
