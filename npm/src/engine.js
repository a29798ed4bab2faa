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
  // After a trap: this instance must not be entered again.
  dead = false;
  #wasm;
  #pending = new Set();

  constructor(module) {
    this.#wasm = createGlue(module);
  }

  // Runs the export of that name as a task. The token is the secret that no error may show.
  run(name, args, token) {
    return new Promise((resolve, reject) => {
      const call = { reject, token };
      this.#pending.add(call);
      this.#drive(name, args, call)
        .then(resolve, reject)
        .finally(() => this.#pending.delete(call));
    });
  }

  async #drive(name, args, call) {
    const enter = (work) => this.#enter(work, call);
    const id = enter((wasm) => wasm[name](...args));
    let fulfilled = true;
    let value;
    for (;;) {
      const state = enter((wasm) => wasm.step(id, fulfilled, value));
      const out = enter((wasm) => wasm.take());
      if (state === DONE) return out;
      if (state !== WAITING) throw toError(out, call.token);
      try {
        value = await out;
        fulfilled = true;
      } catch (reason) {
        value = reason;
        fulfilled = false;
      }
    }
  }

  // Nothing the module exports throws by design, so what it throws is a trap. It is the cause of the call it happened in; the calls
  // that end with it learn nothing of it, since it may hold that call's token.
  #enter(work, call) {
    if (this.dead) throw internalError();
    try {
      return work(this.#wasm);
    } catch (cause) {
      this.dead = true;
      const error = internalError(cause, call.token);
      call.reject(error);
      for (const { reject } of this.#pending) reject(internalError());
      throw error;
    }
  }
}
