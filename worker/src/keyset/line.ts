// A queue: one task at a time, and nobody waits for ever. A Durable Object lets others in whenever one awaits a fetch, so it needs its own.

/** The turn did not come in time, so the task was not begun. */
export class TooLong extends Error {
  override name = "TooLong";
}

interface Waiting {
  ahead: boolean;
  start: () => void;
}

export class Line {
  #waiting: Waiting[] = [];
  #atWork = false;

  /** How many are waiting or at work. */
  get length(): number {
    return this.#waiting.length + Number(this.#atWork);
  }

  /** Runs the task when its turn has come: those `ahead` before all others, else in the order they came. Rejects after `patienceMs`. */
  async run<T>(
    task: () => Promise<T>,
    { ahead = false, patienceMs }: { ahead?: boolean; patienceMs: number },
  ): Promise<T> {
    await this.#turn(ahead, patienceMs);
    try {
      return await task();
    } finally {
      this.#atWork = false;
      this.#next();
    }
  }

  #turn(ahead: boolean, patienceMs: number): Promise<void> {
    return new Promise((start, refuse) => {
      const entry = {
        ahead,
        start: () => {
          clearTimeout(timer);
          start();
        },
      };
      const timer = setTimeout(() => {
        this.#waiting.splice(this.#waiting.indexOf(entry), 1);
        refuse(new TooLong("the turn did not come in time"));
      }, patienceMs);
      const behind = ahead ? this.#waiting.findIndex((other) => !other.ahead) : -1;
      if (behind < 0) this.#waiting.push(entry);
      else this.#waiting.splice(behind, 0, entry);
      this.#next();
    });
  }

  #next(): void {
    if (this.#atWork) return;
    const next = this.#waiting.shift();
    if (next === undefined) return;
    this.#atWork = true;
    next.start();
  }
}
