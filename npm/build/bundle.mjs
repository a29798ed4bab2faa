// Makes the modules that are published from npm/src: one for each entry and form, and `shared` beside them. Each is meant to be read, so the
// types are taken out and all else stays, comments too. Not minified: an app's bundler needs the PURE comments. The command line, which stands
// in npm/bin, is made in the same way.

import { execFileSync } from "node:child_process";
import { readFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { transformSync } from "@swc/wasm-typescript";
import { rollup } from "rollup";

const here = fileURLToPath(new URL("..", import.meta.url));
const SHARED = join(here, "src/shared.ts");
// What a published file imports, and the file that it is.
const PUBLISHED = { [SHARED]: "./shared", "trustframework-keys": "./index" };

// `entry` is a file of npm/src. `texts` are the modules that the build makes, by their names; npm/src/built.d.ts tells of them.
export async function bundle(entry, format, texts) {
  const input = join(here, "src", entry);
  const bundle = await rollup({
    input,
    external: (id) => (id in PUBLISHED && id !== input) || id.startsWith("node:"),
    // What is imported beside the published file is named as the build names it.
    makeAbsoluteExternalsRelative: false,
    plugins: [built(texts), withoutTypes],
    treeshake: { moduleSideEffects: false },
    onwarn: (warning) => {
      throw new Error(warning.message);
    },
  });
  const { output } = await bundle.generate({
    format,
    exports: "named",
    esModule: true,
    externalLiveBindings: false,
    paths: (id) => (id in PUBLISHED ? `${PUBLISHED[id]}.${format === "cjs" ? "cjs" : "js"}` : id),
  });
  return formatted(output[0].code);
}

const built = (texts) => ({
  name: "built",
  resolveId(id, importer) {
    if (id in texts) return `\0${id}`;
    if (id.includes(".wasm")) return { id, external: "absolute" };
    return importer?.startsWith("\0") ? join(here, "src", id) : null;
  },
  load: (id) => texts[id.slice(1)] ?? null,
});

const withoutTypes = {
  name: "without-types",
  async load(id) {
    if (!id.endsWith(".ts")) return null;
    const { code } = transformSync(await readFile(id, "utf8"), { mode: "strip-only" });
    return titled(code, basename(id));
  },
};

// What a file says of itself at its top, brought below its imports, with which Rollup would drop it.
function titled(code, name) {
  const [header] = /^(\/\/.*\n)*/.exec(code);
  const imports = code.slice(header.length).match(/^(\s*(import\s|export \{[^}]*\} from)[^;]*;\n)*/)[0];
  const rest = code.slice(header.length + imports.length);
  return `${imports}\n// ${"-".repeat(20)} ${name}\n//\n${header}${rest}`;
}

// Taking out types leaves gaps.
const formatted = (code) =>
  execFileSync(
    process.execPath,
    [join(here, "node_modules/@biomejs/biome/bin/biome"), "format", "--stdin-file-path=npm/src/published.js"],
    { input: code, encoding: "utf8", cwd: join(here, ".."), maxBuffer: 1e8 },
  );
