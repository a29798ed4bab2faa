// Runs a program of a consumer's folder in every host, and gives back the results it made. Knows no test.
//
// A suite's folder has `host.mjs` for runtimes with a command line, which prints the results as its last line; `host-worker.mjs` for
// workerd, whose answer they are; and a page for browsers, which leaves them in `window.results`.

import { execFile } from "node:child_process";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { Miniflare } from "miniflare";
import { browsers } from "./browsers.mjs";
import { serve } from "./serve.mjs";
import { bundleWorker } from "./workerd.mjs";

const bin = (name) => join(dirname(fileURLToPath(import.meta.url)), "../node_modules/.bin", name);

// What is not there by then hangs.
const LIMIT = 240_000;

// The Node that runs the tests, and the newest.
const COMMANDS = {
  "node-20": [process.execPath],
  "node-24": [bin("node")],
  deno: [bin("deno"), "run", "--no-remote", "--no-prompt", "--allow-net"],
  bun: [bin("bun")],
};

// Runs a program of `folder` with a runtime of COMMANDS.
export async function runProgram(runtime, folder, ...args) {
  const [program, ...flags] = COMMANDS[runtime];
  const { stdout } = await promisify(execFile)(program, [...flags, ...args], {
    cwd: folder,
    timeout: LIMIT,
    maxBuffer: 1e8,
  });
  return JSON.parse(stdout.trim().split("\n").at(-1));
}

// Runs `host-worker.mjs` of `folder` in workerd. `options` are more of miniflare's.
export async function runInWorkerd(folder, bindings, options = {}) {
  const bundle = await bundleWorker(join(folder, "host-worker.mjs"), join(folder, "bundle"));
  const worker = new Miniflare({ ...bundle, cf: false, compatibilityDate: "2026-04-01", bindings, ...options });
  try {
    return await (await worker.dispatchFetch("http://worker.test/")).json();
  } finally {
    await worker.dispose();
  }
}

// WebKit's driver limits a script by the page's own setTimeout. A case that simulates time makes that limit run out at once.
function notYet(error) {
  if (error.name === "ScriptTimeoutError") return false;
  throw error;
}

// Opens a page of `folder` in a browser, under a Content-Security-Policy whose script-src has `keyword` added.
export async function runInPage(browser, folder, page, keyword) {
  const server = await serve(folder, { "content-security-policy": `script-src 'self' 'unsafe-inline' ${keyword}` });
  const driver = await browsers.find(({ name }) => name === browser).start();
  try {
    await driver.get(`${server.url}/${page}`);
    await driver.wait(() => driver.executeScript("return Boolean(window.results)").catch(notYet), LIMIT);
    return await driver.executeScript("return window.results");
  } finally {
    await driver.quit();
    server.stop();
  }
}

// Why this machine has no such browser, if so.
export const absence = (name) => browsers.find((browser) => browser.name === name)?.absent;
