// The Worker as a process that is started, killed and started again on the same disk, and asked over HTTP like any other.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { required } from "../lib/checks.mjs";
import { startEmulator } from "../lib/emulator.mjs";
import { startIdentity } from "./identity.mjs";
import { startReceiver } from "./receiver.mjs";
import { build } from "./runtime.mjs";
import { keyOf, setUp } from "./world.mjs";

// Each world tidies up after itself when this process ends.
process.setMaxListeners(100);

const HOST = fileURLToPath(new URL("host.mjs", import.meta.url));

/** `variables` are those of the Worker, made from the usual ones and what stands beside it. */
export async function startOutside(variables = (usual) => usual) {
  const [emulator, identity, receiver, built, port] = await Promise.all([
    startEmulator(),
    startIdentity(),
    startReceiver(),
    build(required("TFK_ROOT")),
    freePort(),
  ]);
  const folder = mkdtempSync(join(tmpdir(), "trustframework-keys-outside-"));
  process.on("exit", () => rmSync(folder, { recursive: true, force: true }));
  const order = join(folder, "order.json");
  const configure = (chosen) =>
    writeFileSync(
      order,
      JSON.stringify({
        built,
        bindings: chosen(setUp(emulator, identity), { receiver }),
        persist: join(folder, "disk"),
        port,
      }),
    );
  configure(variables);

  let child;
  let errors = "";
  async function start() {
    child = spawn(process.execPath, [HOST, order], { stdio: ["pipe", "pipe", "pipe"], detached: true });
    child.stderr.setEncoding("utf8").on("data", (text) => (errors += text));
    const line = await Promise.race([once(createInterface({ input: child.stdout }), "line"), once(child, "exit")]);
    if (line[0] !== "the worker listens") throw new Error(`The worker did not start: ${errors}`);
  }
  // The group: workerd is a child of the process.
  async function kill() {
    const ended = once(child, "exit");
    process.kill(-child.pid, "SIGKILL");
    await ended;
    child = undefined;
  }
  process.on("exit", () => child && process.kill(-child.pid, "SIGKILL"));
  await start();

  return {
    emulator,
    identity,
    receiver,
    url: `http://127.0.0.1:${port}`,
    configure,
    start,
    kill,
    ask: async (method, path, { caller = "everywhere", body, headers = {} } = {}) => {
      const json = body === undefined ? {} : { "content-type": "application/json" };
      const init = {
        method,
        headers: { authorization: `Bearer ${keyOf(caller)}`, ...json, ...headers },
        body: body && JSON.stringify(body),
      };
      const send = () => fetch(`http://127.0.0.1:${port}${path}`, init);
      // A connection that was kept may be closed just when it is used again. What reads may be sent again.
      const response = await send().catch((error) => (method === "GET" ? send() : Promise.reject(error)));
      return { status: response.status, headers: response.headers, body: await response.json() };
    },
    cron: async () => {
      const { status } = await fetch(`http://127.0.0.1:${port}/cdn-cgi/handler/scheduled`);
      if (status !== 200) throw new Error(`The cron was answered ${status}`);
    },
    patches: async () => (await emulator.journal()).filter(({ method }) => method === "PATCH"),
    /** Bytes that the Worker's processes hold in memory now. */
    memory: () => sum(descendants(child.pid).map(residentBytes)),
    disk: join(folder, "disk"),
    errors: () => errors,
    stop: async () => {
      if (child) await kill();
      await Promise.all([identity.stop(), emulator.stop(), receiver.stop()]);
    },
  };
}

async function freePort() {
  const server = createServer();
  await new Promise((listening) => server.listen(0, "127.0.0.1", listening));
  const { port } = server.address();
  await new Promise((closed) => server.close(closed));
  return port;
}

const sum = (numbers) => numbers.reduce((total, number) => total + number, 0);

function descendants(pid) {
  const parents = readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map((name) => {
      try {
        return [Number(name), Number(/\) \S (\d+)/.exec(readFileSync(`/proc/${name}/stat`, "utf8"))[1])];
      } catch {
        return [0, 0];
      }
    });
  const found = [];
  for (const [id, parent] of parents) if (parent === pid && isWorkerd(id)) found.push(id);
  return found;
}

// Of the test's own Node process nothing is counted.
const isWorkerd = (pid) => readFileSync(`/proc/${pid}/cmdline`, "utf8").includes("workerd");
const residentBytes = (pid) =>
  Number(/VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1] ?? 0) * 1024;
