// The Worker of ../../worker in workerd, with its Durable Objects and D1, against the emulator and a local Entra and Access. Deploys
// nothing, runs no wrangler and calls no host but this one.
//
// Environment: TFK_TARBALL, the packed package; TFK_EMULATOR, the emulator's program; TFK_ROOT, the repository.

import { run } from "../lib/checks.mjs";
import { configuration } from "./cases/configuration.mjs";
import { identityIn } from "./cases/identity-in.mjs";
import { switching } from "./cases/switching.mjs";
import { startWorld } from "./world.mjs";

const NOTHING_COMPILES = `export default {
  async fetch() {
    const empty = new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0]);
    return new Response(await WebAssembly.compile(empty).then(() => "compiled", String));
  },
}`;

const groups = [configuration, identityIn, switching];
const world = await startWorld((usual, identity) => ({
  bindings: Object.assign({ ready: usual }, ...groups.map(({ variants }) => variants?.(usual, identity) ?? {})),
  scripts: { "compile-at-run-time": NOTHING_COMPILES },
}));

await run(Object.assign({}, ...groups.map(({ checks }) => checks(world))), async () => {
  await world.emulator.reset();
  Object.assign(world.identity.state, { jwks: "ok", refusals: [], expiresIn: 3600 });
});
await world.stop();
