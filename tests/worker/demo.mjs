// `cargo xtask demo --worker`: the Worker on loopback against the emulator and a stand-in for Entra, with a key for each role, and lines to
// paste. Nothing leaves this machine; Ctrl-C ends it and what it wrote.
//
// Environment: as for run.mjs, and TFK_PORT.

import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Webhook } from "standardwebhooks";
import { required } from "../lib/checks.mjs";
import { startEmulator } from "../lib/emulator.mjs";
import { startIdentity } from "./identity.mjs";
import { CONSOLES, lines, withTwoPeople } from "./lines.mjs";
import { startReceiver } from "./receiver.mjs";
import { build, startWorkers } from "./runtime.mjs";
import { setUp } from "./world.mjs";

const root = required("TFK_ROOT");
const persist = mkdtempSync(join(tmpdir(), "trustframework-keys-demo-"));
process.on("exit", () => rmSync(persist, { recursive: true, force: true }));

const [emulator, identity, receiver, built, port] = await Promise.all([
  startEmulator(),
  startIdentity(),
  startReceiver(show),
  build(root),
  freePort(Number(required("TFK_PORT"))),
]);
const secret = `whsec_${randomBytes(24).toString("base64")}`;
const bindings = {
  ...withTwoPeople(setUp(emulator, identity)),
  READING_ORIGINS: CONSOLES.join(","),
  CHANNELS: { night: { format: "webhook", done: true } },
  NOTIFY_NIGHT_URL: `${receiver.origin}/night`,
  NOTIFY_NIGHT_KEY: secret,
};
const workers = await startWorkers({ built, bindings: { demo: bindings }, persist, port });
for (const signal of ["SIGINT", "SIGTERM"]) {
  process.on(signal, async () => {
    await Promise.all([workers.stop(), identity.stop(), emulator.stop(), receiver.stop()]);
    process.exit(0);
  });
}

const url = `http://127.0.0.1:${port}`;
console.log(lines({ url, graph: emulator.origin }));

/** Prints what somebody who sleeps beside the Worker would be told. */
function show({ headers, body }) {
  const { type, state, message = "", counts = {}, path } = new Webhook(secret).verify(body, headers);
  const id = headers["webhook-id"];
  console.log(`\nTold (webhook-id ${id}): ${type}, ${state}, ${JSON.stringify(counts)} ${message} See ${path}`);
}

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
