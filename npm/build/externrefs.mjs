// Starts the module and uses its table of JavaScript values. An unfit wasm-opt (binaryen 108) builds without a complaint a module in
// which that table is the function table, and every call of it then fails.

export async function checkExternrefs(wasm, glue) {
  const module = await WebAssembly.compile(wasm);
  const { createGlue } = await import(`data:text/javascript,${encodeURIComponent(glue)}`);
  createGlue(module);

  const noImport = () => undefined;
  const imports = {};
  for (const { module: from, name } of WebAssembly.Module.imports(module)) (imports[from] ??= {})[name] = noImport;
  const { exports } = await WebAssembly.instantiate(module, imports);
  const table = exports.__wbindgen_externrefs;
  const first = table.grow(4);
  const value = {};
  table.set(first, value);
  if (table.get(first) !== value) {
    throw new Error(
      "The module's table of JavaScript values does not hold them: wasm-opt broke it. Use npm's binaryen (npm ci in npm/).",
    );
  }
}
