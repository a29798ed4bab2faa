// Puts the Worker into workerd as a deployment would: the packed package installed, both bundled, the wasm a module beside the bundle.
// Checks nothing.

import { execFile } from "node:child_process";
import { copyFile, cp, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { promisify } from "node:util";
import { build } from "esbuild";
import { Miniflare } from "miniflare";

// One workerd with the Worker once for each name in `bindings`, reached as http://{name}.test/, and beside it the plain scripts in
// `scripts`, by name.
export async function startWorkers({ root, tarball, bindings, scripts }) {
  const folder = await mkdtemp(join(tmpdir(), "tfk-worker-"));
  const bundle = await bundleWorker(folder, join(root, "worker"), tarball);
  const [, compatibilityDate] = /^compatibility_date = "(.+)"$/m.exec(await readFile(join(root, "worker/wrangler.toml"), "utf8"));

  const common = (name) => ({ name, routes: [`${name}.test/*`], modules: true, compatibilityDate });
  const workers = Object.entries(bindings).map(([name, own]) => ({
    ...common(name),
    ...bundle,
    modulesRules: [
      { type: "ESModule", include: ["**/*.js"] },
      { type: "CompiledWasm", include: ["**/*.wasm"] },
    ],
    bindings: own,
  }));
  const plain = Object.entries(scripts).map(([name, script]) => ({ ...common(name), script }));
  const miniflare = new Miniflare({ cf: false, workers: [...workers, ...plain] });

  return {
    fetch: (name, path, init) => miniflare.dispatchFetch(`http://${name}.test${path}`, init),
    stop: async () => {
      await miniflare.dispose();
      await rm(folder, { recursive: true });
    },
  };
}

async function bundleWorker(folder, worker, tarball) {
  await writeFile(join(folder, "package.json"), JSON.stringify({ private: true, type: "module" }));
  await promisify(execFile)("npm", ["install", "--offline", "--no-audit", "--no-fund", tarball], { cwd: folder });
  await cp(join(worker, "src"), join(folder, "src"), { recursive: true });

  const modulesRoot = join(folder, "bundle");
  await mkdir(modulesRoot);
  const wasmBeside = {
    name: "wasm-beside",
    setup({ onResolve }) {
      onResolve({ filter: /\.wasm$/ }, async ({ path, resolveDir }) => {
        await copyFile(join(resolveDir, path), join(modulesRoot, basename(path)));
        return { path: `./${basename(path)}`, external: true };
      });
    },
  };
  const scriptPath = join(modulesRoot, "index.js");
  await build({
    entryPoints: [join(folder, "src/index.js")],
    outfile: scriptPath,
    bundle: true,
    format: "esm",
    conditions: ["workerd", "worker", "browser"],
    plugins: [wasmBeside],
    logLevel: "warning",
  });
  return { modulesRoot, scriptPath };
}
