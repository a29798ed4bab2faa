// Plays every case through both entries in every host, from the packed tarball, and prints a table for each entry of what callers saw and
// how many requests arrived.
// `node run.mjs [--only TEXT] [host…]` plays the cases whose name holds TEXT, in some hosts.

import { cpSync } from "node:fs";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { makeConsumer } from "../lib/consumer.mjs";
import { header, startEmulator } from "../lib/emulator.mjs";
import { absence, runInPage, runInWorkerd, runProgram } from "../lib/hosts.mjs";
import { cases } from "./cases/index.mjs";
import { judge } from "./judge.mjs";
import { printTable } from "./table.mjs";
import { BROWSERS, SECRET } from "./words.mjs";

const { values, positionals } = parseArgs({
  options: { only: { type: "string", default: "" } },
  allowPositionals: true,
});
const { only } = values;

const consumer = makeConsumer();
cpSync(dirname(fileURLToPath(import.meta.url)), consumer, { recursive: true });

const ENTRIES = ["root", "lite"];
const program = (runtime) => (entry, origin) => runProgram(runtime, consumer, "host.mjs", entry, origin, only);
const page = (browser) => (entry, origin) =>
  runInPage(
    browser,
    consumer,
    `page.html?${new URLSearchParams({ entry, emulator: origin, wanted: only })}`,
    "'wasm-unsafe-eval'",
  );
// workerd complains of every broken answer, and they are all planned.
const unheard = (stdout, stderr) => [stdout, stderr].forEach((stream) => stream.resume());
const HOSTS = {
  "node-20": program("node-20"),
  "node-24": program("node-24"),
  deno: program("deno"),
  bun: program("bun"),
  workerd: (entry, origin) =>
    runInWorkerd(consumer, { ENTRY: entry, EMULATOR: origin, WANTED: only }, { handleRuntimeStdio: unheard }),
  chromium: page("chromium"),
  firefox: page("firefox"),
  webkit: page("webkit"),
};

// What of the journal and of the tenant belongs to a case.
function aftermath(journal, keysets, index) {
  const id = `r${index}`;
  const named = journal.map((entry) => ({ ...entry, id: header(entry, "client-request-id") }));
  const arrived = named.filter((entry) => new RegExp(`/${id}(/|$)`).test(entry.url) || entry.id === id);
  const keys = keysets.find((keyset) => keyset.id === id)?.keys ?? [];
  return { arrived, tenant: Object.fromEntries(keys.map(({ kid, status }) => [kid, status])) };
}

// One row for each case, and those for what belongs to no case.
async function play(host, entry) {
  const began = Date.now();
  const emulator = await startEmulator();
  try {
    const { seen, unhandled, timers, blind, journal, keysets } = await HOSTS[host](entry, emulator.origin);
    const rows = new Map(
      cases.flatMap((test, index) =>
        seen[index] ? [[test.name, judge(test, host, seen[index], aftermath(journal, keysets, index))]] : [],
      ),
    );
    const left = [
      ...unhandled.map((reason) => `a rejection that nobody handled: ${reason}`),
      ...(timers > 0 ? [`${timers} timers are still running`] : []),
    ];
    rows.set("nothing is left running", { cell: left.length === 0 ? "nothing" : String(left.length), problems: left });
    rows.set("the search for tokens finds them", {
      cell: blind.length === 0 ? "yes" : "no",
      problems: blind.map((place) => `not in a ${place}`),
    });
    return { rows, seconds: (Date.now() - began) / 1000 };
  } catch (error) {
    return {
      rows: new Map([
        ["the host runs", { cell: "failed", problems: [`${error.stderr ?? ""}${error.stack}`.slice(0, 3000)] }],
      ]),
      seconds: (Date.now() - began) / 1000,
    };
  } finally {
    await emulator.stop();
  }
}

const names = cases.map(({ name }) => name);
const twice = names.filter((name, at) => names.indexOf(name) !== at);
if (twice.length > 0) throw new Error(`Two cases have the name ${twice[0]}`);

// Two hosts at a time, a runtime and a browser: they wait more than they work.
const tables = new Map(ENTRIES.map((entry) => [entry, new Map()]));
const wanted = Object.keys(HOSTS).filter((host) => positionals.length === 0 || positionals.includes(host));
for (const host of wanted) if (absence(host)) console.log(`${host} is absent: ${absence(host)}`);
const present = wanted.filter((host) => !absence(host));
for (const columns of tables.values()) for (const host of present) columns.set(host, undefined);
const lane = async (hosts) => {
  for (const host of hosts) for (const entry of ENTRIES) tables.get(entry).set(host, await play(host, entry));
};
await Promise.all([
  lane(present.filter((host) => !BROWSERS.includes(host))),
  lane(present.filter((host) => BROWSERS.includes(host))),
]);
const sum = { passed: 0, failed: 0 };
for (const [entry, columns] of tables) {
  const print = (text) => console.log(text.replaceAll(new RegExp(`${SECRET}[^\\s"]*`, "g"), "[token]"));
  print(`\nThrough the entry ${entry}:`);
  const { passed, failed } = printTable(columns, print);
  sum.passed += passed;
  sum.failed += failed;
}
console.log(`${sum.passed} passed, ${sum.failed} failed`);
process.exit(sum.failed > 0 || sum.passed === 0 ? 1 : 0);
