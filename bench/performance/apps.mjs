// The apps that are measured: each makes one call with one client and nothing else, and is bundled as a user would bundle it. Measures
// nothing.

import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { makeConsumer } from "../../tests/lib/consumer.mjs";
import { versionOf } from "../lib/version.mjs";
import { AGAIN, RAW } from "./figures.mjs";

// Where our package is installed, as packed.
const consumer = makeConsumer();
const installed = join(consumer, "node_modules/trustframework-keys");
const manifest = JSON.parse(readFileSync(join(installed, "package.json"), "utf8"));
export const version = manifest.version;

const path = (name) => fileURLToPath(new URL(name, import.meta.url));
const node = `Node ${process.versions.node}`;

const others = [
  { id: RAW, name: "raw fetch", version: node },
  { id: AGAIN, name: "raw fetch again", version: node, file: "raw" },
  { id: "ky", name: "ky", version: versionOf("ky") },
  { id: "graph-client", name: "graph-client", version: versionOf("@microsoft/microsoft-graph-client") },
  { id: "kiota", name: "kiota", version: versionOf("@microsoft/msgraph-beta-sdk") },
];
const ours = [{ id: "ours", name: "trustframework-keys", version }];
if ("./lite" in manifest.exports) ours.push({ id: "lite", name: "trustframework-keys/lite", version });

// An app for each client, `entry` being its source.
export const apps = [...others, ...ours].map((app) => ({ ...app, entry: path(`apps/${app.file ?? app.id}.mjs`) }));
export const isOurs = (app) => ours.some(({ id }) => id === app.id);

// The app that changes many keys by one call, if the package can.
export async function manyApp() {
  const { metafile } = await bundle({ contents: 'export * from "trustframework-keys";' });
  const { exports } = Object.values(metafile.outputs).find(({ entryPoint }) => entryPoint);
  return exports.includes("patchKeyStatuses")
    ? { id: "many", name: "patchKeyStatuses", version, entry: path("apps/many.mjs") }
    : undefined;
}

// Bundles one file, or a text, for browsers, bundlers and Node, or for Workers, where the module stays a file of its own. Gives esbuild's
// result: the contents of what an app ships, which are written if there is a folder for them.
export function bundle({ entry, contents, workers = false, folder, name = "index" }) {
  return build({
    ...(entry
      ? { entryPoints: { [name]: entry } }
      : { stdin: { contents, resolveDir: path("."), sourcefile: `${name}.mjs` } }),
    bundle: true,
    minify: true,
    format: "esm",
    target: "es2022",
    outdir: folder ?? consumer,
    outExtension: { ".js": ".mjs" },
    write: folder !== undefined,
    metafile: true,
    nodePaths: [join(consumer, "node_modules")],
    ...(workers && { conditions: ["workerd", "worker", "browser"] }),
    loader: { ".wasm": "copy" },
    assetNames: "[name]",
    logLevel: "warning",
  });
}

// Adds to each app where its bundle is.
export function bundleAll(apps, folder) {
  return Promise.all(
    apps.map(async (app) => {
      await bundle({ entry: app.entry, folder, name: app.id });
      return { ...app, bundled: join(folder, `${app.id}.mjs`) };
    }),
  );
}

// The apps as Workers that make one call for the first request, each with the folder it is in. Beside ours, raw fetch with our module in
// its deployment: what workerd takes to compile it.
export async function workers(apps, folder) {
  const made = [];
  const add = async (app, imports) => {
    const worker = join(folder, `${app.id}-worker`);
    const { metafile } = await bundle({ contents: workerSource(imports), workers: true, folder: worker });
    made.push({ ...app, worker });
    return Object.keys(metafile.outputs).filter((file) => file.endsWith(".wasm"));
  };
  for (const app of apps) {
    const modules = await add(app, `import patch from ${JSON.stringify(app.entry)};`);
    if (modules.length === 0) continue;
    const [unused] = modules.map(
      (file) => `import module from ${JSON.stringify(resolve(file))}; globalThis.unused = module;`,
    );
    await add(
      { id: `${app.id}-module`, name: `raw fetch with ${app.name}` },
      `import patch from "./apps/raw.mjs"; ${unused}`,
    );
  }
  return made;
}

const workerSource = (imports) => `${imports}
export default {
  async fetch() {
    globalThis.fetch = async () => new Response(null, { status: 204 });
    await patch("B2C_1A_Bench", "key", "disabled", "token");
    return new Response("done");
  },
};
`;
