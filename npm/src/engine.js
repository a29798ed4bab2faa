// One instance of the module and the calls it is working on: the other half of src/web/task.rs.
//
// The promise a caller holds belongs to this file, not to the module. Should the module trap all the same, every pending call rejects
// with `internal` and the instance is never entered again.

import { createGlue } from "./glue.js";
import { internalError, toError } from "./errors.js";

// src/web/task.rs, State.
const WAITING = 0;
const DONE = 1;

export class Engine {
  #wasm;
  #pending = new Set();
  // Why this instance is dead: an object around the trap.
  #trap;

  constructor(module) {
    this.#wasm = createGlue(module);
  }

  get dead() {
    return this.#trap !== undefined;
  }

  // Runs the export of that name as a task. The token is the secret that no error may show.
  run(name, args, token) {
    return new Promise((resolve, reject) => {
      const call = { reject, token };
      this.#pending.add(call);
      this.#drive(name, args, token).then(
        (value) => {
          this.#pending.delete(call);
          resolve(value);
        },
        (error) => {
          this.#pending.delete(call);
          reject(error);
        },
      );
    });
  }

  async #drive(name, args, token) {
    const id = this.#enter(() => this.#wasm[name](...args));
    let fulfilled = true;
    let value;
    for (;;) {
      const state = this.#enter(() => this.#wasm.step(id, fulfilled, value));
      const out = this.#enter(() => this.#wasm.take());
      if (state === DONE) return out;
      if (state !== WAITING) throw toError(out, token);
      try {
        value = await out;
        fulfilled = true;
      } catch (reason) {
        value = reason;
        fulfilled = false;
      }
    }
  }

  // Nothing the module exports throws by design, so whatever is thrown here is a trap.
  #enter(work) {
    if (this.dead) throw internalError(this.#trap.cause);
    try {
      return work();
    } catch (cause) {
      this.#trap = { cause };
      for (const { reject, token } of this.#pending) reject(internalError(cause, token));
      this.#pending.clear();
      throw internalError(cause);
    }
  }
}
