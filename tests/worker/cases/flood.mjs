// Ten thousand strangers: each is refused by what is in the Worker's memory. No object is made for them, and D1 is not asked.

import assert from "node:assert/strict";
import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { ORIGIN, path } from "../world.mjs";

const STRANGERS = 10_000;
const AT_ONCE = 50;

export const flood = {
  variants: (usual) => ({ flooded: usual }),
  checks: ({ workers, persist, identity, emulator }) => {
    /** Every file on disk that belongs to the Worker's objects, and every database, with its size and time. */
    const traces = async () => {
      const files = await readdir(persist, { recursive: true, withFileTypes: true });
      // `metadata` is the runtime's own, and is there before the first request.
      const own = files.filter((file) => file.isFile()).map((file) => join(file.parentPath ?? file.path, file.name));
      const objects = own.filter((file) => file.includes("flooded-") && !file.includes("metadata."));
      const databases = own.filter((file) => file.includes("/d1/"));
      return {
        objects,
        databases: await Promise.all(databases.map(async (file) => [file, (await stat(file)).mtimeMs])),
      };
    };
    return {
      "a flood of 10,000 wrong identities touches no object and no D1": async () => {
        const foreign = identity.assertion({}, { key: identity.foreignKey });
        const kinds = [
          {},
          { authorization: "Bearer wrong-key" },
          { authorization: "Bearer wrong-key", "idempotency-key": "k", origin: ORIGIN },
          { "cf-access-jwt-assertion": "a.b.c" },
          { "cf-access-jwt-assertion": foreign },
        ];
        const before = await traces();
        const journal = (await emulator.journal()).length;
        const statuses = new Map();
        let left = STRANGERS;
        const stranger = async () => {
          while (left > 0) {
            left -= 1;
            const n = left;
            const headers = { ...kinds[n % kinds.length], "content-type": "application/json" };
            const url = n % 2 ? path() : "/tenants/contoso/runs";
            const body = JSON.stringify({ status: "disabled", reason: `stranger ${n}` });
            const response = await workers.fetch("flooded", url, { method: "POST", headers, body });
            await response.arrayBuffer();
            statuses.set(response.status, (statuses.get(response.status) ?? 0) + 1);
          }
        };
        await Promise.all(Array.from({ length: AT_ONCE }, stranger));
        assert.deepEqual([...statuses], [[401, STRANGERS]]);
        const after = await traces();
        assert.deepEqual(after.objects, [], "an object was made");
        assert.deepEqual(after.databases, before.databases, "D1 was asked");
        assert.equal((await emulator.journal()).length, journal);
      },
    };
  },
};
