// A queue: one task at a time, in the order they came. A Durable Object lets others in whenever one awaits a fetch, so it needs its own.

export class Line {
  #last: Promise<unknown> = Promise.resolve();
  #length = 0;

  /** How many are waiting or at work. */
  get length(): number {
    return this.#length;
  }

  run<T>(task: () => Promise<T>): Promise<T> {
    this.#length += 1;
    const turn = this.#last.then(task).finally(() => {
      this.#length -= 1;
    });
    this.#last = turn.catch(() => undefined);
    return turn;
  }
}
