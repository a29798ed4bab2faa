// The audit cannot be altered, and where somebody with the database's own rights alters it all the same, its verification says so.

import assert from "node:assert/strict";
import { disable, enable, path, until } from "../world.mjs";

const VERIFY = "/tenants/contoso/audit/verification";

export const chain = {
  variants: (usual) => ({ altered: usual, removed: usual, appended: usual, owing: usual }),
  checks: ({ ask, workers, emulator, patches, audit }) => {
    const verify = async (worker, query = "") =>
      (await ask("GET", `${VERIFY}${query}`, { worker, caller: "reader" })).body;
    const made = async (worker) => {
      for (const body of [disable, enable, disable]) await ask("POST", path(), { worker, body });
      const found = await until(async () => {
        const told = await verify(worker);
        return told.to >= 6 && told;
      }, "six rows");
      assert.deepEqual([found.intact, found.from, found.to], [true, 0, 6]);
      return workers.database(worker);
    };
    const withoutTrigger = async (db, trigger, sql) => {
      const [{ sql: again }] = (await db.prepare("SELECT sql FROM sqlite_master WHERE name = ?").bind(trigger).all())
        .results;
      await db.prepare(`DROP TRIGGER ${trigger}`).run();
      await db.prepare(sql).run();
      await db.prepare(again).run();
    };

    return {
      "INSERT OR REPLACE rewrites no row": async () => {
        const db = await workers.database("ready");
        await ask("POST", path(), { body: disable });
        const [row] = (await db.prepare("SELECT * FROM audit WHERE seq IS NOT NULL ORDER BY id DESC LIMIT 1").all())
          .results;
        const columns = Object.keys(row);
        const insert = (members) => {
          const values = { ...row, ...members };
          const marks = columns.map(() => "?").join(", ");
          const sql = `INSERT OR REPLACE INTO audit (${columns.join(", ")}) VALUES (${marks})`;
          return db
            .prepare(sql)
            .bind(...columns.map((column) => values[column]))
            .run();
        };
        const free = { id: 1_000_000, attempt_id: "another", seq: 1_000_000 };
        for (const member of ["id", "attempt_id", "seq"])
          await assert.rejects(
            insert({ ...free, [member]: row[member], reason: "never asked" }),
            /append only/,
            member,
          );
        await assert.rejects(db.prepare("INSERT OR REPLACE INTO audit SELECT * FROM audit").run(), /append only/);
      },

      "a chain that nobody touched is intact, also in parts": async () => {
        for (const body of [disable, enable]) await ask("POST", path(), { body });
        const whole = await verify("ready");
        assert.deepEqual([whole.intact, whole.problem], [true, undefined]);
        assert.ok(whole.to >= 4);
        const part = await verify("ready", "?after=2");
        assert.deepEqual([part.intact, part.from, part.to >= whole.to], [true, 2, true]);
        const { body } = await ask("GET", "/tenants/contoso/audit?limit=1", { caller: "reader" });
        assert.match(body.rows[0].hash, /^[0-9a-f]{64}$/);
      },

      "a row that was altered is found": async () => {
        const db = await made("altered");
        await withoutTrigger(db, "audit_never_changes", "UPDATE audit SET caller = 'somebody else' WHERE seq = 4");
        const { intact, brokenAt, problem } = await verify("altered");
        assert.deepEqual([intact, brokenAt], [false, 4]);
        assert.match(problem, /not what was written/);
      },

      "rows that were removed are found, also at the end": async () => {
        const db = await made("removed");
        await withoutTrigger(db, "audit_never_forgets", "DELETE FROM audit WHERE seq = 6");
        assert.deepEqual(await verify("removed"), {
          intact: false,
          problem: "rows at the end are missing",
          brokenAt: 6,
          from: 0,
          to: 5,
        });
        await withoutTrigger(db, "audit_never_forgets", "DELETE FROM audit WHERE seq = 3");
        assert.deepEqual(
          [(await verify("removed")).brokenAt, (await verify("removed")).problem],
          [3, "a row is missing"],
        );
      },

      "a row that somebody else appended is found, and the Worker goes on": async () => {
        const db = await made("appended");
        const forged = `INSERT INTO audit (kind, at, attempt_id, tenant, caller, reason, asked_at, chain, seq, hash)
          SELECT 'outcome', at, 'forged', tenant, 'nobody', 'forged', asked_at, chain, 7, hash FROM audit WHERE seq = 6`;
        await db.prepare(forged).run();
        const found = await verify("appended");
        assert.deepEqual([found.intact, found.brokenAt], [false, 7]);
        assert.equal((await ask("POST", path(), { worker: "appended", body: enable })).status, 200);
        const later = await verify("appended");
        assert.deepEqual([later.intact, later.brokenAt], [false, 7]);
      },

      "however many outcomes are owed to D1, all are written when it is back": async () => {
        const db = await workers.database("owing");
        const sets = Array.from({ length: 130 }, (_, n) => `B2C_1A_Owing${n}`);
        const keys = ["a", "b"].map((kid) => ({ kid, kty: "oct", use: "sig", status: "enabled" }));
        for (const id of sets) await emulator.putKeyset(id, keys);
        await emulator.plan({ normal: true, delayMs: 600_000, times: "always", match: { method: "PATCH" } });
        const changes = sets.map((id) => ask("POST", path(id, "a"), { worker: "owing", body: disable }));
        await until(async () => (await patches()).length === sets.length, "every PATCH", 50);
        await db.prepare("ALTER TABLE audit RENAME TO away").run();
        await emulator.reset();
        for (const { status } of await Promise.all(changes)) assert.ok([200, 404].includes(status));
        await db.prepare("ALTER TABLE away RENAME TO audit").run();
        const rows = await until(async () => {
          const all = await audit("owing");
          return all.filter(({ kind }) => kind === "outcome").length === sets.length && all;
        }, "all outcomes");
        assert.equal(rows.filter(({ kind }) => kind === "asked").length, sets.length);
        assert.equal((await verify("owing")).intact, true);
      },
    };
  },
};
