// Assembles the npm package from wasm-pack's output for the two modules: `node build.mjs --from target/wasm-pack --to pkg [--quiet]`.
// Builds no Rust and installs nothing; `cargo xtask package` does.

import { copyFile, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import zopfli from "@gfx/zopfli";
import { checkBorder } from "./build/border.mjs";
import { bundle } from "./build/bundle.mjs";
import { checkStart } from "./build/externrefs.mjs";
import { glueFactory, readGlue, usedExports } from "./build/glue.mjs";
import { shortenNames } from "./build/names.mjs";
import { thirdPartyNotices } from "./build/notices.mjs";
import { optimize } from "./build/optimize.mjs";
import { checkSizes } from "./build/sizes.mjs";

// zopfli would answer whatever fails in here with its own source.
for (const event of ["uncaughtException", "unhandledRejection"]) process.removeAllListeners(event);

const here = dirname(fileURLToPath(import.meta.url));
const { values: flags } = parseArgs({
  options: { from: { type: "string" }, to: { type: "string" }, quiet: { type: "boolean", default: false } },
});
if (!flags.from || !flags.to)
  throw new Error("Usage: node build.mjs --from <folder of wasm-pack's outputs> --to <package folder> [--quiet]");

const FORMATS = [
  ["es", "js"],
  ["cjs", "cjs"],
];

await rm(flags.to, { recursive: true, force: true });
await mkdir(flags.to, { recursive: true });
const put = (name, content) => writeFile(join(flags.to, name), content);

// What both entries have in common.
for (const [format, ending] of FORMATS) await put(`shared.${ending}`, await bundle("shared.ts", format, {}));

const glues = {};
for (const [module, entry] of [
  ["full", "index"],
  ["lite", "lite"],
]) {
  const from = join(flags.from, module);
  await checkBorder(join(from, "glue.d.ts"), join(here, "border", `${entry === "lite" ? "lite" : "root"}.d.ts`));
  const read = readGlue(await readFile(join(from, "glue.js"), "utf8"));
  const built = shortenNames(optimize(await readFile(join(from, "glue_bg.wasm")), usedExports(read)));
  const glue = (glues[entry] = glueFactory(read, built.imports, built.exports));
  await checkStart(built.wasm, glue, built.exports.get("__wbindgen_externrefs"));
  const wasm = entry === "lite" ? "trustframework_keys_lite.wasm" : "trustframework_keys.wasm";
  await put(wasm, built.wasm);

  for (const [name, content] of Object.entries(await bytesFiles(entry, built.wasm))) await put(name, content);
  // CommonJS has the bytes inside too: a file that read them from disk would break once a bundler follows require().
  for (const [format, ending] of FORMATS)
    await put(
      `${entry}.${ending}`,
      await bundle(`${entry}.ts`, format, { "built:glue": glue, ...inlining(`./${entry}-bytes.${ending}`) }),
    );
  for (const [form, query] of [
    ["workerd", ""],
    ["edge", "?module"],
  ]) {
    const name = entry === "lite" ? `lite-${form}.js` : `${form}.js`;
    await put(name, await bundle(`${entry}.ts`, "es", { "built:glue": glue, ...importing(`./${wasm}${query}`) }));
  }
}
await copyFile(join(here, "README.md"), join(flags.to, "README.md"));
for (const entry of ["index", "lite"]) {
  const types = await readFile(join(here, `${entry}.d.ts`), "utf8");
  await put(`${entry}.d.ts`, types);
  await put(`${entry}.d.cts`, types.replaceAll('from "./index.js"', 'from "./index.cjs"'));
}
await copyFile(join(here, "../LICENSE"), join(flags.to, "LICENSE"));
await copyFile(join(here, "../docs/TROUBLESHOOTING.md"), join(flags.to, "TROUBLESHOOTING.md"));
await put("THIRD-PARTY-NOTICES.md", thirdPartyNotices());

const { devDependencies, ...manifest } = JSON.parse(await readFile(join(here, "package.json"), "utf8"));
await put("package.json", `${JSON.stringify(manifest, null, 2)}\n`);

if (!flags.quiet)
  await checkSizes(flags.to, glues, { budgets: join(here, "budgets.json"), record: join(here, "sizes.json") });

// The bytes of a module as files beside the entry, which imports them first of all, so that an app's bundle begins with them. Gzip codes text
// in blocks of 16,384 symbols, and code before the bytes, be it as little as shared.js, cost an app of the root entry 400 bytes more, one of
// lite 60; code around them 600. Zopfli takes its time, and finds what gzip leaves: 1,110 bytes of an app of the root entry, 500 of one of lite.
async function bytesFiles(entry, bytes) {
  const packed = Buffer.from(await zopfli.gzipAsync(bytes, { numiterations: 15 })).toString("base64");
  const text = "// The WebAssembly module, gzip'd and in base64.";
  return {
    [`${entry}-bytes.js`]: `${text}\nexport const packed = "${packed}";\n`,
    [`${entry}-bytes.cjs`]: `"use strict";\n\n${text}\nexports.packed = "${packed}";\n`,
  };
}

// How a form of an entry loads its module; see npm/src/built.d.ts.
function inlining(place) {
  return {
    "built:load": `
import { packed } from "${place}";
import { inlined } from "./inlined.ts";

export const load = () => inlined(packed);
`,
  };
}

function importing(place) {
  return {
    "built:load": `
import compiled from "${place}";

export const load = () => compiled;
`,
  };
}
