// What is left behind: no secret and no token in logs, in the audit, or on disk. Runs last, and stops the Worker to look at its disk.

import assert from "node:assert/strict";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { until } from "../world.mjs";

export const traces = {
  checks: ({ audit, workers, confidential, persist }) => ({
    "the database itself refuses to change or remove a row": async () => {
      const db = await workers.database("ready");
      for (const sql of [
        "UPDATE audit SET outcome = 'failed'",
        "DELETE FROM audit",
        "DELETE FROM audit WHERE id = 1",
      ]) {
        await assert.rejects(db.prepare(sql).run(), /append only/);
      }
    },

    "every change that was asked for has its outcome": async () => {
      const idsOf = (rows, wanted) => rows.filter(({ kind }) => kind === wanted).map(({ attempt_id: id }) => id);
      // Runs that nobody waited for may be under way still.
      const asked = await until(async () => {
        const rows = await audit();
        const ended = new Set(idsOf(rows, "outcome"));
        const asked = idsOf(rows, "asked");
        return asked.every((id) => ended.has(id)) && asked;
      }, "an outcome of every change");
      assert.ok(asked.length > 100);
    },

    "no secret or token in any audit row or log": async () => {
      const everything = `${JSON.stringify(await audit())}${workers.logs()}`;
      for (const secret of confidential()) assert.ok(!everything.includes(secret));
      assert.ok(confidential().length > 30, "there was nothing to look for");
    },

    "no secret or token on disk": async () => {
      await workers.stop();
      const files = (await readdir(persist, { recursive: true, withFileTypes: true })).filter((entry) =>
        entry.isFile(),
      );
      assert.ok(files.length > 20, `only ${files.length} files`);
      let found = 0;
      for (const { parentPath, path, name } of files) {
        const bytes = await readFile(join(parentPath ?? path, name));
        // What is known to be there is found, so what is not found is not there.
        if (bytes.includes("leaked")) found += 1;
        for (const secret of confidential()) assert.ok(!bytes.includes(secret), name);
      }
      assert.ok(found >= 2, "neither the audit nor an object was found on disk");
    },
  }),
};
