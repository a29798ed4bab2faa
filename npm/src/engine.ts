// One instance of the module and the calls it is working on: the other half of src/web/task.rs.
//
// The promise a caller holds belongs to its Call, not to the module. Should the module trap all the same, every pending call rejects
// with `internal` and the instance is never entered again.

import type { Call } from "./call.ts";
import { internalError } from "./errors.ts";
import { KeyStatusError } from "./shared.ts";

// An instance of the module, as its glue shows it: the exports by name.
// biome-ignore lint/suspicious/noExplicitAny: this layer is about to be replaced by one whose types wasm-bindgen generates.
type Export = (...given: any[]) => any;
export type Glue = Record<string, Export>;

export class Engine {
  // biome-ignore lint/suspicious/noThenProperty: a promise of an engine gives the engine, whatever somebody put on Object.prototype.
  then = undefined;
  // After a trap: this instance must not be entered again.
  dead = false;
  #wasm: Glue;
  #pending = new Set<Call>();

  // `wasm` is an instance of the module, as its glue shows it.
  constructor(wasm: Glue) {
    this.#wasm = wasm;
  }

  // Runs the export of that name as a task, which ends `call`.
  async run(name: string, args: unknown[], call: Call): Promise<void> {
    let task: number | undefined;
    this.#pending.add(call);
    try {
      task = this.#enter((wasm) => (wasm[name] as Export)(...args, call), call);
      while (!call.ended) {
        if (this.#enter((wasm) => (wasm["step"] as Export)(task), call)) {
          task = undefined;
          call.settle();
        }
        call.flush();
        if (!call.ended) await call.perform();
      }
    } catch (error) {
      call.fail(error instanceof KeyStatusError ? error : internalError(error, call.secrets));
    } finally {
      this.#pending.delete(call);
      if (task !== undefined && !this.dead) (this.#wasm["forget"] as Export)(task);
    }
  }

  // Nothing the module exports throws by design, so what it throws is a trap. It is the cause of the call it happened in; the calls
  // that end with it learn nothing of it, since it may hold that call's token.
  // biome-ignore lint/suspicious/noExplicitAny: as above.
  #enter(work: (wasm: Glue) => any, call: Call): any {
    if (this.dead) throw internalError();
    try {
      return work(this.#wasm);
    } catch (cause) {
      this.dead = true;
      const error = internalError(cause, call.secrets);
      call.fail(error);
      for (const other of this.#pending) other.fail(internalError());
      throw error;
    }
  }
}
