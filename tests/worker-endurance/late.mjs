// A planned change whose time comes while the process is down.

import assert from "node:assert/strict";
import { startOutside } from "../worker/outside.mjs";
import { KEY, KEYSET, path, until } from "../worker/world.mjs";

export const late = {
  "a planned change whose time passed while the process was down is made within the minute, and unasked": async () => {
    const world = await startOutside();
    try {
      const at = new Date(Date.now() + 2_000).toISOString();
      const planned = await world.ask("POST", path(), {
        caller: "switcher",
        body: { status: "disabled", reason: "at night", at },
      });
      assert.equal(planned.status, 202, planned.body.detail);
      await world.kill();
      await new Promise((over) => setTimeout(over, Date.parse(at) - Date.now() + 1_500));
      assert.deepEqual(await world.patches(), []);
      await world.start();
      // Nobody asks the Worker anything: the alarm alone must do it.
      const [{ url, at: sentAt }] = await until(
        async () => {
          const patches = await world.patches();
          return patches.length > 0 && patches;
        },
        "the change",
        100,
        590,
      );
      assert.equal(url, `/beta/trustFramework/keySets/${KEYSET}/keys_v2/${KEY}`);
      const lateMs = Date.parse(sentAt) - Date.parse(at);
      assert.ok(lateMs > 1_000 && lateMs < 60_000, `${lateMs} ms after its time`);
      const run = await until(async () => {
        const { body } = await world.ask("GET", planned.headers.get("location"));
        return body.endedAt && body;
      }, "the end of the run");
      assert.deepEqual([run.state, run.counts.applied], ["done", 1]);
      console.log(
        `  made ${(lateMs / 1000).toFixed(1)} s after its time; the process was down for at least 1.5 s of them`,
      );
    } finally {
      await world.stop();
    }
  },

  "a planned change whose caller has lost the role by then is not made": async () => {
    const world = await startOutside();
    try {
      const at = new Date(Date.now() + 2_000).toISOString();
      const planned = await world.ask("POST", path(), {
        caller: "switcher",
        body: { status: "disabled", reason: "at night", at },
      });
      await world.kill();
      world.configure((usual) => ({
        ...usual,
        CALLERS: { ...usual.CALLERS, switcher: { ...usual.CALLERS.switcher, roles: { contoso: "read" } } },
      }));
      await world.start();
      const run = await until(
        async () => {
          const { body } = await world.ask("GET", planned.headers.get("location"));
          return body.endedAt && body;
        },
        "the end of the run",
        100,
        590,
      );
      assert.deepEqual([run.state, run.counts.skipped], ["halted", 1]);
      assert.match(run.message, /"switcher" no longer has the role switch/);
      assert.deepEqual(await world.patches(), []);
    } finally {
      await world.stop();
    }
  },
};
