// Assembles the npm package from wasm-pack's output for the two modules: `node build.mjs --from target/wasm-pack --to pkg [--quiet]`.
// Builds no Rust and installs nothing; `cargo xtask package` does.

import { copyFile, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import zopfli from "@gfx/zopfli";
import { checkBorder } from "./build/border.mjs";
import { bundle } from "./build/bundle.mjs";
import { checkExternrefs } from "./build/externrefs.mjs";
import { glueFactory } from "./build/glue.mjs";
import { shortenImports } from "./build/names.mjs";
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
  const given = await readFile(join(from, "glue.js"), "utf8");
  const built = shortenImports(optimize(await readFile(join(from, "glue_bg.wasm")), given), given);
  const glue = (glues[entry] = glueFactory(built.glue));
  await checkExternrefs(built.wasm, glue);
  const wasm = entry === "lite" ? "trustframework_keys_lite.wasm" : "trustframework_keys.wasm";
  await put(wasm, built.wasm);

  const inlined = await inlining(built.wasm);
  // CommonJS has the bytes inside too: a file that read them from disk would break once a bundler follows require().
  for (const [format, ending] of FORMATS)
    await put(`${entry}.${ending}`, await bundle(`${entry}.ts`, format, { "built:glue": glue, ...inlined }));
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

// How a form of an entry loads its module; see npm/src/built.d.ts. Zopfli takes its time, and finds what gzip leaves: 1,110
// bytes of an app of the root entry, 500 of one of lite.
async function inlining(bytes) {
  const packed = Buffer.from(await zopfli.gzipAsync(bytes, { numiterations: 15 })).toString("base64");
  return {
    // Above all else: gzip codes text in blocks of 16,384 symbols, and the bytes in the middle of the code cost an app 600 bytes more.
    "built:bytes": `
// The WebAssembly module, gzip'd and in base64.
export const packed = "${packed}";
`,
    "built:load": `
import { packed } from "built:bytes";
import { inlined } from "./inlined.ts";

export const load = () => inlined(packed);
`,
  };
}

function importing(place) {
  return {
    "built:load": `
import compiled from "${place}";
import { imported } from "./imported.ts";

export const load = () => imported(compiled);
`,
  };
}
