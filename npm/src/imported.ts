// Takes a module that the app's bundler has compiled: for Workers and edge runtimes, where nothing else can be.

import { loadError } from "./errors.ts";
import { kindOf } from "./foreign.ts";

export function imported(given: unknown): WebAssembly.Module {
  if (kindOf(given) === "[object WebAssembly.Module]") return given as WebAssembly.Module;
  throw loadError(
    undefined,
    false,
    `the bundler gave a value of type ${typeof given} in place of the WebAssembly.Module; for Nitro 2 set experimental.wasm.`,
  );
}
