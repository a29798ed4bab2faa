// Bundles a Worker as a deployment does: one script, each wasm a module beside it. Runs nothing.

import { copyFile, mkdir } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { build } from "esbuild";

// What miniflare needs to run the Worker whose entry is `entry`; the bundle goes into `folder`.
export async function bundleWorker(entry, folder) {
  await mkdir(folder, { recursive: true });
  const wasmBeside = {
    name: "wasm-beside",
    setup({ onResolve }) {
      onResolve({ filter: /\.wasm$/ }, async ({ path, resolveDir }) => {
        const source = join(resolveDir, path);
        // Two packages may each have a module of the same name.
        const name = `${basename(dirname(source))}-${basename(source)}`;
        await copyFile(source, join(folder, name));
        return { path: `./${name}`, external: true };
      });
    },
  };
  const scriptPath = join(folder, "index.js");
  await build({
    entryPoints: [entry],
    outfile: scriptPath,
    bundle: true,
    format: "esm",
    conditions: ["workerd", "worker", "browser"],
    external: ["cloudflare:*"],
    plugins: [wasmBeside],
    logLevel: "warning",
  });
  return {
    scriptPath,
    modulesRoot: folder,
    modules: true,
    modulesRules: [
      { type: "ESModule", include: ["**/*.js"] },
      { type: "CompiledWasm", include: ["**/*.wasm"] },
    ],
  };
}
