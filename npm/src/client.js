// The public functions over a way of loading. Compiles the module with the first call, or with ready(), and never at import.

import { Engine } from "./engine.js";
import { loadError } from "./errors.js";
import { own } from "./own.js";
import { redact, redactCause } from "./redact.js";

// `load` gives a WebAssembly.Module, or a promise of one where the bytes must be compiled first.
export function createClient(load) {
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
      return typeof module.then === "function" ? module.then(opened).catch(failed) : new Engine(module);
    } catch (cause) {
      return failed(cause);
    }
  }

  function opened(module) {
    return (engine = new Engine(module));
  }

  // The next call tries again.
  function failed(cause) {
    engine = undefined;
    throw loadError(cause);
  }

  // Everything a caller passed is read before the first await. `host` is what else the export of that name takes.
  async function call(name, keysetId, keyId, status, token, options, ...host) {
    const { list, unreadable } = own(options);
    const started = await start();
    try {
      return await started.run(name, [keysetId, keyId, status, token, list, ...host], token);
    } catch (error) {
      if (unreadable !== undefined && error.argument === "options") {
        Object.defineProperty(error, "cause", { value: redactCause(unreadable, token), configurable: true, writable: true });
      }
      throw error;
    }
  }

  return {
    patchKeyStatus: async (keysetId, keyId, status, token, options) =>
      redact(await call("patchKeyStatus", keysetId, keyId, status, token, options, globalThis.fetch), token),
    buildPatchRequest: (keysetId, keyId, status, token, options) => call("buildPatchRequest", keysetId, keyId, status, token, options),
    ready: async () => void (await start()),
  };
}
