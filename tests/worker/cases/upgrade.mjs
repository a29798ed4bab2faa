// What earlier versions left on disk is finished by this one, and what a later version leaves is not touched.

import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { required } from "../../lib/checks.mjs";
import { startEmulator } from "../../lib/emulator.mjs";
import { startIdentity } from "../identity.mjs";
import { build, startWorkers } from "../runtime.mjs";
import { CONTOSO, KEY, KEYSET, keyOf, path, setUp, until } from "../world.mjs";

/** Puts SQL into the storage of objects, under the names and classes of the Worker. */
const LOADER = `import { DurableObject } from "cloudflare:workers";
class Loader extends DurableObject {
  async load({ sql, kv = {}, alarm }) {
    for (const statement of sql) this.ctx.storage.sql.exec(statement);
    for (const [key, value] of Object.entries(kv)) this.ctx.storage.kv.put(key, value);
    if (alarm !== undefined) await this.ctx.storage.setAlarm(alarm);
  }
  async fromTheFuture() {
    this.ctx.storage.kv.put("schema", 1_000);
    await this.ctx.storage.setAlarm(Date.now() + 2_000);
  }
  alarm() {}
}
export class Keyset extends Loader {}
export class Run extends Loader {}
export class Tenant extends Loader {}
export class Caller extends Loader {}
export default {
  async fetch(request, env) {
    const { binding, name, method, ...state } = await request.json();
    const namespace = env[binding];
    await namespace.get(namespace.idFromName(name))[method](state);
    return new Response("loaded");
  },
};`;

export const upgrade = {
  hasOwnWorlds: true,
  checks: () => {
    // Of the check that runs.
    let emulator;
    let identity;
    const inside = (check) => async () => {
      [emulator, identity] = await Promise.all([startEmulator(), startIdentity()]);
      try {
        await check();
      } finally {
        await Promise.all([emulator.stop(), identity.stop()]);
      }
    };

    const fixture = async (name = "0.1.0") =>
      JSON.parse(await readFile(new URL(`../fixtures/${name}.json`, import.meta.url), "utf8"));

    /** Times are moved to now, so that the plan is due soon. */
    const moved = (text, by) => text.replace(/\b1[789]\d{11}\b/g, (ms) => String(Number(ms) + by));

    /** A disk as an earlier version left it, with so many migrations: `dueInMs` until the planned change. */
    async function diskOf({ dueInMs, objects, version = "0.1.0", migrations = 1 }) {
      const disk = mkdtempSync(join(tmpdir(), "trustframework-keys-upgrade-"));
      process.on("exit", () => rmSync(disk, { recursive: true, force: true }));
      const built = await build(required("TFK_ROOT"));
      const { scriptPath: _, modulesRoot: __, modulesRules: ___, ...worker } = built.worker;
      const old = {
        worker: { ...worker, modules: true, script: LOADER },
        migrations: built.migrations.slice(0, migrations),
      };
      const loader = await startWorkers({ built: old, bindings: { ready: {} }, persist: disk });
      const load = async (body) => {
        const response = await loader.fetch("ready", "/", { method: "POST", body: JSON.stringify(body) });
        assert.equal(await response.text(), "loaded");
      };
      const db = await loader.database("ready");
      const { audit, takenAt, planned } = await fixture(version);
      const plan = objects.find(({ name }) => name.includes(planned));
      const by = Date.now() + dueInMs - Number(/"startAt":(\d+)/.exec(plan.sql.join(" "))[1]);
      for (const statement of audit) await db.prepare(statement).run();
      for (const { binding, name, alarm, alarmInMs, sql, kv } of objects) {
        // The alarm of the run is the one that was lost with the process; a look at the run must do.
        const stays = binding === "RUN" && alarm > takenAt;
        const more = alarmInMs !== undefined ? { alarm: Date.now() + alarmInMs } : stays ? { alarm: alarm + by } : {};
        await load({ method: "load", binding, name, kv, sql: sql.map((statement) => moved(statement, by)), ...more });
      }
      return { disk, built, loader, load };
    }

    async function start({ disk, built }) {
      const workers = await startWorkers({ built, bindings: { ready: setUp(emulator, identity) }, persist: disk });
      const ask = async (method, url, { body, headers = {} } = {}) => {
        const init = {
          method,
          headers: { authorization: `Bearer ${keyOf("switcher")}`, "content-type": "application/json", ...headers },
        };
        const response = await workers.fetch("ready", url, { ...init, ...(body && { body: JSON.stringify(body) }) });
        return { status: response.status, headers: response.headers, body: await response.json() };
      };
      return { workers, ask };
    }

    async function putSets() {
      for (const set of [0, 1]) {
        const keys = ["a", "b", "c", "d"].map((kid) => ({ kid, kty: "oct", use: "sig", status: "disabled" }));
        const stays = { kid: "stays", kty: "oct", use: "sig", status: "enabled" };
        await emulator.putKeyset(`B2C_1A_Upgrade${set}`, [stays, ...keys]);
      }
    }

    /** A key set whose outcomes 0.1.0 could not write to D1, more than it would ever write at once. */
    async function owing(many) {
      const { objects, run } = await fixture();
      const { sql } = objects.find(({ binding }) => binding === "KEYSET");
      const [create, insert] = sql;
      const id = /"changeId":"([^"]+)"/.exec(insert)[1];
      const attempt = /"attemptId":"([^"]+)"/.exec(insert)[1];
      const rows = Array.from({ length: many }, (_, n) =>
        insert
          .replaceAll(id, `${run}/${n + 100}/1`)
          .replaceAll(attempt, `attempt-${n}`)
          .replace(/,[01]\)$/, ",0)"),
      );
      const name = JSON.stringify(["keyset", CONTOSO, "b2c_1a_owing"]);
      return { binding: "KEYSET", name, sql: [create, ...rows], alarmInMs: 8_000 };
    }

    const checks = {
      "state that 0.1.0 wrote is finished by this version": async () => {
        await putSets();
        const { objects, run, planned, audit: rowsOf010 } = await fixture();
        const world = await diskOf({ dueInMs: 12_000, objects });
        await world.loader.stop();
        const { workers, ask } = await start(world);
        try {
          // A look at it is enough: its alarm is gone.
          const finished = await until(async () => {
            const { body } = await ask("GET", `/tenants/contoso/runs/${run}`);
            return body.endedAt && body;
          }, "the end of the run");
          assert.deepEqual([finished.state, finished.counts.applied, finished.onFailure], ["done", 8, "stop"]);
          const plan = await until(async () => {
            const { body } = await ask("GET", `/tenants/contoso/runs/${planned}`);
            return body.endedAt && body;
          }, "the planned change");
          assert.deepEqual([plan.state, plan.counts.applied], ["done", 1]);
          const sent = (await emulator.journal()).filter(({ method }) => method === "PATCH");
          // Of eight changes six had not ended for the run; one of these had for its key set, and is not sent again.
          assert.equal(sent.length, 4 + 1, sent.map(({ url }) => url).join(" "));
          assert.ok(sent.some(({ url }) => url.includes(KEYSET) && url.endsWith(KEY)));

          const rows = await until(async () => {
            const all = (await ask("GET", "/tenants/contoso/audit?limit=1000")).body.rows;
            return all.filter(({ kind }) => kind === "run-ended").length === 2 && all;
          }, "the audit");
          const old = rows.filter(({ seq }) => seq === undefined);
          assert.equal(old.length, rowsOf010.length, "a row of 0.1.0 is missing");
          const owed = `${run}/5/1`;
          assert.ok(
            await until(async () => {
              const all = (await ask("GET", "/tenants/contoso/audit?limit=1000")).body.rows;
              return all.some(({ kind, changeId }) => kind === "outcome" && changeId === owed);
            }, "the outcome that was owed to the audit"),
          );
          assert.equal((await ask("GET", "/tenants/contoso/audit/verification")).body.intact, true);

          // Answers under an Idempotency-Key: what was made is not made again.
          const before = (await emulator.journal()).length;
          const again = await ask("POST", path("B2C_1A_Upgrade0", "stays"), {
            body: { status: "enabled", reason: "made by 0.1.0" },
            headers: { "idempotency-key": "made-by-0.1.0" },
          });
          assert.deepEqual([again.status, again.body.outcome], [200, "applied"]);
          assert.equal((await emulator.journal()).length, before);
        } finally {
          await workers.stop();
        }
      },

      "state from before migration 0003 is finished, listed and steered by this version": async () => {
        await putSets();
        const before = await fixture("before-0003");
        const { objects, run, planned, failed, audit: rowsBefore } = before;
        const due = objects.map((object) => (object.name.includes(planned) ? { ...object, alarmInMs: 5_000 } : object));
        const world = await diskOf({ dueInMs: 5_000, objects: due, version: "before-0003", migrations: 2 });
        await world.loader.stop();
        const { workers, ask } = await start(world);
        try {
          const ended = (id) =>
            until(async () => {
              const { body } = await ask("GET", `/tenants/contoso/runs/${id}`);
              return body.endedAt && body;
            }, `the end of ${id}`);
          const finished = await ended(run);
          assert.deepEqual([finished.state, finished.counts.applied], ["done", 8]);
          assert.equal((await ended(planned)).state, "done");
          const old = await ended(failed);
          assert.deepEqual([old.state, old.results[0].state, old.results[0].tried], ["failed", "failed", []]);
          const list = async (query) =>
            (await ask("GET", `/tenants/contoso/runs?${query}`)).body.runs.map(({ id }) => id);
          assert.deepEqual(await list("state=failed"), [failed]);
          assert.deepEqual(
            (
              await until(async () => {
                const done = await list("state=done");
                return done.length === 2 && done;
              }, "both in the list")
            ).sort(),
            [run, planned].sort(),
          );
          const again = await ask("POST", `/tenants/contoso/runs/${failed}/retry`, { body: { reason: "again" } });
          assert.deepEqual([again.status, again.body.retryOf], [202, failed]);
          assert.equal((await ended(again.body.id)).state, "failed");
          const { notices } = (await ask("GET", "/tenants/contoso/notices")).body;
          assert.deepEqual(
            notices.map(({ state, notice }) => [state, notice.runId]),
            [["delivered", failed]],
          );
          // One chain through both versions.
          const { body } = await until(async () => {
            const told = await ask("GET", "/tenants/contoso/audit/verification");
            return told.body.to > rowsBefore.length + 10 && told;
          }, "more rows");
          assert.deepEqual([body.intact, body.from], [true, 0]);
          const sent = (await emulator.journal()).length;
          const repeated = await ask("POST", path("B2C_1A_Upgrade0", "stays"), {
            body: { status: "enabled", reason: "made by 0.2.0" },
            headers: { "idempotency-key": "made-by-0.2.0" },
          });
          assert.deepEqual([repeated.status, repeated.headers.get("idempotency-replayed")], [200, "true"]);
          assert.equal((await emulator.journal()).length, sent);
        } finally {
          await workers.stop();
        }
      },

      "however many outcomes 0.1.0 owed to D1 for one key set, all are written": async () => {
        const { objects } = await fixture();
        const world = await diskOf({ dueInMs: 3_600_000, objects: [...objects, await owing(250)] });
        await world.loader.stop();
        const { workers } = await start(world);
        try {
          const db = await workers.database("ready");
          const sql = "SELECT COUNT(*) AS n FROM audit WHERE attempt_id LIKE 'attempt-%'";
          await until(async () => (await db.prepare(sql).first()).n === 250, "all outcomes", 100, 400);
        } finally {
          await workers.stop();
        }
      },

      "a run of a later version is left alone, and is not looked at every five seconds": async () => {
        const { objects, planned } = await fixture();
        const world = await diskOf({ dueInMs: 3_600_000, objects });
        const { name } = objects.find((object) => object.name.includes(planned));
        await world.load({ method: "fromTheFuture", binding: "RUN", name });
        await world.loader.stop();
        const { workers, ask } = await start(world);
        try {
          const broke = () => (workers.logs().match(/"event":"run-broke-off".*"error":"FromTheFuture"/g) ?? []).length;
          await until(() => broke() >= 2, "two looks at it", 100);
          const began = Date.now();
          const seen = broke();
          await until(() => broke() > seen, "a third", 100);
          assert.ok(Date.now() - began > 4_000, "the waits do not grow");
          assert.equal((await ask("GET", `/tenants/contoso/runs/${planned}`)).status, 500);
          assert.deepEqual(
            (await emulator.journal()).filter(({ method }) => method === "PATCH"),
            [],
          );
        } finally {
          await workers.stop();
        }
      },
    };
    return Object.fromEntries(Object.entries(checks).map(([sentence, check]) => [sentence, inside(check)]));
  },
};
