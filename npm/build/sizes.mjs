// Prints what an app pays that imports patchKeyStatus, beside the sizes recorded last (npm/sizes.json, written with RECORD_SIZES=1).

import { readFile, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { brotliCompressSync, gzipSync } from "node:zlib";
import { build } from "esbuild";

export async function printSizes(folder, recordFile) {
  const module = (name) => readFile(join(folder, name));
  const sizes = {
    "root, module inlined": measure(await bundle(folder, "index.js")),
    "root for Workers, module apart": measure(await bundle(folder, "workerd.js"), await module("trustframework_keys.wasm")),
    "lite, module inlined": measure(await bundle(folder, "lite.js")),
    "lite for Workers, module apart": measure(await bundle(folder, "lite-workerd.js"), await module("trustframework_keys_lite.wasm")),
  };
  const last = JSON.parse(await readFile(recordFile, "utf8").catch(() => "{}"));
  const row = (...cells) => console.log(`  ${cells[0].padEnd(32)}${cells.slice(1).map((cell) => String(cell).padStart(12)).join("")}`);
  row("bytes", "minified", "gzip", "brotli", "last gzip");
  for (const [name, size] of Object.entries(sizes)) row(name, size.minified, size.gzip, size.brotli, last[name]?.gzip ?? "none");
  if (process.env.RECORD_SIZES) await writeFile(recordFile, `${JSON.stringify(sizes, null, 2)}\n`);
}

async function bundle(folder, entry) {
  const result = await build({
    stdin: {
      contents: `import { patchKeyStatus } from ${JSON.stringify(resolve(folder, entry))}; globalThis.app = patchKeyStatus;`,
      resolveDir: resolve(folder),
    },
    bundle: true,
    minify: true,
    write: false,
    format: "esm",
    target: "es2022",
    external: ["*.wasm"],
  });
  return result.outputFiles[0].contents;
}

// Compressed one by one, as they travel.
function measure(...parts) {
  const sum = (size) => parts.reduce((total, part) => total + size(part), 0);
  return {
    minified: sum((part) => part.length),
    gzip: sum((part) => gzipSync(part, { level: 9 }).length),
    brotli: sum((part) => brotliCompressSync(part).length),
  };
}
