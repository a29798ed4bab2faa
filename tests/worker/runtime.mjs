// Puts the Worker into workerd as a deployment would: the packed package installed and bundled with it. Checks nothing.

import { cp, readFile } from "node:fs/promises";
import { join } from "node:path";
import { Miniflare } from "miniflare";
import { makeConsumer } from "../lib/consumer.mjs";
import { bundleWorker } from "../lib/workerd.mjs";

// One workerd with the Worker once for each name in `bindings`, reached as http://{name}.test/, and beside it the plain scripts in
// `scripts`, by name.
export async function startWorkers({ root, bindings, scripts }) {
  const consumer = makeConsumer();
  await cp(join(root, "worker/src"), join(consumer, "src"), { recursive: true });
  const bundle = await bundleWorker(join(consumer, "src/index.js"), join(consumer, "bundle"));
  const [, compatibilityDate] = /^compatibility_date = "(.+)"$/m.exec(await readFile(join(root, "worker/wrangler.toml"), "utf8"));

  const common = (name) => ({ name, routes: [`${name}.test/*`], compatibilityDate });
  const workers = Object.entries(bindings).map(([name, own]) => ({ ...common(name), ...bundle, bindings: own }));
  const plain = Object.entries(scripts).map(([name, script]) => ({ ...common(name), modules: true, script }));
  const miniflare = new Miniflare({ cf: false, workers: [...workers, ...plain] });

  return {
    fetch: (name, path, init) => miniflare.dispatchFetch(`http://${name}.test${path}`, init),
    stop: () => miniflare.dispose(),
  };
}
