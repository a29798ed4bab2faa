// Runs the cases in every host, from the packed tarball, and prints what each host showed. `node run.mjs [host…]` runs some.

import { execFile } from "node:child_process";
import { copyFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { Miniflare } from "miniflare";
import { browsers } from "../lib/browsers.mjs";
import { makeConsumer } from "../lib/consumer.mjs";
import { startEmulator } from "../lib/emulator.mjs";
import { serve } from "../lib/serve.mjs";
import { bundleWorker } from "../lib/workerd.mjs";

const here = dirname(fileURLToPath(import.meta.url));
const bin = (name) => join(here, "../node_modules/.bin", name);

const consumer = makeConsumer({ panic: true });
for (const file of ["cases.mjs", "check.mjs", "host.mjs", "host.cjs", "host-worker.mjs", "page.html", "page-strict.html"]) copyFileSync(join(here, file), join(consumer, file));

const HOSTS = {
  "node-20": (emulator) => run(process.execPath, ["host.mjs", emulator]),
  "node-20 require": (emulator) => run(process.execPath, ["host.cjs", emulator]),
  "node-24": (emulator) => run(bin("node"), ["host.mjs", emulator]),
  "node-24 require": (emulator) => run(bin("node"), ["host.cjs", emulator]),
  deno: (emulator) => run(bin("deno"), ["run", "--no-remote", "--no-prompt", "--allow-net", "host.mjs", emulator]),
  bun: (emulator) => run(bin("bun"), ["host.mjs", emulator]),
  workerd: (emulator) => runInWorkerd(emulator),
  chromium: (emulator) => runInPage("chromium", emulator),
  firefox: (emulator) => runInPage("firefox", emulator),
  webkit: (emulator) => runInPage("webkit", emulator),
  "chromium, no wasm": () => runInStrictPage("chromium"),
  "firefox, no wasm": () => runInStrictPage("firefox"),
  "webkit, no wasm": () => runInStrictPage("webkit"),
};

async function run(program, args) {
  const { stdout } = await promisify(execFile)(program, args, { cwd: consumer, timeout: 180_000, maxBuffer: 1e7 });
  return JSON.parse(stdout.trim().split("\n").at(-1));
}

async function runInWorkerd(emulator) {
  const bundle = await bundleWorker(join(consumer, "host-worker.mjs"), join(consumer, "bundle"));
  const worker = new Miniflare({ ...bundle, cf: false, compatibilityDate: "2026-04-01", bindings: { EMULATOR: emulator } });
  try {
    return await (await worker.dispatchFetch("http://worker.test/")).json();
  } finally {
    await worker.dispose();
  }
}

const runInPage = (name, emulator) => resultsOf(name, `page.html?emulator=${encodeURIComponent(emulator)}`, "'wasm-unsafe-eval'");
const runInStrictPage = (name) => resultsOf(name, "page-strict.html", "");

async function resultsOf(name, page, keyword) {
  const server = await serve(consumer, { "content-security-policy": `script-src 'self' 'unsafe-inline' ${keyword}` });
  const driver = await browsers.find((browser) => browser.name === name).start();
  try {
    await driver.get(`${server.url}/${page}`);
    await driver.wait(() => driver.executeScript("return Boolean(window.results)"), 120_000);
    return await driver.executeScript("return window.results");
  } finally {
    await driver.quit();
    server.stop();
  }
}

const wanted = process.argv.slice(2);
const emulator = await startEmulator();
let passed = 0;
let failed = 0;
for (const [host, start] of Object.entries(HOSTS)) {
  if (wanted.length > 0 && !wanted.includes(host)) continue;
  const absent = browsers.find(({ name }) => name === host.split(",")[0])?.absent;
  if (absent) {
    console.log(`  ${host.padEnd(18)}absent: ${absent}`);
    continue;
  }
  const began = Date.now();
  const results = await start(emulator.origin).catch((error) => [{ name: "the host runs", ok: false, why: `${error.stderr ?? ""}${error.stack}` }]);
  const good = results.filter(({ ok }) => ok).length;
  passed += good;
  failed += results.length - good;
  console.log(`  ${host.padEnd(18)}${String(good).padStart(3)} of ${results.length} cases   ${((Date.now() - began) / 1000).toFixed(1)} s`);
  for (const { name, ok, why } of results) if (!ok) console.log(`    FAILED ${name}\n      ${why.replaceAll("\n", "\n      ")}`);
}
await emulator.stop();
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed > 0 || passed === 0 ? 1 : 0);
