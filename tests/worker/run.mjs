// The Worker of ../../worker in workerd, with its Durable Objects and D1, against the emulator and a local Entra and Access. Deploys
// nothing, runs no wrangler and calls no host but this one.
//
// Environment: TFK_TARBALL, the packed package; TFK_EMULATOR, the emulator's program; TFK_ROOT, the repository; TFK_ONLY, an expression
// that sentences of checks match, to run these alone.

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { run } from "../lib/checks.mjs";
import { configuration } from "./cases/configuration.mjs";
import { identityIn } from "./cases/identity-in.mjs";
import { identityOut } from "./cases/identity-out.mjs";
import { openapi } from "./cases/openapi.mjs";
import { rules } from "./cases/rules.mjs";
import { runs } from "./cases/runs.mjs";
import { serial } from "./cases/serial.mjs";
import { switching } from "./cases/switching.mjs";
import { types } from "./cases/types.mjs";
import { traces } from "./cases/traces.mjs";
import { startWorld } from "./world.mjs";

const NOTHING_COMPILES = `export default {
  async fetch() {
    const empty = new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0]);
    return new Response(await WebAssembly.compile(empty).then(() => "compiled", String));
  },
}`;

const persist = mkdtempSync(join(tmpdir(), "trustframework-keys-worker-"));
process.on("exit", () => rmSync(persist, { recursive: true, force: true }));

const groups = [types, rules, configuration, identityIn, switching, identityOut, serial, runs, openapi, traces];
const world = await startWorld((usual, identity) => ({
  bindings: Object.assign({ ready: usual }, ...groups.map(({ variants }) => variants?.(usual, identity) ?? {})),
  persist,
  scripts: { "compile-at-run-time": NOTHING_COMPILES },
}));

const only = new RegExp(process.env.TFK_ONLY ?? "");
const all = Object.assign({}, ...groups.map(({ checks }) => checks({ ...world, persist })));
await run(Object.fromEntries(Object.entries(all).filter(([sentence]) => only.test(sentence))), async () => {
  await world.emulator.reset();
  Object.assign(world.identity.state, { jwks: "ok", refusals: [], expiresIn: 3600 });
});
await world.stop();
