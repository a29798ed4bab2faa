// 10,000 changes over 500 key sets in five tenants while Graph throttles in storms: that all are made, and what it took.

import assert from "node:assert/strict";
import { startOutside } from "../worker/outside.mjs";
import { until } from "../worker/world.mjs";

const TENANTS = 5;
const SETS = 100;
const KEYS = 20;
/** Graph takes so many in a minute and then refuses all until the minute is over. */
const WRITES_PER_MINUTE = 4_000;
/** Besides, now and then, so many PATCH requests are refused, whosever they are, and told to come back in two seconds. */
const SQUALL = { status: 429, headers: { "retry-after": "2" }, match: { method: "PATCH" }, times: 30 };
const SQUALLS = 4;
const SQUALL_EVERY_MS = 12_000;

const nameOf = (tenant) => `tenant-${tenant}`;
const guidOf = (tenant) => `${String(tenant).repeat(8)}-aaaa-4aaa-8aaa-aaaaaaaaaaaa`;

function variables(usual) {
  const { tenantId: _, ...graph } = usual.TENANTS.contoso;
  const tenants = Array.from({ length: TENANTS }, (_, tenant) => [
    nameOf(tenant),
    { ...graph, tenantId: guidOf(tenant) },
  ]);
  return { ...usual, TENANTS: Object.fromEntries(tenants) };
}

async function makeChanges(emulator, tenant) {
  const changes = [];
  for (let set = 0; set < SETS; set += 1) {
    const keysetId = `B2C_1A_Storm${tenant}x${set}`;
    const keys = Array.from({ length: KEYS }, (_, n) => ({
      kid: `key-${n}`,
      kty: "oct",
      use: "sig",
      status: "enabled",
    }));
    await emulator.putKeyset(keysetId, [{ kid: "stays", kty: "oct", use: "sig", status: "enabled" }, ...keys]);
    for (const { kid } of keys) changes.push({ keysetId, keyId: kid, status: "disabled" });
  }
  return changes;
}

export const storm = {
  "10,000 changes over 500 key sets in five tenants are made through storms of 429": async () => {
    const world = await startOutside(variables);
    const { emulator, ask, memory } = world;
    let weather;
    try {
      await emulator.reset();
      await emulator.set({ writesPerMinute: WRITES_PER_MINUTE });
      const wanted = await Promise.all(Array.from({ length: TENANTS }, (_, tenant) => makeChanges(emulator, tenant)));
      const before = memory();
      let peak = before;
      let squalls = 0;
      const started = Date.now();
      const runs = await Promise.all(
        wanted.map(async (changes, tenant) => {
          const created = await ask("POST", `/tenants/${nameOf(tenant)}/runs`, {
            body: { changes, reason: "storm test", concurrency: 16 },
          });
          assert.equal(created.status, 202, created.body.detail);
          return created.headers.get("location");
        }),
      );
      weather = setInterval(() => {
        squalls += 1;
        void emulator.plan(SQUALL);
        if (squalls === SQUALLS) clearInterval(weather);
      }, SQUALL_EVERY_MS);
      const ended = await until(
        async () => {
          peak = Math.max(peak, memory());
          const views = await Promise.all(runs.map(async (run) => (await ask("GET", `${run}?limit=1`)).body));
          return views.every(({ endedAt }) => endedAt) && views;
        },
        "the end of the runs",
        1_000,
        900,
      );
      clearInterval(weather);
      const seconds = (Math.max(...ended.map(({ endedAt }) => Date.parse(endedAt))) - started) / 1000;

      for (const { state, counts } of ended)
        assert.deepEqual([state, counts.applied], ["done", SETS * KEYS], JSON.stringify(counts));
      const patches = await world.patches();
      const made = new Set(
        patches.filter(({ applied }) => applied).map(({ url, body }) => `${url} ${JSON.parse(body).status}`),
      );
      for (const { keysetId, keyId, status } of wanted.flat()) {
        assert.ok(
          made.has(`/beta/trustFramework/keySets/${keysetId}/keys_v2/${keyId} ${status}`),
          `${keysetId} ${keyId} was lost`,
        );
      }
      const total = made.size;
      assert.equal(total, TENANTS * SETS * KEYS);
      const wasted = patches.filter(({ status }) => status === 429).length;
      assert.ok(wasted > 0, "no storm was met");
      const mb = (bytes) => `${Math.round(bytes / 1_048_576)} MB`;
      console.log(
        `  ${total} changes in ${seconds.toFixed(1)} s: ${(total / seconds).toFixed(0)} a second, guard on, audit written twice each; ` +
          `${WRITES_PER_MINUTE} writes a minute allowed and ${squalls} squalls, ${wasted} requests answered 429 (${((100 * wasted) / total).toFixed(1)} %), ${patches.length - total - wasted} other repeats; ` +
          `workerd ${mb(before)} before, ${mb(peak)} at most, ${mb(memory())} after`,
      );
    } finally {
      clearInterval(weather);
      await world.stop();
    }
  },
};
