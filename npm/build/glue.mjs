// Turns wasm-bindgen's glue, whose one instance lives in module scope, into a function that makes an instance with a scope of its own:
// after a trap the next call starts a fresh one. What wasm-bindgen offers for loading is left out; npm/src loads.

export function glueFactory(glue) {
  const loading = glue.indexOf("async function __wbg_load(");
  if (loading < 0) throw unknown("no __wbg_load");
  const kept = glue.slice(0, loading);
  const names = [...kept.matchAll(/^export function (\w+)/gm)].map(([, name]) => name);
  const body = without(
    // As arrow functions where they know no `arguments`, which minifiers make shorter: 14 bytes of gzip, in lite 4.
    kept
      .replaceAll(/^export function /gm, "function ")
      .replaceAll(/^( {8}\w+): function(\([^)]+\)) \{/gm, "$1: $2 => {"),
    // With the part below, 86 bytes of gzip, in lite 75. The module can always make a place larger.
    /^ {4}if \(realloc === undefined\) \{.*?^ {4}\}\n\n/ms,
    // Every host of the last years has encodeInto.
    /^if \(!\('encodeInto' in cachedTextEncoder\)\) \{.*?^\}\n/ms,
  );
  if (/^(export|import)\b/m.test(body)) throw unknown("an import or export that is no function");
  for (const name of ["__wbg_get_imports", "__wbg_finalize_init"]) {
    if (!body.includes(`function ${name}(`)) throw unknown(`no ${name}`);
  }
  return `// wasm-bindgen's glue, generated.

export function createGlue(module, host) {
${body}
__wbg_finalize_init(new WebAssembly.Instance(module, __wbg_get_imports()), module);
return { ${names.join(", ")} };
}
`;
}

function without(text, ...parts) {
  return parts.reduce((rest, part) => {
    if (!part.test(rest)) throw unknown(`no ${part}`);
    return rest.replace(part, "");
  }, text);
}

const unknown = (what) =>
  new Error(
    `The glue that wasm-bindgen wrote has another form than npm/build/glue.mjs knows (${what}); bring both together.`,
  );
