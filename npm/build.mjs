// Assembles the npm package from wasm-pack's output for the two modules: `node build.mjs --from target/wasm-pack --to pkg [--quiet]`.
// Builds no Rust and installs nothing; `cargo xtask package` does.

import { copyFile, mkdir, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import zopfli from "@gfx/zopfli";
import { build } from "esbuild";
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

await rm(flags.to, { recursive: true, force: true });
await mkdir(flags.to, { recursive: true });
const put = (name, content) => writeFile(join(flags.to, name), content);

for (const [module, suffix] of [
  ["full", ""],
  ["lite", "-lite"],
]) {
  const from = join(flags.from, module);
  const given = await readFile(join(from, "glue.js"), "utf8");
  const built = shortenImports(optimize(await readFile(join(from, "glue_bg.wasm")), given), given);
  const glue = glueFactory(built.glue);
  await checkExternrefs(built.wasm, glue);
  await put(`glue${suffix}.js`, glue);
  await put(`trustframework_keys${suffix.replace("-", "_")}.wasm`, built.wasm);
  await put(`bytes${suffix}.js`, await inlined(built.wasm));
}
for (const name of await readdir(join(here, "src"))) await copyFile(join(here, "src", name), join(flags.to, name));
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

// CommonJS files with the bytes inside: one that read them from disk would break once a bundler follows require().
await build({
  entryPoints: ["./index.js", "./lite.js"],
  outdir: ".",
  // Its comments name files as seen from here.
  absWorkingDir: resolve(flags.to),
  outExtension: { ".js": ".cjs" },
  bundle: true,
  format: "cjs",
  platform: "neutral",
  target: "es2022",
  logLevel: "warning",
});

if (!flags.quiet) await checkSizes(flags.to, { budgets: join(here, "budgets.json"), record: join(here, "sizes.json") });

// gzip and base64: the smallest form that no bundler or charset can corrupt, and every host has DecompressionStream. Zopfli takes its
// time and finds 5 % that gzip leaves.
async function inlined(bytes) {
  const packed = Buffer.from(await zopfli.gzipAsync(bytes, { numiterations: 15 })).toString("base64");
  return `// The module, gzip'd and in base64. Generated.

const packed =
  "${packed}";

export function load() {
  // Where it is there, zlib saves the first call 8 ms of setting streams up, and Buffer 3 ms. Not as a name of its own: Parcel
  // and its like would ship a Buffer for it.
  const zlib = globalThis.process?.getBuiltinModule?.("node:zlib");
  if (zlib) return compile(zlib.gunzipSync(globalThis.Buffer.from(packed, "base64")));
  const gzip = Uint8Array.fromBase64?.(packed) ?? Uint8Array.from(atob(packed), (character) => character.charCodeAt(0));
  return new Response(new Response(gzip).body.pipeThrough(new DecompressionStream("gzip"))).arrayBuffer().then(compile);
}

// To change threads takes longer than to compile; only older versions of Chromium do not let pages do it at once.
function compile(bytes) {
  try {
    return new WebAssembly.Module(bytes);
  } catch (error) {
    if (error instanceof RangeError) return WebAssembly.compile(bytes);
    throw error;
  }
}
`;
}
