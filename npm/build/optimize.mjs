// Makes the module as small as it goes: first what can never run becomes a trap, then wasm-opt takes out whatever served it.
//
// Panics are traps to us: nobody reads what std would say, so its words and the machinery that makes sentences of them only take room.
// Rust without std is built that way, and nightly compilers can build std that way (immediate-abort); this does the same to what a stable
// compiler gives. The other functions are linked by crates for uses that we make none of. Should a compiler ever merge one of them with
// one that does run, every test of the package fails at once.

import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import binaryen from "binaryen";
import { dropUnusedTable } from "./externrefs.mjs";

// In gzip 1,115 bytes of an app of the root entry, 184 of them by the last two; nothing in lite, which is built without std.
const NEVER_RUN = [
  // A panic, from its first step on.
  /^core(\[\w+\])?::(panicking|result::unwrap_failed)/,
  /^alloc(\[\w+\])?::(alloc::handle_alloc_error|raw_vec::(capacity_overflow|handle_error))/,
  // Formatting: our texts are put together piece by piece, only panics and errors of serde are formatted.
  /\bcore(\[\w+\])?::fmt::/,
  // What wasm-bindgen would say of a value that is not as the glue passes it: 10 bytes of gzip, in lite 18.
  /^wasm_bindgen::throw_str/,
  // js-sys's own futures and wasm-bindgen's closures: src/web and npm/src do without.
  /^js_sys::futures::/,
  /^wasm_bindgen::convert::closures::/,
];

// The first four flags, beside one -Oz, save 185 bytes of gzip, in lite 98.
const WASM_OPT = [
  "--low-memory-unused",
  "--flatten",
  "--rereloop",
  "-Oz",
  "-Oz",
  // Puts what is used twice into a local, and gzip finds it twice by itself: 30 bytes of gzip, in lite 12.
  "--skip-pass=local-cse",
  "--strip-debug",
  "--strip-producers",
  "--strip-target-features",
  "--enable-bulk-memory",
  "--enable-mutable-globals",
  "--enable-multivalue",
  "--enable-nontrapping-float-to-int",
  "--enable-reference-types",
  "--enable-sign-ext",
];

// `wasm` still has the names of its functions. What is not among `used`, the names of exports, goes as well: 86 bytes of gzip, in lite 52.
// `doesRun` says of a function's name, in another module than the package's, whether it runs all the same, or never; `undefined` leaves it to us.
export function optimize(wasm, used, doesRun = () => undefined) {
  const folder = mkdtempSync(join(tmpdir(), "trustframework-keys-wasm-"));
  try {
    const [before, after] = ["before.wasm", "after.wasm"].map((name) => join(folder, name));
    writeFileSync(before, prepared(wasm, used, doesRun));
    // npm's own: Debian's builds green and breaks every call.
    const program = fileURLToPath(import.meta.resolve("binaryen")).replace(/index\.js$/, "bin/wasm-opt");
    execFileSync(process.execPath, [program, before, "-o", after, ...WASM_OPT], {
      stdio: ["ignore", "inherit", "inherit"],
    });
    return readFileSync(after);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function prepared(wasm, used, doesRun) {
  const module = binaryen.readBinary(wasm);
  const { BulkMemory, BulkMemoryOpt, MutableGlobals, Multivalue, NontrappingFPToInt, ReferenceTypes, SignExt } =
    binaryen.Features;
  // No more than the module uses: some would be written in a way that hosts do not read.
  module.setFeatures(
    BulkMemory | BulkMemoryOpt | MutableGlobals | Multivalue | NontrappingFPToInt | ReferenceTypes | SignExt,
  );
  let named = 0;
  for (let index = 0; index < module.getNumFunctions(); index += 1) {
    const place = module.getFunctionByIndex(index);
    const { name, base } = binaryen.getFunctionInfo(place);
    if (/::/.test(name)) named += 1;
    const runs = doesRun(name) ?? !NEVER_RUN.some((pattern) => pattern.test(name));
    if (base === "" && !runs) binaryen.Function.setBody(place, module.unreachable());
  }
  for (let index = module.getNumExports() - 1; index >= 0; index -= 1) {
    const { name } = binaryen.getExportInfo(module.getExportByIndex(index));
    if (!used.has(name)) module.removeExport(name);
  }
  dropUnusedTable(module);
  if (named === 0)
    throw new Error("The module has lost the names of its functions; npm/build/optimize.mjs goes by them.");
  return module.emitBinary();
}
