// Makes the bodies of a plan, in every shape in which HTTP libraries give them, and remembers what became of each.

import { Readable } from "node:stream";

const encoder = new TextEncoder();

// What became of one body: `unread` until somebody reads, then `open`, at last `closed`, `broken` or `cancelled`.
export class Body {
  state = "unread";
  #text;
  #bytes;
  #at = 0;
  #delivery;
  #clock;
  #onRead;
  #stopTimer = () => {};

  constructor(answer, clock, onRead) {
    const { content, delivery } = answer;
    this.#text = content.text;
    this.#delivery = delivery;
    this.#clock = clock;
    this.#onRead = onRead;
  }

  // Whether nothing of it is left running. One that is only begun when it is iterated may stay unread.
  get isDone() {
    return (
      ["closed", "broken", "cancelled"].includes(this.state) ||
      (this.state === "unread" && this.#delivery.by === "generator")
    );
  }

  web() {
    const pull = (controller) =>
      new Promise((resolve) => {
        this.#next(
          (piece) => resolve(controller.enqueue(piece)),
          () => resolve(controller.close()),
          (error) => resolve(controller.error(error)),
        );
      });
    return new ReadableStream({ pull, cancel: () => this.#cancelled() }, { highWaterMark: 0 });
  }

  node() {
    const body = this;
    return new Readable({
      read() {
        body.#next(
          (piece) => this.push(piece),
          () => this.push(null),
          (error) => this.destroy(error),
        );
      },
      destroy(error, done) {
        if (!body.isDone) body.#cancelled();
        done(error);
      },
    });
  }

  iterable() {
    const next = () =>
      new Promise((resolve, reject) => {
        this.#next(
          (value) => resolve({ done: false, value }),
          () => resolve({ done: true, value: undefined }),
          reject,
        );
      });
    return { [Symbol.asyncIterator]: () => ({ next, return: async () => this.#cancelled() }) };
  }

  // As one text, by a method of the Response.
  text() {
    const { each, end } = this.#delivery;
    this.#begin();
    return new Promise((resolve, reject) => {
      const settle = () => {
        this.state = end === "breaks" ? "broken" : "closed";
        if (end === "breaks") reject(new Error("the body broke"));
        else resolve(this.#text);
      };
      // There is no way to cancel a text(): one that hangs is nobody's fault.
      if (end === "hangs") this.state = "closed";
      else if (each === 0) settle();
      else this.#clock.later(each, settle);
    });
  }

  #begin() {
    if (this.state !== "unread") return;
    this.state = "open";
    this.#onRead();
  }

  #cancelled() {
    this.state = "cancelled";
    this.#stopTimer();
  }

  #next(give, close, fail) {
    this.#begin();
    const { pieces, each, end } = this.#delivery;
    if (this.#at < pieces) {
      const piece = this.#piece(this.#at);
      this.#at += 1;
      if (each === 0) give(piece);
      else this.#stopTimer = this.#clock.later(each, () => give(piece));
    } else if (end === "closes") {
      this.state = "closed";
      close();
    } else if (end === "breaks") {
      this.state = "broken";
      fail(new Error("the body broke"));
    }
  }

  #piece(n) {
    const { of, by } = this.#delivery;
    this.#bytes ??= encoder.encode(this.#text);
    const [from, to] = [n, n + 1].map((k) => Math.floor((this.#bytes.length * k) / of));
    const piece = this.#bytes.subarray(from, to);
    return by === "liar" ? Object.defineProperty(piece, "byteLength", { value: 1e9 }) : piece;
  }
}
