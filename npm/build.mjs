// Assembles the npm package from wasm-pack's output for the modules: `node build.mjs --from target/wasm-pack --to pkg [--quiet]`.
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
// What each module gives an entry: its glue, and the ways to come by its bytes.
const modules = {};
for (const [module, file] of [
  ["root", "trustframework_keys"],
  ["lite", "trustframework_keys_lite"],
  ["offline", "trustframework_keys_offline"],
]) {
  const from = join(flags.from, module);
  await checkBorder(join(from, "glue.d.ts"), join(here, `border/${module}.d.ts`));
  const read = readGlue(await readFile(join(from, "glue.js"), "utf8"));
  const built = shortenNames(optimize(await readFile(join(from, "glue_bg.wasm")), usedExports(read)));
  const glue = (glues[module] = glueFactory(read, built.imports, built.exports));
  await checkStart(built.wasm, glue, built.exports.get("__wbindgen_externrefs"));
  await put(`${file}.wasm`, built.wasm);
  modules[module] = {
    glue,
    inlined: await inlining(module, built.wasm),
    imported: (query) => importing(`./${file}.wasm${query}`),
  };
}

for (const [entry, own, forms] of [
  ["index", ["root", "offline"], ["workerd.js", "edge.js"]],
  ["lite", ["lite"], ["lite-workerd.js", "lite-edge.js"]],
]) {
  const texts = (load) =>
    Object.assign(
      {},
      ...own.map((name) => ({ [`built:${name}/glue`]: modules[name].glue, ...load(modules[name], name) })),
    );
  const inlined = texts(({ inlined }) => inlined);
  // CommonJS has the bytes inside too: a file that read them from disk would break once a bundler follows require().
  for (const [format, ending] of FORMATS) await put(`${entry}.${ending}`, await bundle(`${entry}.ts`, format, inlined));
  for (const [name, query] of [
    [forms[0], ""],
    [forms[1], "?module"],
  ])
    await put(
      name,
      await bundle(
        `${entry}.ts`,
        "es",
        texts(({ imported }, module) => ({ [`built:${module}/load`]: imported(query) })),
      ),
    );
}
await put("cli.js", `#!/usr/bin/env node\n${await bundle("../bin/cli.ts", "es", {})}`);
await copyFile(join(here, "README.md"), join(flags.to, "README.md"));
for (const entry of ["index", "lite"]) {
  const types = await readFile(join(here, `${entry}.d.ts`), "utf8");
  await put(`${entry}.d.ts`, types);
  await put(`${entry}.d.cts`, types.replaceAll('from "./index.js"', 'from "./index.cjs"'));
}
await put("LICENSE", `${await readFile(join(here, "../LICENSE"), "utf8")}\n${thirdPartyNotices()}`);
await copyFile(join(here, "../docs/TROUBLESHOOTING.md"), join(flags.to, "TROUBLESHOOTING.md"));

const { devDependencies, ...manifest } = JSON.parse(await readFile(join(here, "package.json"), "utf8"));
await put("package.json", `${JSON.stringify(manifest, null, 2)}\n`);

if (!flags.quiet)
  await checkSizes(flags.to, glues, { budgets: join(here, "budgets.json"), record: join(here, "sizes.json") });

// How a form of an entry loads a module; see npm/src/built.d.ts. Zopfli takes its time, and finds what gzip leaves: 1,110 bytes of an app of the
// root entry, 500 of one of lite.
async function inlining(module, bytes) {
  const packed = Buffer.from(await zopfli.gzipAsync(bytes, { numiterations: 15 })).toString("base64");
  return {
    // Above all else: gzip codes text in blocks of 16,384 symbols, and the bytes in the middle of the code cost an app 600 bytes more.
    [`built:${module}/bytes`]: `
// The WebAssembly module, gzip'd and in base64.
export const packed = "${packed}";
`,
    [`built:${module}/load`]: `
import { packed } from "built:${module}/bytes";
import { inlined } from "./inlined.ts";

export const load = () => inlined(packed);
`,
  };
}

function importing(place) {
  return `
import compiled from "${place}";
import { imported } from "./imported.ts";

export const load = () => imported(compiled);
`;
}
