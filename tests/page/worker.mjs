// The Worker of ../../worker in workerd, as the console reads it: with runs that were made, that failed and that are planned. It is started when a
// case first asks for it. What runs the Worker is that of tests/worker.

import { required } from "../lib/checks.mjs";
import { startEmulator } from "../lib/emulator.mjs";
import { startIdentity } from "../worker/identity.mjs";
import { build, startWorkers } from "../worker/runtime.mjs";
import { enable, KEY, KEYSET, keyOf, path, setUp, until } from "../worker/world.mjs";

export { KEYSET, keyOf };

/** Lets pages of `origins` read. */
export function workerFor(origins) {
  let started;
  const start = async () => {
    const [emulator, identity, built] = await Promise.all([
      startEmulator(),
      startIdentity(),
      build(required("TFK_ROOT")),
    ]);
    const usual = { ...setUp(emulator, identity), READING_ORIGINS: origins.join(",") };
    const [ready, slow] = await Promise.all([
      listening(built, usual),
      listening(built, { ...usual, REQUESTS_PER_MINUTE: "1" }),
    ]);
    const runs = await made(ready);
    const stop = () => Promise.all([ready.stop(), slow.stop(), identity.stop(), emulator.stop()]);
    return { url: ready.url, slow: slow.url, ask: ready.ask, runs, stop };
  };
  return {
    get: () => (started ??= start()),
    stop: async () => (await started)?.stop(),
  };
}

async function listening(built, bindings) {
  const workers = await startWorkers({ built, bindings: { console: bindings }, port: 0 });
  const { origin } = await workers.miniflare.ready;
  const ask = async (method, to, body) => {
    const headers = { authorization: `Bearer ${keyOf("overrider")}`, "content-type": "application/json" };
    const response = await fetch(origin + to, { method, headers, body: body && JSON.stringify(body) });
    return { status: response.status, body: await response.json() };
  };
  return { url: origin, ask, stop: workers.stop };
}

async function made({ ask }) {
  const runs = "/tenants/contoso/runs";
  const changes = [{ keysetId: KEYSET, keyId: KEY, status: "enabled" }];
  const missing = [{ keysetId: KEYSET, keyId: "nobody", status: "disabled" }, ...changes];
  const done = await ask("POST", runs, { changes, reason: "roll over" });
  const failed = await ask("POST", runs, { changes: missing, reason: "at night" });
  const at = new Date(Date.now() + 3_600_000).toISOString();
  const planned = await ask("POST", path(), { ...enable, at });
  const ids = [done, failed, planned].map(({ status, body }) => {
    if (status !== 202) throw new Error(`The Worker answered ${status}: ${JSON.stringify(body)}`);
    return body.id;
  });
  await until(async () => {
    const { body } = await ask("GET", `${runs}?state=done,failed`);
    return body.runs.filter(({ endedAt }) => endedAt).length === 2;
  }, "the end of the runs");
  return { done: ids[0], failed: ids[1], planned: ids[2] };
}
