// Puts the Worker into workerd as a deployment would: the packed package installed and bundled with it, its Durable Objects and D1 as
// wrangler.jsonc names them. Checks nothing.

import { cp, mkdir, readdir, readFile, symlink, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { Miniflare } from "miniflare";
import { makeConsumer } from "../lib/consumer.mjs";
import { bundleWorker } from "../lib/workerd.mjs";

/** The Worker's source beside the packed package and the libraries of its lock file. */
export async function prepare(root) {
  const consumer = makeConsumer();
  await copySource(root, consumer);
  const { dependencies } = JSON.parse(await readFile(join(consumer, "package.json"), "utf8"));
  const libraries = Object.keys(dependencies).filter((name) => name !== "trustframework-keys");
  for (const name of [...libraries, "@cloudflare/workers-types"]) {
    const place = join(consumer, "node_modules", name);
    await mkdir(dirname(place), { recursive: true });
    await symlink(join(root, "worker/node_modules", name), place, "dir");
  }
  return consumer;
}

/** The same with a second of so many milliseconds, in a folder of that name within a `consumer`, whose packages it has. */
export async function prepareBrief(root, consumer, name, second) {
  const folder = join(consumer, name);
  await copySource(root, folder);
  await shorten(join(folder, "src/time.ts"), second);
  return folder;
}

async function copySource(root, folder) {
  await cp(join(root, "worker/src"), join(folder, "src"), { recursive: true });
  for (const name of ["tsconfig.json", "package.json"]) await cp(join(root, "worker", name), join(folder, name));
}

/** The same code with a shorter second: workerd's clock cannot be set. */
async function shorten(file, second) {
  const source = await readFile(file, "utf8");
  const shorter = source.replace("export const SECOND = 1_000;", `export const SECOND = ${second};`);
  if (shorter === source) throw new Error("time.ts has no second to shorten");
  await writeFile(file, shorter);
}

// Of the Worker as it is, for all who ask.
let usual;

/** What miniflare is told of a Worker, of that in `consumer` if one is given: the bundle and the bindings of wrangler.jsonc. */
export function build(root, consumer) {
  if (consumer) return buildIn(root, consumer);
  usual ??= prepare(root).then((folder) => buildIn(root, folder));
  return usual;
}

async function buildIn(root, folder) {
  const bundle = await bundleWorker(join(folder, "src/index.ts"), join(folder, "bundle"));
  const text = await readFile(join(root, "worker/wrangler.jsonc"), "utf8");
  const config = JSON.parse(text.replace(/^\s*\/\/.*$/gm, ""));
  const durableObjects = config.durable_objects.bindings.map(({ name, class_name: className }) => [
    name,
    { className, useSQLite: true },
  ]);
  const migrations = [];
  for (const name of (await readdir(join(root, "worker/migrations"))).sort()) {
    const sql = await readFile(join(root, "worker/migrations", name), "utf8");
    const statements = sql
      .replace(/^ *--.*$/gm, "")
      .split(/;\n/)
      .map((statement) => statement.trim())
      .filter(Boolean);
    migrations.push({ name, statements });
  }
  return {
    worker: {
      ...bundle,
      compatibilityDate: config.compatibility_date,
      durableObjects: Object.fromEntries(durableObjects),
    },
    migrations,
  };
}

/** Brings a database to the latest version, as `wrangler d1 migrations apply` does, but in one request. */
export async function migrate(db, migrations) {
  await db.prepare("CREATE TABLE IF NOT EXISTS d1_migrations (name TEXT PRIMARY KEY)").run();
  const done = new Set((await db.prepare("SELECT name FROM d1_migrations").all()).results.map(({ name }) => name));
  const missing = migrations.filter(({ name }) => !done.has(name));
  const statements = missing.flatMap(({ name, statements }) => [
    ...statements.map((statement) => db.prepare(statement)),
    db.prepare("INSERT INTO d1_migrations VALUES (?)").bind(name),
  ]);
  if (statements.length > 0) await db.batch(statements);
}

/**
 * One workerd with the Worker once for each name in `bindings`, and plain `scripts` beside it. `persist` is a folder that outlives it.
 * `extras` are other options of a Worker by name: more bindings, another bundle.
 */
export async function startWorkers({ built, bindings, extras = {}, scripts = {}, persist, port }) {
  const common = (name) => ({ name, routes: [`${name}.test/*`] });
  const workers = Object.entries(bindings).map(([name, own]) => ({
    ...built.worker,
    ...common(name),
    bindings: own,
    d1Databases: { AUDIT: `audit-${name}` },
    ...extras[name],
  }));
  const plain = Object.entries(scripts).map(([name, script]) => ({
    ...common(name),
    modules: true,
    compatibilityDate: built.worker.compatibilityDate,
    script,
  }));
  const logs = [];
  const miniflare = new Miniflare({
    cf: false,
    ...(port !== undefined && { port, host: "127.0.0.1", unsafeTriggerHandlers: true }),
    ...(persist && { durableObjectsPersist: join(persist, "objects"), d1Persist: join(persist, "d1") }),
    handleRuntimeStdio: (stdout, stderr) => {
      for (const stream of [stdout, stderr]) stream.setEncoding("utf8").on("data", (text) => logs.push(text));
    },
    workers: [...workers, ...plain],
  });
  await miniflare.ready;
  const database = (name) => miniflare.getD1Database("AUDIT", name);
  const audited = Object.keys(bindings).filter((name) => "AUDIT" in (extras[name]?.d1Databases ?? { AUDIT: name }));
  for (const name of audited) {
    await migrate(await database(name), built.migrations);
  }
  let stopped;
  return {
    fetch: (name, path, init) => miniflare.dispatchFetch(`http://${name}.test${path}`, init),
    database,
    miniflare,
    /** The cron, now. */
    cron: async (name) => (await miniflare.getWorker(name)).scheduled(),
    logs: () => logs.join(""),
    stop: () => (stopped ??= miniflare.dispose()),
  };
}

/** The pure modules of the Worker for Node, to be asked directly. */
export async function loadPure(consumer, ...modules) {
  const { build: bundle } = await import(createRequire(import.meta.url).resolve("esbuild"));
  const contents = modules
    .map((module) => `export * as ${module.replace(/\W/g, "_")} from "./${module}.ts";`)
    .join("\n");
  // Node keeps what it has imported once.
  const outfile = join(consumer, `pure-${modules.join("-").replace(/\W/g, "_").slice(0, 80)}.mjs`);
  await bundle({
    stdin: { contents, resolveDir: join(consumer, "src"), loader: "ts" },
    outfile,
    bundle: true,
    format: "esm",
    platform: "node",
    logLevel: "warning",
  });
  return import(outfile);
}
