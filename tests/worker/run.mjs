// The Worker of ../../worker in workerd, with its Durable Objects and D1, against the emulator and a local Entra and Access. Deploys
// nothing, runs no wrangler and calls no host but this one.
//
// Environment: TFK_TARBALL, the packed package; TFK_EMULATOR, the emulator's program; TFK_ROOT, the repository. To run
// less: TFK_CASES, names of `all` below with commas, and TFK_ONLY, an expression that sentences of checks match.

import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { run } from "../lib/checks.mjs";
import { asked } from "./cases/asked.mjs";
import { chain } from "./cases/chain.mjs";
import { configuration } from "./cases/configuration.mjs";
import { firstHour } from "./cases/first-hour.mjs";
import { flood } from "./cases/flood.mjs";
import { identityIn } from "./cases/identity-in.mjs";
import { identityOut } from "./cases/identity-out.mjs";
import { limits } from "./cases/limits.mjs";
import { openapi } from "./cases/openapi.mjs";
import { outage } from "./cases/outage.mjs";
import { plans } from "./cases/plans.mjs";
import { quiet } from "./cases/quiet.mjs";
import { readiness } from "./cases/readiness.mjs";
import { restart } from "./cases/restart.mjs";
import { retention } from "./cases/retention.mjs";
import { rules } from "./cases/rules.mjs";
import { runs } from "./cases/runs.mjs";
import { seen } from "./cases/seen.mjs";
import { serial } from "./cases/serial.mjs";
import { steered } from "./cases/steered.mjs";
import { switching } from "./cases/switching.mjs";
import { told } from "./cases/told.mjs";
import { types } from "./cases/types.mjs";
import { traces } from "./cases/traces.mjs";
import { upgrade } from "./cases/upgrade.mjs";
import { watched } from "./cases/watched.mjs";
import { build, prepareBrief } from "./runtime.mjs";
import { startWorld } from "./world.mjs";

const mapValues = (object, map) => Object.fromEntries(Object.entries(object).map(([key, value]) => [key, map(value)]));

const NOTHING_COMPILES = `export default {
  async fetch() {
    const empty = new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0]);
    return new Response(await WebAssembly.compile(empty).then(() => "compiled", String));
  },
}`;

const persist = mkdtempSync(join(tmpdir(), "trustframework-keys-worker-"));
process.on("exit", () => rmSync(persist, { recursive: true, force: true }));

const all = {
  types,
  rules,
  configuration,
  identityIn,
  switching,
  identityOut,
  serial,
  limits,
  runs,
  seen,
  asked,
  steered,
  plans,
  outage,
  told,
  watched,
  chain,
  retention,
  readiness,
  flood,
  quiet,
  restart,
  firstHour,
  upgrade,
  openapi,
  traces,
};
const wanted = process.env.TFK_CASES?.split(",") ?? Object.keys(all);
const groups = wanted.map((name) => all[name] ?? assert.fail(`there are no cases "${name}"`));

/** Bundles in which an hour takes 14 seconds, and a day four. */
const SECONDS = { brief: 4, briefest: 0.05 };

const world = await startWorld(async (usual, { identity, receiver, root, consumer }) => {
  const bundles = Object.entries(SECONDS).map(async ([name, second]) => [
    name,
    (await build(root, await prepareBrief(root, consumer, name, second))).worker,
  ]);
  const built = Object.fromEntries(await Promise.all(bundles));
  const made = groups.map(({ variants }) => variants?.(usual, { identity, receiver, built }) ?? {});
  const named = Object.assign({}, ...made);
  return {
    bindings: { ready: usual, ...mapValues(named, ({ bindings, extras: _, ...variables }) => bindings ?? variables) },
    extras: mapValues(named, ({ extras }) => extras ?? {}),
    persist,
    scripts: { "compile-at-run-time": NOTHING_COMPILES },
  };
});

const only = new RegExp(process.env.TFK_ONLY ?? "");
const checksOf = (some) => {
  const checks = Object.assign({}, ...some.map((group) => group.checks({ ...world, persist })));
  return Object.fromEntries(Object.entries(checks).filter(([sentence]) => only.test(sentence)));
};
const before = async () => {
  await world.emulator.reset();
  Object.assign(world.identity.state, { jwks: "ok", refusals: [], expiresIn: 3600, down: new Set() });
};
// Those with worlds of their own wait for these to start and for times to come, while the others compute.
const [own, shared] = [true, false].map((isOwn) => groups.filter(({ hasOwnWorlds = false }) => hasOwnWorlds === isOwn));
await run(checksOf(shared), before, checksOf(own));
await world.stop();
