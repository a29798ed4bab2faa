// Runs a built app where its cell says: browsers, a server, a program, workerd. Gives back what it shows. Judges nothing.

import { execFile, spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createServer } from "node:net";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { Miniflare } from "miniflare";
import { browsers } from "../lib/browsers.mjs";
import { serve } from "../lib/serve.mjs";
import { bundleWorker } from "../lib/workerd.mjs";

const PATIENCE = 60_000;

// What keeps the tools from asking for anything outside, or from asking a person.
const QUIET = {
  CI: "1",
  NO_COLOR: "1",
  NEXT_TELEMETRY_DISABLED: "1",
  ASTRO_TELEMETRY_DISABLED: "1",
  NG_CLI_ANALYTICS: "false",
  PARCEL_WORKERS: "0",
  WRANGLER_SEND_METRICS: "false",
  WRANGLER_SEND_ERROR_REPORTS: "false",
  WRANGLER_HIDE_BANNER: "true",
  CLOUDFLARE_CF_FETCH_ENABLED: "false",
};

// `node` is ours, unless `path` has another.
const program = (folder, word, path) =>
  word === "node"
    ? path
      ? join(path, "node")
      : process.execPath
    : join(folder, word.includes("/") ? word : `node_modules/.bin/${word}`);

const environment = (folder, path) => ({
  ...process.env,
  ...QUIET,
  XDG_CONFIG_HOME: join(folder, ".config"),
  WRANGLER_LOG_PATH: join(folder, ".log"),
  PATH: path ? `${path}:${process.env.PATH}` : process.env.PATH,
});

// Runs a command of the app to its end, with the Node of the folder `path` where there is one. Gives its output; what it printed is in the
// error if it fails.
export async function execute(folder, [word, ...args], variables = {}, path) {
  const env = { ...environment(folder, path), ...variables };
  const { stdout } = await promisify(execFile)(program(folder, word, path), args, {
    cwd: folder,
    env,
    timeout: 300_000,
    maxBuffer: 1e8,
  }).catch((error) => {
    throw new Error(`${error.message}\n${error.stdout}\n${error.stderr}`);
  });
  return stdout;
}

export const lastLine = (text) => text.trim().split("\n").at(-1);

// Starts a command that serves, and waits until it answers.
export async function startServer(folder, command, variables, node) {
  const port = String(await freePort());
  const [word, ...args] = command(port);
  const output = [];
  const child = spawn(program(folder, word, node), args, {
    cwd: folder,
    env: { ...environment(folder, node), PORT: port, HOST: "localhost", ...variables },
    stdio: ["ignore", "pipe", "pipe"],
  });
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk) => output.push(chunk));
  const ended = once(child, "exit");
  const stop = async () => {
    child.kill("SIGINT");
    const late = setTimeout(() => child.kill("SIGKILL"), 10_000);
    await ended;
    clearTimeout(late);
  };

  const url = `http://localhost:${port}`;
  for (const started = Date.now(); ; await new Promise((resolve) => setTimeout(resolve, 100))) {
    if (
      await fetch(url).then(
        (response) => response.text().then(() => true),
        () => false,
      )
    )
      return { url, stop };
    if (child.exitCode !== null || Date.now() - started > PATIENCE) {
      if (child.exitCode === null) await stop();
      throw new Error(`${word} does not serve:\n${Buffer.concat(output)}`);
    }
  }
}

async function freePort() {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address();
  server.close();
  return port;
}

// Serves a folder under a policy that allows what the package needs and nothing else.
export function serveStrictly(folder, page, graph) {
  const inline = /<script type="importmap">([\s\S]*?)<\/script>/.exec(readFileSync(join(folder, page), "utf8"));
  const hash = inline ? ` 'sha256-${createHash("sha256").update(inline[1]).digest("base64")}'` : "";
  const policy = `default-src 'none'; script-src 'self' 'wasm-unsafe-eval'${hash}; worker-src 'self'; connect-src ${graph}`;
  return serve(folder, { "content-security-policy": policy });
}

const drivers = new Map();

// The browsers, each started when it is first needed and then kept.
export const pages = browsers.map(({ name, absent, start, complaints }) => ({
  name,
  absent,
  async open(url) {
    if (!drivers.has(name)) drivers.set(name, await start());
    const driver = drivers.get(name);
    await driver.get(url);
    const shown = () => driver.executeScript("return document.querySelector('#result')?.textContent");
    try {
      await driver.wait(shown, PATIENCE);
    } catch {
      const said = await complaints?.(driver);
      throw new Error(`nothing was shown after ${PATIENCE / 1000} s\n${said?.join("\n") ?? ""}`);
    }
    return shown();
  },
}));

// Opens a page of an extension that Chromium has loaded from a folder; its service worker does the work.
export async function openExtension(folder, url) {
  const driver = await browsers
    .find(({ name }) => name === "chromium")
    .start(`--load-extension=${folder}`, "--disable-features=DisableLoadExtensionCommandLineSwitch");
  try {
    await driver.get(url);
    const shown = () => driver.executeScript("return document.querySelector('#result')?.textContent");
    await driver.wait(shown, PATIENCE);
    return await shown();
  } finally {
    await driver.quit();
  }
}

export async function closeBrowsers() {
  for (const driver of drivers.values()) await driver.quit();
}

// Bundles the Worker `entry` of the app, runs it with `bindings`, and gives its answer to a request. `outboundService` takes what it
// sends, in place of the network.
export async function askWorkerd(folder, entry, { path = "/", init, bindings = {}, outboundService }) {
  const bundle = await bundleWorker(join(folder, entry), join(folder, `bundle-${Date.now()}`));
  return ask({ ...bundle, bindings, outboundService }, path, init);
}

// The same of a Worker that a framework has bundled already.
export function askBuiltWorker(folder, entry, path) {
  const scriptPath = join(folder, entry);
  const modulesRules = [
    { type: "ESModule", include: ["**/*.mjs", "**/*.js"] },
    { type: "CompiledWasm", include: ["**/*.wasm"] },
  ];
  return ask({ scriptPath, modulesRoot: dirname(scriptPath), modules: true, modulesRules }, path);
}

async function ask(options, path, init) {
  const worker = new Miniflare({ ...options, cf: false, compatibilityDate: "2026-04-01" });
  try {
    return await (await worker.dispatchFetch(`http://worker.test${path}`, init)).text();
  } finally {
    await worker.dispose();
  }
}
