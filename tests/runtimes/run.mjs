// Runs the cases for both entries in every host, from the packed tarball, and prints what each host showed. `node run.mjs [host…]` runs
// some.

import { copyFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { browsers } from "../lib/browsers.mjs";
import { makeConsumer } from "../lib/consumer.mjs";
import { startEmulator } from "../lib/emulator.mjs";
import { runInPage, runInWorkerd, runProgram } from "../lib/hosts.mjs";
import { lower, lowerings } from "../lib/lowered.mjs";
import { poorHosts } from "./poor.mjs";

const here = dirname(fileURLToPath(import.meta.url));

const makeFolder = () => {
  const folder = makeConsumer({ panic: true });
  for (const file of FILES) copyFileSync(join(here, file), join(folder, file));
  return folder;
};
const FILES = [
  "cases.mjs",
  "check.mjs",
  "clock.mjs",
  "bulk.mjs",
  "frameworks.mjs",
  "guard.mjs",
  "reads.mjs",
  "host.mjs",
  "host.cjs",
  "host-worker.mjs",
  "page.html",
  "page-strict.html",
];
const consumer = makeFolder();

const ENTRIES = ["root", "lite"];
const wanted = process.argv.slice(2);
const isWanted = (host) => wanted.length === 0 || wanted.includes(host);
const program = (runtime, file) => (entry, emulator) => runProgram(runtime, consumer, file, entry, emulator);
const page = (browser) => (entry, emulator) =>
  runInPage(browser, consumer, `page.html?${new URLSearchParams({ entry, emulator })}`, "'wasm-unsafe-eval'");
const strictPage = (browser) => (entry) => runInPage(browser, consumer, `page-strict.html?entry=${entry}`, "");

// The package as the bundle of an app for old targets has it. The cases spend their time in waiting, so those of all are run at once, each
// against an emulator of its own.
let underWay;
const lowered = (how) => (entry) => {
  underWay ??= Object.fromEntries(lowerings.filter((how) => isWanted(nameOf(how))).flatMap(runLowered));
  return underWay[`${how} ${entry}`];
};
function runLowered(how) {
  const folder = makeFolder();
  lower(how, join(folder, "node_modules/trustframework-keys"));
  return ENTRIES.map((entry) => {
    const running = startEmulator().then((emulator) =>
      runProgram("node-20", folder, "host.mjs", entry, emulator.origin, "lowered").finally(emulator.stop),
    );
    // Whoever asks for it learns of it.
    running.catch(() => {});
    return [`${how} ${entry}`, running];
  });
}
const nameOf = (how) => `node-20, ${how}`;

const HOSTS = {
  "node-20": program("node-20", "host.mjs"),
  "node-20 require": program("node-20", "host.cjs"),
  "node-24": program("node-24", "host.mjs"),
  "node-24 require": program("node-24", "host.cjs"),
  ...Object.fromEntries(lowerings.map((how) => [nameOf(how), lowered(how)])),
  deno: program("deno", "host.mjs"),
  bun: program("bun", "host.mjs"),
  "node-20, poor": (entry) => poorHosts(consumer, entry),
  workerd: (entry, emulator) => runInWorkerd(consumer, { ENTRY: entry, EMULATOR: emulator }),
  chromium: page("chromium"),
  firefox: page("firefox"),
  webkit: page("webkit"),
  "chromium, no wasm": strictPage("chromium"),
  "firefox, no wasm": strictPage("firefox"),
  "webkit, no wasm": strictPage("webkit"),
};

let passed = 0;
let failed = 0;

async function play(host, entry) {
  const began = Date.now();
  const emulator = await startEmulator();
  const results = await HOSTS[host](entry, emulator.origin).catch((error) => [
    { name: "the host runs", ok: false, why: `${error.stderr ?? ""}${error.stack}` },
  ]);
  await emulator.stop();
  const good = results.filter(({ ok }) => ok).length;
  passed += good;
  failed += results.length - good;
  console.log(
    `  ${host.padEnd(22)}${entry.padEnd(6)}${String(good).padStart(3)} of ${results.length} cases   ${((Date.now() - began) / 1000).toFixed(1)} s`,
  );
  for (const { name, ok, why } of results)
    if (!ok) console.log(`    FAILED ${name}\n      ${why.replaceAll("\n", "\n      ")}`);
}

const browserOf = (host) => browsers.find(({ name }) => name === host.split(",")[0]);
const hosts = Object.keys(HOSTS).filter(isWanted);
for (const host of hosts)
  if (browserOf(host)?.absent) console.log(`  ${host.padEnd(22)}absent: ${browserOf(host).absent}`);
const present = hosts.filter((host) => !browserOf(host)?.absent);
// Two hosts at a time, a runtime and a browser: they wait more than they work.
const lane = async (hosts) => {
  for (const host of hosts) for (const entry of ENTRIES) await play(host, entry);
};
await Promise.all([lane(present.filter((host) => !browserOf(host))), lane(present.filter((host) => browserOf(host)))]);
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed > 0 || passed === 0 ? 1 : 0);
