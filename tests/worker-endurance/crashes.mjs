// Kills the Worker's process again and again while it works off a run, on the same disk, and compares what Graph saw with what the audit says
// and with what somebody was told.

import assert from "node:assert/strict";
import { Webhook } from "standardwebhooks";
import { header } from "../lib/emulator.mjs";
import { startOutside } from "../worker/outside.mjs";
import { until } from "../worker/world.mjs";

const RUNS = "/tenants/contoso/runs";
const SETS = 20;
const KEYS = 10;

const pause = (ms) => new Promise((over) => setTimeout(over, ms));

/** 200 changes: each key of 20 sets gets the other status. One key of each set stays as it is, so that the guard lets all pass. */
async function makeChanges(emulator) {
  const changes = [];
  for (let set = 0; set < SETS; set += 1) {
    const keysetId = `B2C_1A_Crash${set}`;
    const keys = Array.from({ length: KEYS }, (_, n) => ({
      kid: `key-${n}`,
      kty: "oct",
      use: "sig",
      status: n % 2 ? "enabled" : "disabled",
    }));
    await emulator.putKeyset(keysetId, [{ kid: "stays", kty: "oct", use: "sig", status: "enabled" }, ...keys]);
    for (const { kid, status } of keys)
      changes.push({ keysetId, keyId: kid, status: status === "enabled" ? "disabled" : "enabled" });
  }
  return changes;
}

const KILLS = 60;
const SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

/** Somebody is told of every end, and takes it at the third try. */
const withHook = (usual, { receiver }) => ({
  ...usual,
  CHANNELS: { hook: { format: "webhook", done: true } },
  NOTIFY_HOOK_URL: `${receiver.origin}/hook`,
  NOTIFY_HOOK_KEY: SECRET,
});

/** What was told of a run: every event at least once, under one id. */
async function toldOf({ receiver, kill, start }, runId, draw) {
  const own = () => receiver.got.filter(({ body }) => body.includes(runId));
  // Killed where it may have been told and does not know it yet.
  for (let left = 2; left > 0; left -= 1) {
    await pause(Math.floor(draw() * 400));
    await kill();
    await start();
  }
  await until(() => own().some(({ refused }) => !refused), "the notice of the end", 250, 400);
  for (const { headers, body } of own()) new Webhook(SECRET).verify(body, headers);
  const ids = new Set(own().map(({ headers }) => headers["webhook-id"]));
  assert.deepEqual([...ids], [`${runId}:run-ended`]);
  const told = JSON.parse(own()[0].body);
  assert.deepEqual([told.state, told.counts.applied], ["done", SETS * KEYS]);
  return own().filter(({ refused }) => !refused).length;
}

/** One run, killed until it has ended. */
async function killedRun(world, draw) {
  const { emulator, ask } = world;
  await emulator.reset();
  world.receiver.refuse("/hook", 2);
  const changes = await makeChanges(emulator);
  await emulator.plan({ normal: true, delayMs: 60, times: "always", match: { method: "PATCH" } });
  const headers = { "idempotency-key": `crash-${draw()}` };
  const created = await ask("POST", RUNS, { body: { changes, reason: "crash test", concurrency: 2 }, headers });
  assert.equal(created.status, 202);
  let kills = 0;
  for (let ended = false; !ended; ) {
    await pause(20 + Math.floor(draw() * 260));
    await world.kill();
    kills += 1;
    await world.start();
    ended = (await ask("GET", `${RUNS}/${created.body.id}?limit=1`)).body.endedAt !== undefined;
  }
  const run = (await ask("GET", `${RUNS}/${created.body.id}?limit=1000`)).body;
  // What the objects still owe to the audit they write within ten seconds.
  const rows = await until(
    async () => {
      const all = await auditOf(ask, run.id);
      return (
        new Set(all.filter(({ kind }) => kind === "outcome").map(({ changeId }) => changeId)).size === changes.length &&
        all
      );
    },
    "an outcome of every change",
    500,
    60,
  );
  const ended = await until(
    async () => (await auditOf(ask, run.id)).filter(({ kind }) => kind === "run-ended"),
    "the end of the run in the audit",
    500,
    60,
  );
  assert.equal(ended.length, 1);
  const found = judge(changes, run, rows, await emulator.journal());
  const deliveries = await toldOf(world, run.id, draw);
  const { body: chain } = await ask("GET", "/tenants/contoso/audit/verification");
  assert.deepEqual([chain.intact, chain.problem], [true, undefined]);
  return { kills: kills + 2, deliveries, ...found };
}

async function auditOf(ask, runId) {
  const rows = [];
  for (let next = ""; next !== undefined; ) {
    const { body } = await ask("GET", `/tenants/contoso/audit?runId=${runId}&limit=1000${next}`);
    rows.push(...body.rows);
    next = body.next === undefined ? undefined : `&before=${body.next}`;
  }
  return rows;
}

function judge(changes, run, rows, journal) {
  assert.deepEqual([run.state, run.counts.applied], ["done", changes.length], JSON.stringify(run.counts));
  const wanted = new Map(changes.map(({ keysetId, keyId, status }) => [`${keysetId} ${keyId}`, status]));
  const patches = journal.filter(({ method }) => method === "PATCH");
  const asked = new Map(rows.filter(({ kind }) => kind === "asked").map((row) => [row.attemptId, row]));
  const outcomes = new Map(rows.filter(({ kind }) => kind === "outcome").map((row) => [row.attemptId, row]));
  const sent = new Map();
  for (const { url, body, headers, applied } of patches) {
    const [, , , , keysetId, , keyId] = url.split("/");
    const name = `${decodeURIComponent(keysetId)} ${decodeURIComponent(keyId)}`;
    assert.equal(JSON.parse(body).status, wanted.get(name), "another value was sent");
    const row = asked.get(header({ headers }, "client-request-id"));
    assert.ok(row, "a request that the audit does not know of");
    assert.equal(`${row.keysetId} ${row.keyId} ${row.status}`, `${name} ${wanted.get(name)}`);
    sent.set(name, (sent.get(name) ?? 0) + 1);
    if (applied) wanted.set(`applied ${name}`, true);
  }
  for (const { keysetId, keyId } of changes)
    assert.ok(wanted.get(`applied ${keysetId} ${keyId}`), `${keysetId} ${keyId} was lost`);
  const byId = new Map(patches.map((entry) => [header(entry, "client-request-id"), entry]));
  for (const [id, { outcome }] of outcomes) {
    assert.ok(asked.has(id), "an outcome of what nobody asked for");
    if (outcome === "applied") assert.ok(byId.get(id)?.applied, "the audit says applied, and Graph saw nothing");
  }
  const again = [...sent.values()].filter((count) => count > 1).length;
  return { sent: patches.length, again, open: asked.size - outcomes.size };
}

export const crashes = {
  "killed at 60 random points and more, runs of 200 changes end, and Graph, the audit and whoever is told agree":
    async () => {
      const seed = Number(process.env.TFK_SEED ?? Date.now() % 1_000_000);
      let state = seed;
      // mulberry32
      const draw = () => {
        state = (state + 0x6d2b79f5) | 0;
        let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
        mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
        return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
      };
      const world = await startOutside(withHook);
      try {
        let kills = 0;
        for (let round = 1; kills < KILLS; round += 1) {
          const told = await killedRun(world, draw);
          kills += told.kills;
          console.log(
            `  run ${round}: killed ${told.kills} times; 200 changes, ${told.sent} PATCH requests, ${told.again} changes sent twice or more ` +
              `(the same value), ${told.open} tries in the audit without an outcome; its end was told ${told.deliveries} times under one id`,
          );
        }
        console.log(`  ${kills} kills in all; TFK_SEED=${seed} repeats the times`);
      } finally {
        await world.stop();
      }
    },
};
