// What an app pays that imports patchKeyStatus, in gzip, entry by entry and part by part: printed beside the sizes recorded last
// (npm/sizes.json, written with RECORD_SIZES=1) and held to the budgets of npm/budgets.json.

import { readFile, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { brotliCompressSync, gzipSync } from "node:zlib";
import { build } from "esbuild";

// The file, the entry it is a form of, and the module that comes beside it where that is not inlined.
const ENTRIES = {
  "root, inlined": ["index.js", "root"],
  "root for Workers": ["workerd.js", "root", "trustframework_keys.wasm"],
  "lite, inlined": ["lite.js", "lite"],
  "lite for Workers": ["lite-workerd.js", "lite", "trustframework_keys_lite.wasm"],
};

// Prints all; throws where an entry is over its budget. `glues` are the glue that each entry holds.
export async function checkSizes(folder, glues, places) {
  const [budgets, last] = await Promise.all(
    [places.budgets, places.record].map(async (place) => JSON.parse(await readFile(place, "utf8"))),
  );
  const sizes = {};
  for (const [name, entry] of Object.entries(ENTRIES)) sizes[name] = await measure(folder, glues, ...entry);

  row("bytes", "gzip", "budget", "since last", "minified", "brotli", "module", "glue", "JavaScript");
  for (const [name, size] of Object.entries(sizes)) {
    const { module, glue, javascript } = size.parts;
    row(
      name,
      size.gzip,
      budgets[name],
      signed(size.gzip - last[name].gzip),
      size.minified,
      size.brotli,
      module,
      glue,
      javascript,
    );
  }
  if (process.env.RECORD_SIZES) await writeFile(places.record, `${JSON.stringify(sizes, null, 2)}\n`);
  const over = Object.keys(sizes).filter((name) => sizes[name].gzip > budgets[name]);
  if (over.length > 0)
    throw new Error(over.map((name) => tooLarge(name, sizes[name], budgets[name], last[name])).join("\n"));
}

function tooLarge(name, size, budget, last) {
  const changes = Object.entries(size.parts).map(([part, bytes]) => `${part} ${signed(bytes - last.parts[part])}`);
  return `The entry "${name}" is ${size.gzip - budget} bytes over its budget of ${budget}; since the recorded size of ${last.gzip}: ${changes.join(", ")}. Take them out again; ARCHITECTURE.md, "Where the bytes are", says where they usually come from.`;
}

async function measure(folder, glues, file, entry, wasm) {
  const app = await bundle(folder, `import { patchKeyStatus } from "./${file}"; globalThis.app = patchKeyStatus;`);
  const glue = gzip(await bundle(folder, `${glues[entry].replace(/^export /m, "")}; globalThis.app = createGlue;`));
  const script = gzip(app.replace(/"[\w+/=]{5000,}"/, '""'));
  // Compressed one by one, as they travel.
  const files = wasm ? [Buffer.from(app), await readFile(join(folder, wasm))] : [Buffer.from(app)];
  const sum = (size) => files.reduce((total, file) => total + size(file), 0);
  return {
    gzip: sum(gzip),
    minified: sum((file) => file.length),
    brotli: sum((file) => brotliCompressSync(file).length),
    parts: { module: sum(gzip) - script, glue, javascript: script - glue },
  };
}

async function bundle(folder, contents) {
  const result = await build({
    stdin: { contents, resolveDir: resolve(folder) },
    bundle: true,
    minify: true,
    write: false,
    format: "esm",
    target: "es2022",
    external: ["*.wasm"],
  });
  return result.outputFiles[0].text;
}

const gzip = (bytes) => gzipSync(bytes, { level: 9 }).length;
const signed = (number) => (number > 0 ? `+${number}` : String(number));
const row = (name, ...cells) =>
  console.log(`  ${name.padEnd(18)}${cells.map((cell) => String(cell).padStart(12)).join("")}`);
