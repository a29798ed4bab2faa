// Compiles small projects against the packed tarball, has publint and attw judge it, and compares its public types with those recorded
// in npm/api/. `RECORD_API=1` records them.

import { execFile } from "node:child_process";
import assert from "node:assert/strict";
import { copyFileSync, readFileSync, readdirSync, symlinkSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { run } from "../lib/checks.mjs";
import { makeConsumer } from "../lib/consumer.mjs";
import { typesAlone, undocumented } from "./api.mjs";
import { transcript } from "./messages.mjs";

const here = dirname(fileURLToPath(import.meta.url));
const tools = join(here, "../node_modules");
const consumer = makeConsumer();
for (const scope of ["@azure", "@types", "@cloudflare", "undici-types"])
  symlinkSync(join(tools, scope), join(consumer, "node_modules", scope));

const ES = ["es2022"];
const projects = [
  ["host.ts", { module: "esnext", moduleResolution: "bundler", lib: [...ES, "dom"], types: [] }],
  ["host.ts", { module: "nodenext", moduleResolution: "nodenext", lib: [...ES, "dom"], types: [] }],
  ["host.ts", { module: "node16", moduleResolution: "node16", lib: ES, types: ["node"] }],
  ["identity.ts", { module: "esnext", moduleResolution: "bundler", lib: [...ES, "dom"], types: [] }],
  ["bare.ts", { module: "esnext", moduleResolution: "bundler", lib: ES, types: [] }],
  ["lite.ts", { module: "esnext", moduleResolution: "bundler", lib: [...ES, "dom"], types: [] }],
  ["lite.ts", { module: "nodenext", moduleResolution: "nodenext", lib: [...ES, "dom"], types: [] }],
  [
    "lite.ts",
    {
      module: "esnext",
      moduleResolution: "bundler",
      lib: ES,
      types: ["@cloudflare/workers-types"],
      customConditions: ["workerd"],
    },
  ],
  [
    "worker.ts",
    {
      module: "esnext",
      moduleResolution: "bundler",
      lib: ES,
      types: ["@cloudflare/workers-types"],
      customConditions: ["workerd"],
    },
  ],
  ["require.cts", { module: "node16", moduleResolution: "node16", lib: ES, types: ["node"] }],
];

const checks = [
  ...projects.map(([file, options]) => [
    `${file} under ${options.moduleResolution} with ${[...options.lib, ...options.types].join(", ")}`,
    () => compile(file, options),
  ]),
  ["every exported name is documented, and every member", everythingIsDocumented],
  ["the public types are those in npm/api/", typesAreRecorded],
  ["the messages are those in npm/api/messages.txt", messagesAreRecorded],
  ["the package has no dependency", noDependency],
  ["both entries have one error class, as ES modules and as CommonJS", oneErrorClass],
  ["the package has at most 22 files, and none names a place of the machine that built it", fewFiles],
  ["publint", () => runTool("publint", ["--strict", process.env.TFK_TARBALL])],
  ["attw", () => runTool("attw", ["--no-emoji", process.env.TFK_TARBALL])],
];

function compile(file, options) {
  copyFileSync(join(here, file), join(consumer, file));
  const config = join(consumer, "tsconfig.json");
  const compilerOptions = {
    ...options,
    target: "es2022",
    strict: true,
    exactOptionalPropertyTypes: true,
    skipLibCheck: false,
    noEmit: true,
  };
  writeFileSync(config, JSON.stringify({ compilerOptions, files: [file] }));
  return runTool("tsc", ["--project", config]);
}

const programs = { tsc: "typescript/bin/tsc" };
const runTool = (tool, args) =>
  promisify(execFile)(join(tools, programs[tool] ?? `.bin/${tool}`), args, { cwd: consumer });

const installed = join(consumer, "node_modules/trustframework-keys");

function everythingIsDocumented() {
  const files = ["index.d.ts", "lite.d.ts"].map((file) => join(installed, file));
  assert.deepEqual(
    undocumented(files),
    [],
    "without documentation; write what it means, with its unit, default and errors",
  );
}

// A change of what callers compile against is a decision: a new version says so in CHANGELOG.md.
function typesAreRecorded() {
  const record = new URL("../../npm/api/", import.meta.url);
  for (const file of readdirSync(installed).filter((file) => file.endsWith(".d.ts"))) {
    const types = typesAlone(join(installed, file));
    if (process.env.RECORD_API) writeFileSync(new URL(file, record), types);
    const repair = `the types of ${file} have changed: see CONTRIBUTING.md, "The public types", then run with RECORD_API=1`;
    assert.equal(types, readFileSync(new URL(file, record), "utf8"), repair);
  }
}

async function messagesAreRecorded() {
  const { href } = pathToFileURL(join(consumer, "node_modules/trustframework-keys/index.js"));
  const messages = await transcript(await import(href), await import(`${href}?another`));
  const file = join(process.env.TFK_ROOT, "npm/api/messages.txt");
  if (process.env.RECORD_API) writeFileSync(file, messages);
  assert.equal(messages, readFileSync(file, "utf8"));
}

function noDependency() {
  const manifest = JSON.parse(readFileSync(join(installed, "package.json"), "utf8"));
  for (const kind of ["dependencies", "peerDependencies", "optionalDependencies", "bundleDependencies", "scripts"])
    assert.equal(manifest[kind], undefined, kind);
}

async function oneErrorClass() {
  const [root, lite] = await Promise.all(
    ["index.js", "lite.js"].map((file) => import(pathToFileURL(join(installed, file)))),
  );
  assert.equal(root.KeyStatusError, lite.KeyStatusError);
  const require = createRequire(join(consumer, "main.cjs"));
  const [rootRequired, liteRequired] = ["trustframework-keys", "trustframework-keys/lite"].map(require);
  assert.equal(rootRequired.KeyStatusError, liteRequired.KeyStatusError);
  assert.notEqual(rootRequired.KeyStatusError, undefined);
}

function fewFiles() {
  const files = readdirSync(installed, { recursive: true });
  assert.ok(files.length <= 22, files.join(", "));
  const root = fileURLToPath(new URL("../..", import.meta.url)).replace(/^\/|\/$/g, "");
  for (const file of files.filter((file) => /\.(c?js|json|md|ts)$/.test(file)))
    assert.ok(!readFileSync(join(installed, file), "utf8").includes(root), file);
}

await run(Object.fromEntries(checks));
