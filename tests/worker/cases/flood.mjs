// Ten thousand strangers: each is refused by what is in the Worker's memory. This Worker has no object and no D1, so whoever is not refused
// before one is touched is answered otherwise.

import assert from "node:assert/strict";
import { keyOf, ORIGIN, path } from "../world.mjs";

const STRANGERS = 10_000;
const AT_ONCE = 50;

export const flood = {
  variants: (usual) => ({ flooded: { bindings: usual, extras: { durableObjects: {}, d1Databases: {} } } }),
  checks: ({ workers, identity, emulator }) => ({
    "a flood of 10,000 wrong identities touches no object and no D1": async () => {
      const kinds = [
        {},
        { authorization: "Bearer wrong-key" },
        { authorization: "Bearer wrong-key", "idempotency-key": "k", origin: ORIGIN },
        { "cf-access-jwt-assertion": "a.b.c" },
        { "cf-access-jwt-assertion": identity.assertion({}, { key: identity.foreignKey }) },
      ];
      const post = async (n, headers) => {
        const url = n % 2 ? path() : "/tenants/contoso/runs";
        const body = JSON.stringify({ status: "disabled", reason: `stranger ${n}` });
        const init = { method: "POST", headers: { ...headers, "content-type": "application/json" }, body };
        const response = await workers.fetch("flooded", url, init);
        await response.arrayBuffer();
        return response.status;
      };
      assert.equal(await post(0, { authorization: `Bearer ${keyOf("switcher")}` }), 500, "an object is touched unseen");
      const statuses = new Map();
      let left = STRANGERS;
      const stranger = async () => {
        while (left > 0) {
          left -= 1;
          const status = await post(left, kinds[left % kinds.length]);
          statuses.set(status, (statuses.get(status) ?? 0) + 1);
        }
      };
      await Promise.all(Array.from({ length: AT_ONCE }, stranger));
      assert.deepEqual([...statuses], [[401, STRANGERS]]);
      assert.deepEqual(await emulator.journal(), []);
    },
  }),
};
