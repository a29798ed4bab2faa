// Makes the page's module small, in place, as npm/build/optimize.mjs makes the package's. Takes the folder that wasm-bindgen wrote to.

import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import binaryen from "../../npm/node_modules/binaryen/index.js";
import { optimize } from "../../npm/build/optimize.mjs";

// Dates are written by libraries, as Display.
const RUNS = /^<(httpdate|humantime)::|String as core(\[\w+\])?::fmt::Write>::write_(str|char)/;
// The first steps of other panics.
const PANICS = /^core(\[\w+\])?::(option::(expect|unwrap)_failed|str::slice_error_fail|slice::index::slice_\w*fail)/;
const doesRun = (name) => (RUNS.test(name) ? true : PANICS.test(name) ? false : undefined);

const folder = process.argv[2];
const [file, glue] = ["emulator_bg.wasm", "emulator.js"].map((name) => join(folder, name));
const wasm = readFileSync(file);
refuseFormatting(binaryen.readBinary(wasm).emitText());

const calls = readFileSync(glue, "utf8");
const used = new Set(Array.from(calls.matchAll(/\bwasm\.(\w+)/g), ([, name]) => name));
const small = optimize(wasm, used, doesRun);
writeFileSync(file, small);
// No JavaScript value crosses, so the table of them is gone, and with it what would fill it at the start.
const START = "__wbindgen_start";
if (!WebAssembly.Module.exports(new WebAssembly.Module(small)).some(({ name }) => name === START))
  writeFileSync(glue, calls.replace(`wasm.${START}();`, ""));

// Formatting becomes a trap, and on a path that seldom runs no test would tell.
function refuseFormatting(text) {
  for (const [whole, , caller] of text.matchAll(/^ \(func \$("?)(.+?)\1 .*(?:\n(?! \(func ).*)*/gm))
    if (
      /^(sandbox_|answer_|graph_emulator)/.test(caller) &&
      /\(call \$"?(core\S*::fmt::write|alloc\S*::fmt::format)\b/.test(whole)
    )
      throw new Error(`${caller} uses format!: join the pieces of the sentence instead (emulator/src).`);
}
