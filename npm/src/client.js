// Calls over a way of loading. Compiles the module with the first call, or with ready(), and never at import.

import { Engine } from "./engine.js";
import { loadError } from "./errors.js";
import { Limit } from "./limit.js";

// How long the module may take to compile, in milliseconds: one that never comes would hold up every later call.
const LONGEST_LOAD = 60_000;

// `load` gives a WebAssembly.Module, or a promise of one where the bytes must be compiled first; `createGlue` is the glue of that module.
export function createClient(load, createGlue) {
  // An Engine, or the promise of one while it starts. It is a promise only where loading is asynchronous: in workerd, where a
  // promise must not be shared between requests, it never is.
  let engine;

  function start() {
    if (engine?.dead) engine = undefined;
    return (engine ??= open());
  }

  function open() {
    try {
      const module = load();
      // Without WebAssembly what was loaded is a promise that rejects, and somebody must wait for it.
      return globalThis.WebAssembly && module instanceof WebAssembly.Module
        ? new Engine(createGlue(module))
        : inTime(module).then(opened).catch(failed);
    } catch (cause) {
      return failed(cause);
    }
  }

  function inTime(promise) {
    const limit = new Limit(LONGEST_LOAD);
    return limit.wait(promise).finally(() => limit.done());
  }

  function opened(module) {
    return (engine = new Engine(createGlue(module)));
  }

  // The next call tries again.
  function failed(cause) {
    engine = undefined;
    throw loadError(cause);
  }

  // Runs a call, which has read everything its caller passed, by the export of that name. `what` is what else that takes.
  function call(name, call, ...what) {
    run(name, call, what);
    return call.promise;
  }

  async function run(name, call, what) {
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
