// `cargo xtask demo --worker`: the Worker on loopback against the emulator and a stand-in for Entra, with a key for each role, and lines to
// paste. Nothing leaves this machine; Ctrl-C ends it and what it wrote.
//
// Environment: as for run.mjs, and TFK_PORT.

import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { required } from "../lib/checks.mjs";
import { startEmulator } from "../lib/emulator.mjs";
import { startIdentity } from "./identity.mjs";
import { build, startWorkers } from "./runtime.mjs";
import { KEY, KEYSET, keyOf, OTHER_KEY, setUp } from "./world.mjs";

const root = required("TFK_ROOT");
const persist = mkdtempSync(join(tmpdir(), "trustframework-keys-demo-"));
process.on("exit", () => rmSync(persist, { recursive: true, force: true }));

const [emulator, identity, built, port] = await Promise.all([
  startEmulator(),
  startIdentity(),
  build(root),
  freePort(Number(required("TFK_PORT"))),
]);
const workers = await startWorkers({ built, bindings: { demo: setUp(emulator, identity) }, persist, port });
for (const signal of ["SIGINT", "SIGTERM"]) {
  process.on(signal, async () => {
    await Promise.all([workers.stop(), identity.stop(), emulator.stop()]);
    process.exit(0);
  });
}

const url = `http://127.0.0.1:${port}`;
const call = (caller, path, more = "") => `  curl -s ${url}${path} -H 'authorization: Bearer ${keyOf(caller)}'${more}`;
const send = (body) => ` -H 'content-type: application/json' -d '${JSON.stringify(body)}'`;
const key = `/tenants/contoso/keysets/${KEYSET}/keys/${KEY}/status`;
const inAMinute = new Date(Date.now() + 60_000).toISOString();
const changes = [
  { keysetId: KEYSET, keyId: OTHER_KEY, status: "enabled" },
  { keysetId: KEYSET, keyId: KEY, status: "disabled" },
];

console.log(`
The Worker listens on ${url} (${url}/openapi.json), its Graph on ${emulator.origin}. It is a sandbox tenant; nothing leaves this machine.

Disable a key now:
${call("switcher", key, send({ status: "disabled", reason: "leaked" }))}

Enable it in a minute:
${call("switcher", key, send({ status: "enabled", reason: "back again", at: inAMinute }))}

Two changes as a run:
${call("switcher", "/tenants/contoso/runs", send({ changes, reason: "roll over" }))}

Who did what:
${call("reader", "/tenants/contoso/audit")}

Ctrl-C stops it.`);

/** `wanted`, or any when something else listens there. */
async function freePort(wanted) {
  const listen = (candidate) =>
    new Promise((resolve) => {
      const server = createServer()
        .once("error", () => resolve(undefined))
        .listen(candidate, "127.0.0.1", () => {
          const { port } = server.address();
          server.close(() => resolve(port));
        });
    });
  return (await listen(wanted)) ?? listen(0);
}
