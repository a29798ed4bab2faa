// Calls over a way of loading. Compiles the module with the first call, or with ready(), and never at import.

import type { Call } from "./call.ts";
import { Engine, type Glue } from "./engine.ts";
import { loadError } from "./errors.ts";
import { Limit } from "./limit.ts";

// How long the module may take to compile, in milliseconds: one that never comes would hold up every later call.
const LONGEST_LOAD = 60_000;

// `load` gives a WebAssembly.Module, or a promise of one where the bytes must be compiled first; `createGlue` is the glue of that module.
export interface Client {
  // biome-ignore lint/suspicious/noExplicitAny: what a call comes to is the business of its class; this layer is about to be replaced.
  call(name: string, call: Call, ...what: unknown[]): Promise<any>;
  ready(): Promise<void>;
}

export type Load = () => WebAssembly.Module | Promise<WebAssembly.Module>;

export function createClient(load: Load, createGlue: (module: WebAssembly.Module) => Glue): Client {
  // An Engine, or the promise of one while it starts. It is a promise only where loading is asynchronous: in workerd, where a
  // promise must not be shared between requests, it never is.
  let engine: Engine | Promise<Engine> | undefined;

  function start(): Engine | Promise<Engine> {
    if ((engine as Engine | undefined)?.dead) engine = undefined;
    return (engine ??= open());
  }

  function open(): Engine | Promise<Engine> {
    try {
      const module = load();
      // Without WebAssembly what was loaded is a promise that rejects, and somebody must wait for it.
      return globalThis.WebAssembly && module instanceof WebAssembly.Module
        ? new Engine(createGlue(module))
        : inTime(module as Promise<WebAssembly.Module>)
            .then(opened)
            .catch(failed);
    } catch (cause) {
      return failed(cause);
    }
  }

  function inTime(promise: Promise<WebAssembly.Module>): Promise<WebAssembly.Module> {
    const limit = new Limit(LONGEST_LOAD);
    return limit.wait(promise).finally(() => limit.done());
  }

  function opened(module: WebAssembly.Module): Engine {
    return (engine = new Engine(createGlue(module)));
  }

  // The next call tries again.
  function failed(cause: unknown): never {
    engine = undefined;
    throw loadError(cause);
  }

  // Runs a call, which has read everything its caller passed, by the export of that name. `what` is what else that takes.
  function call(name: string, call: Call, ...what: unknown[]) {
    run(name, call, what);
    return call.promise;
  }

  async function run(name: string, call: Call, what: unknown[]): Promise<void> {
    try {
      const started = await start();
      if (!call.ended) await started.run(name, what, call);
    } catch (error) {
      if (call.aborted) call.settle();
      else call.fail(error);
    }
  }

  return { call, ready: async () => void (await start()) };
}
