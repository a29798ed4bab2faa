// Old rows leave the audit by one way: into the archive, with a signed checkpoint, at which verification then begins.

import assert from "node:assert/strict";
import { disable, enable, path, until } from "../world.mjs";

const VERIFY = "/tenants/contoso/audit/verification";

export const retention = {
  variants: (usual, { built }) => {
    const extras = { ...built.briefest, d1Databases: { AUDIT: "audit-retained" }, r2Buckets: { ARCHIVE: "archive" } };
    const bindings = { ...usual, AUDIT_KEY: "the-key-of-the-audit", AUDIT_RETENTION_DAYS: "1" };
    return {
      retained: { bindings, extras },
      "retained-otherwise": { bindings: { ...bindings, AUDIT_KEY: "another-key" }, extras },
    };
  },
  checks: ({ ask, workers, audit }) => {
    const verify = async (worker = "retained") => (await ask("GET", VERIFY, { worker, caller: "reader" })).body;
    return {
      "rows that are old are archived, and verification begins at the checkpoint": async () => {
        for (const body of [disable, enable]) await ask("POST", path(), { worker: "retained", body });
        const db = await workers.database("retained");
        const before = await audit("retained");
        assert.equal(before.length, 4);
        await assert.rejects(db.prepare("DELETE FROM audit").run(), /append only/);
        // A day, of this bundle.
        const archive = await workers.miniflare.getR2Bucket("ARCHIVE", "retained");
        await until(
          async () => {
            await workers.cron("retained");
            return (await audit("retained")).length === 0;
          },
          "the rows to go",
          500,
        );
        const { objects } = await archive.list();
        const lines = [];
        for (const { key } of objects) {
          const stored = await archive.get(key);
          lines.push(...(await stored.text()).trim().split("\n").map(JSON.parse));
        }
        assert.deepEqual(
          lines.map(({ id, hash }) => [id, hash]).sort(([a], [b]) => a - b),
          before.map(({ id, hash }) => [id, hash]),
        );
        await ask("POST", path(), { worker: "retained", body: disable });
        const told = await verify();
        assert.deepEqual([told.intact, told.from, told.to], [true, 4, 6]);
        // Whoever gets hold of a new row finds the door shut again.
        await assert.rejects(db.prepare("DELETE FROM audit").run(), /append only/);
        for (const sql of [
          "UPDATE checkpoints SET last_id = 99",
          "DELETE FROM checkpoints",
          "INSERT OR REPLACE INTO checkpoints SELECT * FROM checkpoints",
        ])
          await assert.rejects(db.prepare(sql).run(), /append only/);
      },

      "a checkpoint that this Worker did not sign is no beginning": async () => {
        const told = await verify("retained-otherwise");
        assert.equal(told.intact, false);
        assert.match(told.problem, /signature of the checkpoint/);
      },
    };
  },
};
