// Takes a module that the app's bundler has compiled: for Workers and edge runtimes, where nothing else can be.

import { loadError } from "./errors.ts";

export function imported(given: unknown): WebAssembly.Module {
  // Not instanceof: Next's edge runtime has a realm of its own.
  if (Object.prototype.toString.call(given) === "[object WebAssembly.Module]") return given as WebAssembly.Module;
  throw loadError(undefined, `the bundler gave a value of type ${typeof given} and no WebAssembly.Module.`);
}
