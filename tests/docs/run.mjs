// Every code block of the READMEs and of docs/: TypeScript and JavaScript are compiled against the packed tarball, and run against the
// emulator where a word after the language says where. Shell lines must parse and name commands that there are; the rest must parse.
//
// Words: `node`, `workerd`, `deno`, `page` run the block there and expect that a change arrives; `unsent` that none does.

import assert from "node:assert/strict";
import { execFile, execFileSync } from "node:child_process";
import { cpSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { transform } from "esbuild";
import { run } from "../lib/checks.mjs";
import { startEmulator } from "../lib/emulator.mjs";
import { makeApp } from "../matrix/app.mjs";
import { askWorkerd, closeBrowsers, pages, serveStrictly } from "../matrix/places.mjs";
import { blocksOf } from "./blocks.mjs";

const here = dirname(fileURLToPath(import.meta.url));
const root = join(here, "../..");
const execute = promisify(execFile);

const FOLDERS_ASIDE = /^(tests|fuzz|bench|\.github)\//;
const documents = execFileSync("git", ["ls-files", "--cached", "--others", "--exclude-standard", "*.md"], {
  cwd: root,
  encoding: "utf8",
})
  .trim()
  .split("\n")
  .filter((path) => !FOLDERS_ASIDE.test(path));

// The types of hosts exclude each other, so each host's blocks are a project.
const HOSTS = {
  page: { lib: ["es2023", "dom", "dom.iterable"], types: ["react"] },
  node: { lib: ["es2023"], types: ["node"] },
  workerd: { lib: ["es2023"], types: ["@cloudflare/workers-types"] },
  deno: { lib: ["es2023", "dom"], types: [] },
};

const emulator = await startEmulator();
const graph = `${emulator.origin}/beta`;
const folder = await makeApp("docs", "trustframework-keys");
for (const file of ["given.d.ts", "given.mjs", "given-deno.mjs"]) cpSync(join(here, file), join(folder, file));

const blocks = documents.flatMap((path) =>
  blocksOf(readFileSync(join(root, path), "utf8")).map((block) => ({ ...block, path, name: `${path}:${block.line}` })),
);
const checks = {};
for (const block of blocks) {
  const { name, language, words, code } = block;
  if (["js", "ts", "tsx", "jsx"].includes(language)) keep(block);
  else if (language === "json") checks[`${name} is JSON`] = () => JSON.parse(code);
  else if (language === "yaml") checks[`${name} is YAML`] = () => parseYaml(code);
  else if (language === "sh") checks[`${name} is what a shell can run`] = () => checkShell(code);
  else if (language === "html" && words.includes("page")) checks[`${name} works in a page`] = () => runPage(block);
  else if (!["toml", "text", ""].includes(language) || words.length > 0)
    checks[name] = () => assert.fail(`no check for ${language} ${words.join(" ")}`);
}

function keep(block) {
  const host = block.words.find((word) => word in HOSTS) ?? "page";
  mkdirSync(join(folder, host), { recursive: true });
  block.file = join(folder, host, `${block.path.replaceAll(/\W/g, "-")}-${block.line}.${block.language}`);
  writeFileSync(block.file, block.code);
  if (block.words.includes("node")) checks[`${block.name} runs in Node`] = () => runProgram(block);
  if (block.words.includes("deno")) checks[`${block.name} runs in Deno`] = () => runDeno(block);
  if (block.words.includes("workerd")) checks[`${block.name} runs in workerd`] = () => runWorker(block);
}

for (const file of readdirSync(join(root, ".github/workflows"))) {
  checks[`.github/workflows/${file} is YAML and runs commands that there are`] = async () => {
    const text = readFileSync(join(root, ".github/workflows", file), "utf8");
    await parseYaml(text);
    checkCommands(text);
  };
}

const compiled = {};
for (const [host, { lib, types }] of Object.entries(HOSTS)) {
  const own = blocks.filter(({ file }) => file?.startsWith(join(folder, `${host}/`)));
  if (own.length > 0) compiled[`the ${own.length} blocks for ${host} compile`] = () => compile(host, lib, types);
}

// The key set of the examples: the key they switch, another one that is usable without it, and one that has expired.
const KEYSET = "B2C_1A_TokenSigningKeyContainer";
const KEYS = ["skXTuCScdUZVjBcseBUAsuHesX2Lm3KrtlHMOI2nXHI", "another", "expired"].map((kid) => ({
  kid,
  use: "sig",
  kty: "RSA",
  status: "enabled",
}));
KEYS[2].exp = 1_700_000_000;

await run({ ...compiled, ...checks }, async () => {
  await emulator.reset();
  await emulator.putKeyset(KEYSET, KEYS);
});
await closeBrowsers();
await emulator.stop();
process.exit(process.exitCode);

async function compile(host, lib, types) {
  const config = join(folder, `tsconfig.${host}.json`);
  const compilerOptions = {
    module: "esnext",
    moduleResolution: "bundler",
    moduleDetection: "force",
    target: "es2022",
    lib,
    types,
    jsx: "react-jsx",
    strict: true,
    noImplicitAny: false,
    allowJs: true,
    checkJs: true,
    noEmit: true,
    skipLibCheck: true,
    customConditions: host === "workerd" ? ["workerd"] : [],
  };
  writeFileSync(config, JSON.stringify({ compilerOptions, include: [host, "given.d.ts"] }));
  await execute(join(folder, "node_modules/.bin/tsc"), ["--project", config], { cwd: folder }).catch(({ stdout }) =>
    assert.fail(stdout),
  );
}

// @azure/identity asks `az`, as on the machine of somebody who is signed in there; bin/az answers.
async function runProgram({ file, code, language, words }) {
  const path = `${join(here, "bin")}:${process.env.PATH}`;
  const env = {
    ...process.env,
    GRAPH: graph,
    GRAPH_TOKEN: "a-token",
    AZURE_TOKEN_CREDENTIALS: "AzureCliCredential",
    PATH: path,
  };
  const program = file.replace(/\.\w+$/, ".mjs");
  writeFileSync(program, (await transform(code, { loader: language, format: "esm" })).code);
  await execute(process.execPath, ["--import", "./given.mjs", program, KEYSET, KEYS[0].kid], {
    cwd: folder,
    env,
    timeout: 180_000,
  });
  await expectChange(!words.includes("unsent"));
}

async function runDeno({ file }) {
  const deno = join(here, "../node_modules/.bin/deno");
  const flags = [
    "run",
    "--no-remote",
    "--no-prompt",
    "--node-modules-dir=manual",
    "--allow-net",
    "--allow-env",
    `--preload=${join(folder, "given-deno.mjs")}`,
  ];
  await execute(deno, [...flags, file], {
    cwd: folder,
    env: { ...process.env, GRAPH: graph, GRAPH_TOKEN: "a-token" },
    timeout: 180_000,
  });
  await expectChange(true);
}

async function runWorker({ file }) {
  const answer = await askWorkerd(folder, file.slice(folder.length + 1), {
    init: { method: "POST", body: JSON.stringify({ keysetId: KEYSET, kid: KEYS[0].kid }) },
    bindings: { GRAPH_TOKEN: "a-token", GRAPH_BASE_URL: graph },
  });
  assert.ok(answer.length > 0, "no answer");
  await expectChange(true);
}

async function runPage({ code, words }) {
  const page = `<!doctype html><meta charset="utf-8"><pre id="result"></pre>\n${code.replaceAll("https://graph.microsoft.com/beta", graph)}`;
  writeFileSync(join(folder, "page.html"), page);
  cpSync(join(folder, "src/index.js"), join(folder, "app.js"));
  for (const file of ["rotate.js", "show.js"]) cpSync(join(folder, "src", file), join(folder, file));
  const server = await serveStrictly(folder, "page.html", emulator.origin);
  try {
    await pages[0].open(`${server.url}/page.html?graph=${encodeURIComponent(graph)}`);
  } finally {
    server.stop();
  }
  await expectChange(!words.includes("unsent"));
}

async function expectChange(expected) {
  const changes = (await emulator.journal()).filter(({ method, status }) => method === "PATCH" && status === 204);
  assert.equal(changes.length > 0, expected, `${changes.length} changes arrived`);
}

async function checkShell(code) {
  await execute("bash", ["-n", "-c", code]);
  checkCommands(code);
}

function checkCommands(code) {
  for (const [, rest] of code.matchAll(/(?<!`)cargo xtask (\w.*)/g)) {
    const [command, ...suites] = rest.replace(/#.*/, "").trim().split(/\s+/);
    const known = readFileSync(join(root, "xtask/src/main.rs"), "utf8");
    assert.match(known, new RegExp(`\\b${command[0].toUpperCase()}${command.slice(1)}\\b`), `cargo xtask ${command}`);
    if (command !== "test") continue;
    const list = readFileSync(join(root, "xtask/src/test/mod.rs"), "utf8");
    for (const suite of suites.filter((word) => /^[a-z]/.test(word)))
      assert.match(list, new RegExp(`^    ${suite[0].toUpperCase()}${suite.slice(1)},$`, "m"), suite);
  }
}

async function parseYaml(code) {
  const { parse } = await import(join(folder, "node_modules/yaml/dist/index.js"));
  assert.equal(typeof parse(code), "object");
}
