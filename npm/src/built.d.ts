// What npm/build.mjs puts into an entry beside npm/src.

/** wasm-bindgen's glue for a module, made by npm/build/glue.mjs. */
declare module "built:*/glue" {
  // Each entry says which module it is.
  // biome-ignore lint/suspicious/noExplicitAny: as above.
  export const createGlue: import("./client.ts").CreateGlue<any>;
}

/**
 * How this form of the entry comes by a module: inlined, it decodes and compiles (inlined.ts); for Workers and edge runtimes it is a static
 * import of the `.wasm` file.
 */
declare module "built:*/load" {
  export const load: import("./client.ts").Load;
}
