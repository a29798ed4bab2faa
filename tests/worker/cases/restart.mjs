// The Worker's process is killed: what Graph asked for, how often a caller asked, and what was under way are known all the same.

import assert from "node:assert/strict";
import { join } from "node:path";
import { startOutside } from "../outside.mjs";
import { inSqlite } from "../sqlite.mjs";
import { disable, enable, KEYSET, OTHER_KEY, path, until } from "../world.mjs";

const RUNS = "/tenants/contoso/runs";
/** Takes the alarms of a class away, as an incident of the platform would. */
const loseAlarms = (disk, className) =>
  inSqlite(
    join(disk, `objects/ready-${className}/metadata.sqlite`),
    'return Number(db.prepare("DELETE FROM _cf_ALARM").run().changes);',
  );

export const restart = {
  hasOwnWorlds: true,
  checks: () => {
    const inside = async (check, variables) => {
      const world = await startOutside(variables);
      try {
        await check(world);
      } finally {
        await world.stop();
      }
    };
    const finished = ({ ask }, location) =>
      until(async () => {
        const { body } = await ask("GET", location);
        return body.endedAt && body;
      }, "the end of the run");

    /** A run of four slow changes, killed in the middle, whose alarm is gone. */
    async function stranded(world) {
      const { emulator, ask, patches, kill, disk } = world;
      const keys = ["a", "b", "c", "d"].map((kid) => ({ kid, kty: "oct", use: "sig", status: "enabled" }));
      await emulator.putKeyset("B2C_1A_Stranded", [...keys, { ...keys[0], kid: "stays" }]);
      await emulator.plan({ normal: true, delayMs: 300, times: "always", match: { method: "PATCH" } });
      const changes = keys.map(({ kid }) => ({ keysetId: "B2C_1A_Stranded", keyId: kid, status: "disabled" }));
      const { headers } = await ask("POST", RUNS, { body: { changes, reason: "stranded" } });
      await until(async () => (await patches()).length >= 2, "some changes", 10);
      await kill();
      assert.ok(loseAlarms(disk, "Run") >= 1, "there was no alarm to lose");
      await world.start();
      const sent = (await patches()).length;
      await new Promise((over) => setTimeout(over, 2_000));
      assert.equal((await patches()).length, sent, "it is not stranded");
      return headers.get("location");
    }

    return {
      "Retry-After of ten minutes is obeyed by a Worker that was started anew": () =>
        inside(async ({ emulator, ask, patches, kill, start }) => {
          await emulator.plan({ status: 429, headers: { "retry-after": "600" }, match: { method: "PATCH" } });
          assert.equal((await ask("POST", path(), { body: disable })).body.code, "throttled");
          assert.equal((await patches()).length, 1);
          await kill();
          await start();
          const { status, body } = await ask("POST", path(KEYSET, OTHER_KEY), { body: enable });
          assert.deepEqual([status, body.code], [503, "throttled"]);
          assert.ok(body.retryAfterMs > 500_000 && body.retryAfterMs <= 600_000, String(body.retryAfterMs));
          assert.equal((await patches()).length, 1);
        }),

      "a caller who asked too often is not forgotten either": () =>
        inside(
          async ({ ask, kill, start }) => {
            for (let left = 3; left > 0; left -= 1)
              assert.equal((await ask("GET", "/tenants/contoso/audit")).status, 200);
            await kill();
            await start();
            assert.equal((await ask("GET", "/tenants/contoso/audit")).status, 429);
          },
          (usual) => ({ ...usual, REQUESTS_PER_MINUTE: "3" }),
        ),

      "a change that was cut short is asked for again at once, under its Idempotency-Key": () =>
        inside(async ({ emulator, ask, patches, kill, start }) => {
          await emulator.plan({ normal: true, delayMs: 600_000, match: { method: "PATCH" } });
          const headers = { "idempotency-key": "incident-4711" };
          const cut = ask("POST", path(), { body: disable, headers }).catch(() => "cut short");
          await until(async () => (await patches()).length === 1, "the PATCH", 10);
          await kill();
          assert.equal(await cut, "cut short");
          await start();
          await emulator.reset();
          const again = await ask("POST", path(), { body: disable, headers });
          assert.equal(again.status, 200, again.body.detail);
          const third = await ask("POST", path(), { body: disable, headers });
          assert.equal(third.body.attemptId, again.body.attemptId);
          assert.equal((await patches()).length, 1);
        }),

      "what was paused stays so, and what was released is made once": () =>
        inside(
          async (world) => {
            const { emulator, ask, patches, kill, start } = world;
            const soon = new Date(Date.now() + 3_000).toISOString();
            const why = { reason: "restart" };
            const paused = (await ask("POST", path(), { caller: "switcher", body: { ...enable, at: soon } })).body;
            await ask("POST", `${RUNS}/${paused.id}/pause`, { caller: "switcher", body: why });
            const body = { ...enable, guard: false };
            const held = (await ask("POST", path(KEYSET, OTHER_KEY), { caller: "overrider", body })).body;
            await emulator.plan({ normal: true, delayMs: 600_000, match: { method: "PATCH" } });
            const release = () => ask("POST", `${RUNS}/${held.id}/release`, { body: why });
            assert.equal((await release()).status, 200);
            await until(async () => (await patches()).length === 1, "the released change", 10);
            await kill();
            await emulator.reset();
            await start();
            assert.equal((await finished(world, `${RUNS}/${held.id}`)).state, "done");
            assert.equal((await release()).body.code, "run-ended");
            await new Promise((over) => setTimeout(over, Math.max(0, Date.parse(soon) + 1_000 - Date.now())));
            assert.equal((await ask("GET", `${RUNS}/${paused.id}`)).body.state, "paused");
            assert.deepEqual(
              (await patches()).map(({ url }) => url.endsWith(OTHER_KEY)),
              [true],
            );
            await ask("POST", `${RUNS}/${paused.id}/resume`, { caller: "switcher", body: why });
            assert.equal((await finished(world, `${RUNS}/${paused.id}`)).state, "done");
          },
          (usual) => ({ ...usual, TENANTS: { contoso: { ...usual.TENANTS.contoso, approvals: 1 } } }),
        ),

      "a run whose alarm was lost goes on when somebody looks at it": () =>
        inside(async (world) => {
          const run = await finished(world, await stranded(world));
          assert.deepEqual([run.state, run.counts.applied], ["done", 4]);
        }),

      "a run whose alarm was lost goes on when the cron comes": () =>
        inside(async (world) => {
          const location = await stranded(world);
          await world.cron();
          await until(async () => {
            const sent = new Set((await world.patches()).map(({ url }) => url));
            return sent.size === 4;
          }, "the rest of the changes, unasked");
          assert.equal((await finished(world, location)).state, "done");
        }),
    };
  },
};
