// Every code block of the READMEs and of docs/: TypeScript and JavaScript are compiled against the packed tarball, and run against the
// emulator where a word after the language says where. Shell lines must parse and name commands that there are; the rest must parse.
//
// Words: `node`, `workerd`, `deno`, `page` run the block there and expect that a change arrives; `unsent` that none does. `list`: without a
// key the program shows the key set, in lines that a terminal can hold. `guarded`: the Worker lets nobody in but the caller with the key,
// and does not disable the last usable key.

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
import { APP, signIn, startSignIn } from "./signin.mjs";

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
const identity = await startSignIn();
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
  if (block.words.includes("list")) checks[`${block.name} lists keys in Node`] = () => runList(block);
  if (block.words.includes("deno")) checks[`${block.name} runs in Deno`] = () => runDeno(block);
  if (block.words.includes("workerd")) checks[`${block.name} runs in workerd`] = () => runWorker(block);
  if (block.words.includes("guarded")) checks[`${block.name} is no open switch`] = () => runOpenly(block);
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

// The key set of the examples: the key they switch, another one that is usable without it, one that has expired, and a spare.
const KEYSET = "B2C_1A_TokenSigningKeyContainer";
const KEYS = ["skXTuCScdUZVjBcseBUAsuHesX2Lm3KrtlHMOI2nXHI", "another", "expired", "spare"].map((kid) => ({
  kid,
  use: "sig",
  kty: "RSA",
  status: "enabled",
  // As one published sample has members without a value: no certificate, and no two keys with the same one.
  x5t: null,
}));
KEYS[2].exp = 1_700_000_000;

// Of the Workers of the examples.
const CALLER_KEY = "a-random-key-of-at-least-32-characters";

await run({ ...compiled, ...checks }, async () => {
  await emulator.reset();
  await emulator.putKeyset(KEYSET, KEYS);
});
await closeBrowsers();
await emulator.stop();
identity.stop();
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
    exactOptionalPropertyTypes: true,
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

async function runProgram({ file, code, language, words }) {
  await execute(...(await programOf(file, code, language, [KEYSET, KEYS[0].kid])));
  await expectChange(!words.includes("unsent"));
}

// A certificate is what fills lines.
async function runList({ file, code, language }) {
  await emulator.putKeyset(KEYSET, [
    { ...KEYS[0], x5c: ["x".repeat(1800)], n: "n".repeat(342), nbf: 1_700_000_000 },
    KEYS[1],
  ]);
  const { stdout } = await execute(...(await programOf(file, code, language, [KEYSET])));
  for (const { kid } of KEYS.slice(0, 2)) assert.ok(stdout.includes(kid), stdout);
  assert.match(stdout, /2023-11-14T22:13:20/);
  const longest = Math.max(...stdout.split("\n").map((line) => line.length));
  assert.ok(longest <= 160, `a line has ${longest} columns`);
  await expectChange(false);
}

// @azure/identity asks `az` where it is told to, as on the machine of somebody who is signed in there; bin/az answers.
async function programOf(file, code, language, words) {
  const env = {
    ...process.env,
    GRAPH: graph,
    SIGN_IN: identity.origin,
    AZURE_TENANT_ID: APP.tenantId,
    AZURE_CLIENT_ID: APP.clientId,
    AZURE_CLIENT_SECRET: APP.secret,
    PATH: `${join(here, "bin")}:${process.env.PATH}`,
  };
  const program = file.replace(/\.\w+$/, ".mjs");
  writeFileSync(program, (await transform(code, { loader: language, format: "esm" })).code);
  return [process.execPath, ["--import", "./given.mjs", program, ...words], { cwd: folder, env, timeout: 180_000 }];
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

async function runWorker(block) {
  const answer = await askWorker(block, CALLER_KEY, CALLER_KEY);
  assert.match(answer, /"status":"disabled"/);
  await expectChange(true);
}

// Without a key in the Worker nobody gets in, whatever is sent.
async function runOpenly(block) {
  for (const [sent, key] of [
    [undefined, CALLER_KEY],
    ["a-wrong-key-of-at-least-32-characters", CALLER_KEY],
    ["undefined", undefined],
    ["", ""],
    ["short", "short"],
  ]) {
    await askWorker(block, sent, key);
    assert.deepEqual(await emulator.journal(), [], `${sent} was let in by ${key}`);
  }
  await emulator.putKeyset(KEYSET, [KEYS[0], KEYS[2]]);
  assert.match(await askWorker(block, CALLER_KEY, CALLER_KEY), /last-usable-key/);
  await expectChange(false);
}

// What the Worker answers to a caller who sends a key, or none; `key` is what the Worker knows.
async function askWorker({ file }, sent, key) {
  const headers = sent === undefined ? {} : { authorization: `Bearer ${sent}` };
  return askWorkerd(folder, file.slice(folder.length + 1), {
    init: { method: "POST", headers, body: JSON.stringify({ keysetId: KEYSET, kid: KEYS[0].kid }) },
    bindings: {
      ...(key === undefined ? {} : { CALLER_KEY: key }),
      TENANT_ID: APP.tenantId,
      CLIENT_ID: APP.clientId,
      CLIENT_SECRET: APP.secret,
    },
    outboundService: sendOut,
  });
}

// The network of a Worker: the emulator and the sign-in service, and nothing else.
async function sendOut(request) {
  const { host, pathname } = new URL(request.url);
  const body = await request.text();
  if (host === "graph.microsoft.com") {
    const { method, headers } = request;
    const answer = await fetch(request.url.replace("https://graph.microsoft.com", emulator.origin), {
      method,
      headers: [...headers].filter(([name]) => !["host", "content-length"].includes(name)),
      ...(body === "" ? {} : { body }),
    });
    return new Response(answer.status === 204 ? null : await answer.text(), {
      status: answer.status,
      headers: answer.headers,
    });
  }
  assert.equal(host, "login.microsoftonline.com");
  const { status, body: answer } = signIn(pathname, new URLSearchParams(body));
  return Response.json(answer, { status });
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
  assert.ok(!changes.some(({ url }) => url.endsWith(`/${KEYS[1].kid}`)), "a key was changed that no example is about");
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
