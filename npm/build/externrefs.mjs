// The table of JavaScript values, which wasm-bindgen gives to each module: found needless, or tried.

import binaryen from "binaryen";

const TABLE = "__wbindgen_externrefs";
const START = "__wbindgen_start";

// Takes the table's exports out of a module none of whose imports and exports takes or gives a JavaScript value; wasm-opt takes out the rest.
// 62 bytes of gzip in lite. `module` is binaryen's.
export function dropUnusedTable(module) {
  const functions = Array.from({ length: module.getNumFunctions() }, (_, index) =>
    binaryen.getFunctionInfo(module.getFunctionByIndex(index)),
  );
  const exported = Array.from({ length: module.getNumExports() }, (_, index) =>
    binaryen.getExportInfo(module.getExportByIndex(index)),
  );
  const called = new Set(exported.map(({ value }) => value));
  const crosses = functions.filter(({ name, base }) => base !== "" || called.has(name));
  const isValue = (type) => binaryen.expandType(type).includes(binaryen.externref);
  const [start] = functions.filter(({ name }) => exported.some((one) => one.name === START && one.value === name));
  // Something else may be done at the start.
  if (start?.base !== "__wbindgen_init_externref_table") return;
  if (crosses.some(({ params, results }) => isValue(params) || isValue(results))) return;
  for (const name of [TABLE, START]) module.removeExport(name);
}

// Starts the module with its glue, and uses its table of JavaScript values if it has one. An unfit wasm-opt (binaryen 108) builds without a
// complaint a module in which that table is the function table, and every call of it then fails.
export async function checkStart(wasm, glue, table) {
  const { createGlue } = await import(`data:text/javascript,${encodeURIComponent(glue)}`);
  const nothing = () => undefined;
  const module = await WebAssembly.compile(wasm);
  createGlue(module, new Proxy({}, { get: () => nothing }));

  if (!table) return;
  const imports = WebAssembly.Module.imports(module).map(() => nothing);
  const held = (await WebAssembly.instantiate(module, { "": imports })).exports[table];
  const first = held.grow(4);
  const value = {};
  held.set(first, value);
  if (held.get(first) !== value) {
    throw new Error(
      "The module's table of JavaScript values does not hold them: wasm-opt broke it. Use npm's binaryen (npm ci in npm/).",
    );
  }
}
