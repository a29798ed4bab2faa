// Bundles a Worker as wrangler does and runs it in the real workerd, offline.

import { copyFileSync, mkdirSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { build } from "esbuild";
import { Miniflare } from "miniflare";

export async function bundleWorker(entry, folder) {
  mkdirSync(folder, { recursive: true });
  const modules = {
    name: "wasm modules stay files of their own",
    setup(bundler) {
      bundler.onResolve({ filter: /\.wasm$/ }, ({ path, resolveDir }) => {
        const source = resolve(resolveDir, path);
        const name = `${basename(dirname(source))}-${basename(source)}`;
        copyFileSync(source, join(folder, name));
        return { path: `./${name}`, external: true };
      });
    },
  };
  const outfile = join(folder, "worker.js");
  await build({ entryPoints: [entry], outfile, bundle: true, format: "esm", conditions: ["workerd", "worker", "browser"], plugins: [modules], logLevel: "warning" });
  return outfile;
}

export async function runInWorkerd(entry, emulator) {
  const script = await bundleWorker(entry, join(dirname(entry), "worker"));
  const worker = new Miniflare({
    scriptPath: script,
    modules: true,
    modulesRoot: dirname(script),
    modulesRules: [
      { type: "ESModule", include: ["**/*.js"] },
      { type: "CompiledWasm", include: ["**/*.wasm"] },
    ],
    compatibilityDate: "2026-07-01",
    bindings: { EMULATOR: emulator },
    cf: false,
  });
  try {
    return await (await worker.dispatchFetch("http://worker/")).json();
  } finally {
    await worker.dispose();
  }
}
