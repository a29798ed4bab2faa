// The apps that are measured: each makes one call with one client and nothing else, in each form in which users have it. Measures nothing.

import { copyFileSync, cpSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { compatibilityDate } from "workerd";
import { makeConsumer } from "../../tests/lib/consumer.mjs";
import { versionOf } from "../lib/version.mjs";
import { OFFICIAL, OFFICIAL_AGAIN, RAW, RAW_AGAIN } from "./figures.mjs";

// Where our package is installed, as packed.
const consumer = makeConsumer();
const installed = join(consumer, "node_modules/trustframework-keys");
const { version } = JSON.parse(readFileSync(join(installed, "package.json"), "utf8"));

const path = (name) => fileURLToPath(new URL(name, import.meta.url));
const node = `Node ${process.versions.node}`;
const official = versionOf("@microsoft/microsoft-graph-client");

// `page` is the source for a page without a bundler, where it is another one; null where the client is published for bundlers only.
export const apps = [
  { id: RAW, name: "raw fetch", version: node },
  { id: RAW_AGAIN, name: "raw fetch again", version: node, source: RAW },
  { id: "ky", name: "ky", version: versionOf("ky") },
  { id: OFFICIAL, name: "graph-client", version: official, page: "graph-client-page" },
  { id: OFFICIAL_AGAIN, name: "graph-client again", version: official, source: OFFICIAL, page: "graph-client-page" },
  { id: "kiota", name: "kiota", version: versionOf("@microsoft/msgraph-beta-sdk"), page: null },
  { id: "ours", name: "trustframework-keys", version, ours: true },
  { id: "lite", name: "trustframework-keys/lite", version, ours: true },
].map((app) => ({ ...app, entry: path(`apps/${app.source ?? app.id}.mjs`) }));

// The app that changes many keys by one call.
export const many = { id: "many", name: "patchKeyStatuses", version, entry: path("apps/many.mjs") };

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
    nodePaths: [join(consumer, "node_modules")],
    ...(workers && { conditions: ["workerd", "worker", "browser"] }),
    loader: { ".wasm": "copy" },
    assetNames: "[name]",
    logLevel: "warning",
  });
}

// Writes the app in every form. Adds where each is: `bundled`, a file; `published`, a file that imports the client as npm installs it; `worker`,
// a folder with workerd's configuration; `pages`, the addresses of the two for a page of `folder`.
export async function prepare(app, folder) {
  await bundle({ entry: app.entry, folder, name: app.id });
  const worker = join(folder, `${app.id}-worker`);
  await bundle({ contents: workerSource(app), workers: true, folder: worker });
  writeFileSync(join(worker, "config.capnp"), workerConfig(readdirSync(worker)));

  const inPage = join(folder, `${app.id}-page.mjs`);
  if (app.page !== null) copyFileSync(app.page ? path(`apps/${app.page}.mjs`) : app.entry, inPage);
  return {
    ...app,
    bundled: join(folder, `${app.id}.mjs`),
    published: app.ours ? copied(app.entry, join(consumer, `${app.id}.mjs`)) : app.entry,
    worker,
    pages: { bundled: `${app.id}.mjs`, ...(app.page !== null && { published: `${app.id}-page.mjs` }) },
  };
}

function copied(from, to) {
  copyFileSync(from, to);
  return to;
}

// What is published, where the import map of start.html looks for it.
export function publish(folder) {
  const packages = {
    "trustframework-keys": installed,
    ky: path("../node_modules/ky"),
    "graph-client": path("../node_modules/@microsoft/microsoft-graph-client/lib/graph-js-sdk.js"),
  };
  mkdirSync(join(folder, "published"), { recursive: true });
  for (const [name, from] of Object.entries(packages))
    cpSync(from, join(folder, "published", from.endsWith(".js") ? `${name}.js` : name), { recursive: true });
  for (const name of ["start.html", "given.mjs"]) copyFileSync(path(name), join(folder, name));
}

// Makes one call for the first request.
const workerSource = ({ entry }) => `import patch from ${JSON.stringify(entry)};
import { keyset, stub, token } from "./given.mjs";
export default {
  async fetch() {
    stub();
    await patch(keyset(0), "key", "disabled", token);
    return new Response("done");
  },
};
`;

// The first module is the one that runs.
function workerConfig(files) {
  const listed = (kind, ending) => {
    const those = files.filter((file) => file.endsWith(ending));
    return those.map((file) => `(name = "${file}", ${kind} = embed "${file}")`);
  };
  const modules = [...listed("esModule", ".mjs"), ...listed("wasm", ".wasm")];
  return `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [(name = "main", worker = (modules = [${modules.join(", ")}], compatibilityDate = "${compatibilityDate}"))],
  sockets = [(name = "http", address = "127.0.0.1:0", http = (), service = "main")],
);
`;
}
