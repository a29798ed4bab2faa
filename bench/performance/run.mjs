// The package beside its alternatives, in one run: size, import and first call, the calls that follow, many calls at once, memory. Prints the
// verdict on each budget, and writes bench/RESULTS.md, bench/results.svg and the README's table; with fewer rounds than usual, target/bench
// only. A budget that is missed is told and is no failure.
//
// Arguments: the number of rounds, if it is not the usual one. Environment: TFK_ROOT, TFK_TARBALL, CHROMIUM, CHROMEDRIVER.

import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { cpus, loadavg, totalmem } from "node:os";
import { join } from "node:path";
import { version as esbuild } from "esbuild";
import { required } from "../../tests/lib/checks.mjs";
import { versionOf } from "../lib/version.mjs";
import { apps as all, many, prepare, publish } from "./apps.mjs";
import { chart } from "./chart.mjs";
import { document, summary } from "./document.mjs";
import { memory, pools } from "./many.mjs";
import { nodes } from "./nodes.mjs";
import { report } from "./report.mjs";
import { sizes } from "./size.mjs";
import { partsInNode, startInChromium, startInNode, startInWorkerd } from "./start.mjs";

const USUAL = 21;
const rounds = Number(process.argv[2] ?? USUAL);
const isShort = rounds < USUAL;

const settings = {
  start: { rounds, next: 100, warmUp: 4_000, hot: 500 },
  // These are short, and their clocks are less even.
  outside: { rounds: 2 * rounds },
  parts: { rounds: Math.ceil(rounds / 2) },
  pool: { rounds: Math.ceil(rounds / 2), changes: 500, keysets: 10, warmUp: 1_000, serviceTimes: [0, 20] },
  memory: { calls: isShort ? 50_000 : 100_000, steps: 5 },
};

const began = Date.now();
const root = required("TFK_ROOT");
const folder = join(root, "target/bench");
rmSync(folder, { recursive: true, force: true });
mkdirSync(folder, { recursive: true });

console.log("bundling the apps");
publish(folder);
const apps = await Promise.all(all.map((app) => prepare(app, folder)));
const bundledMany = await prepare(many, folder);
const withoutAgain = apps.filter(({ source }) => !source);

const start = {};
const parts = {};
for (const node of nodes) {
  start[node.name] = {
    published: await startInNode(node, "published", apps, settings.start),
    bundled: await startInNode(node, "bundled", apps, settings.start),
  };
  const ours = apps.filter((app) => app.ours);
  parts[node.name] = await partsInNode(node, ours, settings.parts);
}
start.workerd = { bundled: await startInWorkerd(apps, settings.outside.rounds) };
const { version: chromium, ...pages } = await startInChromium(apps, folder, settings.outside.rounds);
start.Chromium = pages;
const pooled = await pools(
  apps.filter(({ id }) => id !== "graph-client-again"),
  bundledMany,
  settings.pool,
);
const used = await memory(withoutAgain, settings.memory);

const results = {
  date: new Date().toISOString().slice(0, 10),
  seconds: (Date.now() - began) / 1000,
  machine: `${cpus().length} x ${cpus()[0]?.model ?? "unknown"}, ${(totalmem() / 2 ** 30).toFixed(0)} GiB, ${process.platform} ${process.arch}`,
  load: loadavg()[2],
  processors: cpus().length,
  versions: {
    Node: nodes.map(({ version }) => version).join(" and "),
    workerd: versionOf("workerd"),
    Chromium: chromium,
    esbuild,
  },
  newest: nodes.at(-1).name,
  settings,
  apps: all,
  sizes: await sizes(),
  start,
  parts,
  pool: {
    ...settings.pool,
    rounds: pooled,
    many: many.name,
    fast: settings.pool.serviceTimes[0],
    slow: settings.pool.serviceTimes[1],
  },
  memory: { ...settings.memory, steps: used },
};
writeFileSync(join(folder, "results.json"), JSON.stringify(results));

console.log(`\n${report(results)}`);
const place = isShort ? folder : join(root, "bench");
writeFileSync(join(place, "RESULTS.md"), document(results));
writeFileSync(join(place, "results.svg"), chart(results));
const readme = readFileSync(join(root, "README.md"), "utf8");
const PART = /(<!-- written by cargo xtask bench -->\n)[\s\S]*(\n<!-- end -->)/;
if (!PART.test(readme)) throw new Error("README.md has no place for the table");
const told = readme.replace(PART, (_, before, after) => `${before}\n${summary(results)}\n${after}`);
writeFileSync(join(isShort ? folder : root, "README.md"), told);
console.log(
  `${isShort ? "target/bench" : "bench"}/RESULTS.md and results.svg written after ${results.seconds.toFixed(0)} s`,
);
