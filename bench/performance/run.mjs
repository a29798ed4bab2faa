// The package beside its alternatives, in one run: size, first call, CPU and wall time of a call, many calls at once, memory. Prints the
// figures and the verdict on each budget, and writes bench/RESULTS.md and bench/results.svg; with --quick fewer of everything, and into
// target/bench only. A budget that is missed is told and is no failure.
//
// Environment: TFK_ROOT, TFK_TARBALL, CHROMIUM, CHROMEDRIVER.

import { copyFileSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { cpus, totalmem } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { version as esbuild } from "esbuild";
import { required } from "../../tests/lib/checks.mjs";
import { versionOf } from "../lib/version.mjs";
import { apps as all, bundleAll, isOurs, manyApp, workers } from "./apps.mjs";
import { callsOverLoopback, callsStubbed, memory } from "./calls.mjs";
import { chart } from "./chart.mjs";
import { document } from "./document.mjs";
import { report } from "./report.mjs";
import { sizes } from "./size.mjs";
import { startInChromium, startInNode, startInWorkerd } from "./start.mjs";

const quick = process.argv.includes("--quick");
const settings = quick
  ? {
      start: { rounds: 5, next: 100 },
      stubbed: { rounds: 10, block: 100, warmUp: 2_000 },
      loopback: { rounds: 10, block: 50, warmUp: 500 },
      pool: { rounds: 2, changes: 200 },
      memory: { calls: 50_000, steps: 5 },
    }
  : {
      start: { rounds: 31, next: 100 },
      stubbed: { rounds: 31, block: 500, warmUp: 5_000 },
      loopback: { rounds: 31, block: 100, warmUp: 1_000 },
      pool: { rounds: 15, changes: 500 },
      memory: { calls: 100_000, steps: 5 },
    };
const KEYSETS = 10;
const SERVICE_TIMES = [0, 20];

const began = Date.now();
const folder = join(required("TFK_ROOT"), "target/bench");
rmSync(folder, { recursive: true, force: true });
mkdirSync(folder, { recursive: true });

console.log("bundling the apps");
const measuredSizes = await sizes();
const apps = await bundleAll(all, folder);
const many = await manyApp();
const [bundledMany] = many ? await bundleAll([many], folder) : [];
for (const name of ["start.html", "wasm-watch.mjs"])
  copyFileSync(fileURLToPath(new URL(name, import.meta.url)), join(folder, name));

const node = await startInNode(apps, settings.start);
const workerd = await startInWorkerd(await workers(all, folder), settings.start);
const chromium = await startInChromium(apps, folder, settings.start);
const stub = await callsStubbed(apps, settings.stubbed);
const poolOf = { ...settings.pool, keysets: KEYSETS, serviceTimes: SERVICE_TIMES };
const { single, pool } = await callsOverLoopback(apps, bundledMany, settings.loopback, poolOf);
const used = await memory(apps, settings.memory);

const results = {
  date: new Date().toISOString().slice(0, 10),
  seconds: (Date.now() - began) / 1000,
  machine: `${cpus().length} x ${cpus()[0]?.model ?? "unknown"}, ${(totalmem() / 2 ** 30).toFixed(0)} GiB, ${process.platform} ${process.arch}`,
  versions: { Node: process.versions.node, workerd: versionOf("workerd"), Chromium: chromium.version, esbuild },
  settings,
  apps: all.map((app) => ({ ...app, ours: isOurs(app) })),
  sizes: measuredSizes,
  start: { Node: node, workerd, Chromium: chromium.rounds },
  calls: { stub, loopback: single },
  pool: { ...poolOf, rounds: pool, many: many?.name, fast: SERVICE_TIMES[0], slow: SERVICE_TIMES[1] },
  memory: { ...settings.memory, steps: used },
};
writeFileSync(join(folder, "results.json"), JSON.stringify(results));

console.log(`\n${report(results)}`);
const place = quick ? folder : join(required("TFK_ROOT"), "bench");
writeFileSync(join(place, "RESULTS.md"), document(results));
writeFileSync(join(place, "results.svg"), chart(results));
console.log(
  `${quick ? "target/bench" : "bench"}/RESULTS.md and results.svg written after ${results.seconds.toFixed(0)} s`,
);
