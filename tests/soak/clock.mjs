// Simulated time for the whole process: clocks and timers that stand still until the suite turns them.
//
// What the package asks of setTimeout is counted, and fires a millisecond early now and then, as real timers do. The timers of the
// suite's own stubs (`later`) are exact and not counted.

import FakeTimers from "@sinonjs/fake-timers";

const realImmediate = globalThis.setImmediate;

export class Clock {
  #fake;
  #pending = new Set();
  #early;
  // The most timers of the package at one time.
  most = 0;

  // `early` tells whether the next timer fires early.
  constructor(early) {
    this.#early = early;
    this.#fake = FakeTimers.install({
      now: Date.UTC(2026, 10, 23, 14, 0, 0),
      toFake: ["Date", "performance", "setTimeout", "clearTimeout"],
    });
    const { setTimeout, clearTimeout } = globalThis;
    globalThis.setTimeout = (callback, delay) => {
      const timer = setTimeout(
        () => {
          this.#pending.delete(timer);
          callback();
        },
        delay > 1 && this.#early() ? delay - 1 : delay,
      );
      this.#pending.add(timer);
      this.most = Math.max(this.most, this.#pending.size);
      return timer;
    };
    globalThis.clearTimeout = (timer) => {
      this.#pending.delete(timer);
      clearTimeout(timer);
    };
  }

  get now() {
    return this.#fake.now;
  }

  // The timers that the package has set and that neither fired nor were cleared.
  get pending() {
    return this.#pending.size;
  }

  // Calls back after so many milliseconds; returns what cancels it. 0 is at once.
  later(milliseconds, callback) {
    if (milliseconds === Infinity) return () => {};
    const timer = this.#fake.setTimeout(callback, milliseconds);
    return () => this.#fake.clearTimeout(timer);
  }

  // Runs what is due, timer by timer, until `done` or until no timer is left; microtasks and ticks run dry in between.
  async run(done = () => false) {
    await settled();
    while (!done() && this.#fake.countTimers() > 0) {
      this.#fake.next();
      await settled();
    }
  }

  uninstall() {
    this.#fake.uninstall();
  }
}

// Resolves when no microtask and no tick is left.
export const settled = () => new Promise((resolve) => realImmediate(resolve));
