// Compiles small projects against the packed tarball, and has publint and attw judge it.

import { execFile } from "node:child_process";
import { copyFileSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { run } from "../lib/checks.mjs";
import { makeConsumer } from "../lib/consumer.mjs";

const here = dirname(fileURLToPath(import.meta.url));
const tools = join(here, "../node_modules");
const consumer = makeConsumer();
for (const scope of ["@azure", "@types", "@cloudflare", "undici-types"]) symlinkSync(join(tools, scope), join(consumer, "node_modules", scope));

const ES = ["es2022"];
const projects = [
  ["host.ts", { module: "esnext", moduleResolution: "bundler", lib: [...ES, "dom"], types: [] }],
  ["host.ts", { module: "nodenext", moduleResolution: "nodenext", lib: [...ES, "dom"], types: [] }],
  ["host.ts", { module: "node16", moduleResolution: "node16", lib: ES, types: ["node"] }],
  ["identity.ts", { module: "esnext", moduleResolution: "bundler", lib: [...ES, "dom"], types: [] }],
  ["bare.ts", { module: "esnext", moduleResolution: "bundler", lib: ES, types: [] }],
  ["lite.ts", { module: "esnext", moduleResolution: "bundler", lib: [...ES, "dom"], types: [] }],
  ["lite.ts", { module: "nodenext", moduleResolution: "nodenext", lib: [...ES, "dom"], types: [] }],
  ["lite.ts", { module: "esnext", moduleResolution: "bundler", lib: ES, types: ["@cloudflare/workers-types"], customConditions: ["workerd"] }],
  ["worker.ts", { module: "esnext", moduleResolution: "bundler", lib: ES, types: ["@cloudflare/workers-types"], customConditions: ["workerd"] }],
  ["require.cts", { module: "node16", moduleResolution: "node16", lib: ES, types: ["node"] }],
];

const checks = [
  ...projects.map(([file, options]) => [`${file} under ${options.moduleResolution} with ${[...options.lib, ...options.types].join(", ")}`, () => compile(file, options)]),
  ["publint", () => runTool("publint", ["--strict", process.env.TFK_TARBALL])],
  ["attw", () => runTool("attw", ["--no-emoji", process.env.TFK_TARBALL])],
];

function compile(file, options) {
  copyFileSync(join(here, file), join(consumer, file));
  const config = join(consumer, "tsconfig.json");
  const compilerOptions = { ...options, target: "es2022", strict: true, exactOptionalPropertyTypes: true, skipLibCheck: false, noEmit: true };
  writeFileSync(config, JSON.stringify({ compilerOptions, files: [file] }));
  return runTool("tsc", ["--project", config]);
}

const runTool = (tool, args) => promisify(execFile)(join(tools, ".bin", tool), args, { cwd: consumer });

await run(Object.fromEntries(checks));
