// Loads the module with the first call, or with ready(), and never at import. Starts another instance after a trap.

import type { Call } from "./call.ts";
import { type Begin, carryOut, type Engine, fail, giveUp, newEngine } from "./engine.ts";
import { loadError } from "./errors.ts";
import type { Describing } from "./glue.ts";
import { createHost, type MoreImports } from "./host.ts";
import { isKeyStatusError } from "./shared.ts";

export interface Client<Exports extends Describing> {
  /** Carries a call out, and gives its promise. */
  run(call: Call, begin: Begin<Exports>): Promise<unknown>;
  ready(): Promise<void>;
}

/** Gives the module, or a promise of it where its bytes must be compiled first. */
export type Load = () => WebAssembly.Module | Promise<WebAssembly.Module>;

/** Makes an instance of the module, which says what is to be done to `host`. */
export type CreateGlue<Exports extends Describing> = (module: WebAssembly.Module, host: object) => Exports;

export function createClient<Exports extends Describing>(
  load: Load,
  createGlue: CreateGlue<Exports>,
  more?: MoreImports,
): Client<Exports> {
  // A promise only while the module loads, and only where loading is asynchronous. In workerd, where a promise must not be shared between
  // requests, it never is.
  let engine: Engine<Exports> | Promise<Engine<Exports>> | undefined;

  function start(): Engine<Exports> | Promise<Engine<Exports>> {
    if (engine && "isDead" in engine && engine.isDead) engine = undefined;
    return (engine ??= open());
  }

  function open(): Engine<Exports> | Promise<Engine<Exports>> {
    try {
      const module = load();
      return "then" in module ? module.then(opened).catch(failed) : opened(module);
    } catch (cause) {
      return failed(cause);
    }
  }

  function opened(module: WebAssembly.Module): Engine<Exports> {
    const host = createHost(more);
    // The glue needs one for each text. A host that has none is to be told so before anything is sent.
    new TextDecoder();
    return (engine = newEngine(createGlue(module, host.imports), host));
  }

  // The next call tries again.
  function failed(cause: unknown): never {
    engine = undefined;
    throw isKeyStatusError(cause) ? cause : loadError(cause);
  }

  async function begin(call: Call, how: Begin<Exports>): Promise<void> {
    call.abort = () => giveUp(call);
    try {
      const started = start();
      const ready = "isDead" in started ? started : await started;
      if (!call.ended) await carryOut(ready, call, how);
    } catch (error) {
      if (call.aborted) giveUp(call);
      else fail(call, error);
    }
  }

  return {
    run(call, how) {
      void begin(call, how);
      return call.promise;
    },
    ready: async () => void (await start()),
  };
}
