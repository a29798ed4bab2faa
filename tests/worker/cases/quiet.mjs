// What objects keep costs money for as long as they keep it: those of quiet callers and key sets keep nothing.

import assert from "node:assert/strict";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { inSqlite } from "../sqlite.mjs";
import { disable, path, until } from "../world.mjs";

export const quiet = {
  variants: (usual, { built }) => ({ quiet: { bindings: usual, extras: built.briefest } }),
  checks: ({ ask, persist }) => {
    /** The tables of every object of a class; those of the runtime do not count. */
    const tables = async (className) => {
      const folder = join(persist, `objects/quiet-${className}`);
      const files = (await readdir(folder)).filter((name) => name.endsWith(".sqlite") && !name.startsWith("metadata"));
      assert.ok(files.length > 0, `no object of ${className}`);
      const sql = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE '_cf_METADATA'";
      return files.flatMap((name) => inSqlite(join(folder, name), `return db.prepare(${JSON.stringify(sql)}).all();`));
    };
    return {
      "a caller and a key set that are quiet keep nothing": async () => {
        const headers = { "idempotency-key": "quiet" };
        const { status } = await ask("POST", path(), { worker: "quiet", body: disable, headers });
        assert.equal(status, 200);
        for (const className of ["Caller", "Keyset"]) {
          await until(async () => (await tables(className)).length === 0, `an empty ${className}`, 500, 120);
        }
        // And begin anew.
        const again = await ask("POST", path(), { worker: "quiet", body: disable, headers });
        assert.deepEqual([again.status, again.headers.get("idempotency-replayed")], [200, null]);
        assert.ok((await tables("Keyset")).length > 0);
      },
    };
  },
};
