// What was asked for is done as a whole or stops where it must: failures within a key set, plans that contradict each other, and who goes first.

import assert from "node:assert/strict";
import { disable, enable, KEY, KEYSET, path, until } from "../world.mjs";
import { loadPure } from "../runtime.mjs";

const RUNS = "/tenants/contoso/runs";
const later = (ms = 3_600_000) => new Date(Date.now() + ms).toISOString();

export const plans = {
  checks: ({ ask, refused, emulator, patches, audit, consumer }) => {
    const finished = (id) =>
      until(async () => {
        const { body } = await ask("GET", `${RUNS}/${id}`, { caller: "reader" });
        return body.endedAt && body;
      }, "the end of the run");
    const makeSet = (id) =>
      emulator.putKeyset(
        id,
        ["old", "new", "more"].map((kid) => ({ kid, kty: "oct", use: "sig", status: "enabled" })),
      );

    return {
      "a roll-over whose new key cannot be enabled leaves the old one alone": async () => {
        await makeSet("B2C_1A_Roll");
        await makeSet("B2C_1A_Beside");
        const changes = [
          { keysetId: "B2C_1A_Roll", keyId: "not-uploaded", status: "enabled" },
          { keysetId: "B2C_1A_Roll", keyId: "old", status: "disabled" },
          { keysetId: "b2c_1a_roll", keyId: "more", status: "disabled" },
          { keysetId: "B2C_1A_Beside", keyId: "old", status: "disabled" },
        ];
        const { body } = await ask("POST", RUNS, { caller: "switcher", body: { changes, reason: "roll over" } });
        assert.equal(body.onFailure, "stop");
        const run = await finished(body.id);
        assert.deepEqual(
          [run.state, run.results.map(({ state }) => state)],
          ["failed", ["failed", "skipped", "skipped", "applied"]],
        );
        assert.match(run.results[1].message, /Not made, since change 0 of the same key set was not applied/);
        const sent = (await patches()).filter(({ url }) => /roll/i.test(url));
        assert.ok(sent.every(({ url }) => url.endsWith("not-uploaded")));
        const rows = await until(async () => {
          const all = (await audit()).filter(({ run_id }) => run_id === run.id);
          return all.some(({ kind }) => kind === "run-ended") && all;
        }, "the audit");
        const notMade = rows.filter(({ kind }) => kind === "not-made");
        assert.deepEqual(
          notMade.map(({ key_id, status, outcome }) => [key_id, status, outcome]),
          [
            ["not-uploaded", "enabled", "failed"],
            ["old", "disabled", "skipped"],
            ["more", "disabled", "skipped"],
          ],
        );
        const onwards = { changes: changes.slice(0, 2), reason: "all the same", onFailure: "continue" };
        const second = await finished((await ask("POST", RUNS, { body: onwards })).body.id);
        assert.deepEqual(
          second.results.map(({ state }) => state),
          ["failed", "applied"],
        );
      },

      "two plans that contradict each other are not both taken": async () => {
        await emulator.set({ case: "ignored" });
        const at = later();
        const plan = (status, when = at, keyset = KEYSET) =>
          ask("POST", path(keyset), { body: { status, reason: "plan", at: when } });
        const first = await plan("disabled");
        assert.equal(first.status, 202);
        const other = await plan("enabled", at, KEYSET.toLowerCase());
        assert.deepEqual([other.status, other.body.code, other.body.runId], [409, "contradicting-plan", first.body.id]);
        const change = { keysetId: KEYSET, keyId: KEY, status: "enabled" };
        const run = await ask("POST", RUNS, { body: { changes: [change], reason: "plan", at } });
        assert.deepEqual([run.status, run.body.code], [409, "contradicting-plan"]);
        assert.equal((await plan("disabled")).status, 202, "they agree");
        assert.equal((await plan("enabled", later(7_200_000))).status, 202, "another time");
        const [, agreeing] = [first, await plan("disabled")];
        for (const { headers } of [first, agreeing]) await ask("DELETE", headers.get("location"));
        // The one that agreed stands still.
        assert.equal((await plan("enabled")).status, 409);
      },

      "a plan that was stopped contradicts nobody": async () => {
        const at = later();
        const body = { ...disable, at, preflight: false };
        const first = await ask("POST", path("B2C_1A_Stopped"), { body });
        await ask("DELETE", first.headers.get("location"));
        await until(
          async () => (await ask("POST", path("B2C_1A_Stopped"), { body: { ...body, ...enable } })).status === 202,
          "room for the other",
        );
        const rows = (await audit()).filter(({ run_id }) => run_id === first.body.id);
        const [created] = rows;
        const planned = [created.kind, created.keyset_id, created.key_id, created.status, created.planned_for];
        assert.deepEqual(planned, ["run-created", "B2C_1A_Stopped", KEY, "disabled", at]);
        const stopped = rows.find(({ kind }) => kind === "run-stopped");
        assert.equal(stopped.caller, "overrider");
        const notMade = rows.find(({ kind }) => kind === "not-made");
        assert.deepEqual([notMade.outcome, notMade.code, notMade.planned_for], ["skipped", "stopped", at]);
        assert.equal(rows.find(({ kind }) => kind === "run-ended").state, "stopped");
      },

      "a direct change goes before the next change of a run, and not beside the one that is made": async () => {
        const id = "B2C_1A_Ahead";
        const keys = Array.from({ length: 6 }, (_, n) => `k${n}`);
        await emulator.putKeyset(
          id,
          ["stays", ...keys].map((kid) => ({ kid, kty: "oct", use: "sig", status: "enabled" })),
        );
        await emulator.plan({ normal: true, delayMs: 500, times: "always", match: { method: "PATCH", keyset: id } });
        const run = (keyId) =>
          ask("POST", RUNS, { body: { changes: [{ keysetId: id, keyId, status: "disabled" }], reason: "slow" } });
        // Six runs: one of them has its change at work, the others wait for their turn.
        const all = await Promise.all(keys.map(run));
        await until(async () => (await patches()).length >= 1, "the first change", 10);
        await until(async () => {
          const asked = await Promise.all(all.map(({ body }) => ask("GET", `${RUNS}/${body.id}?limit=1`)));
          return asked.every(({ body }) => body.counts.pending === 0);
        }, "the others in the queue");
        const before = (await patches()).length;
        const direct = await ask("POST", path(id, "stays"), { body: enable });
        assert.equal(direct.status, 200, direct.body.detail);
        for (const { body } of all) await finished(body.id);
        const sent = await patches();
        const order = sent.map(({ url }) => url.split("/").at(-1));
        assert.equal(order.length, 7);
        assert.ok(before <= 4, "nobody was left to go before");
        // One may have ended, and the next begun, on the way.
        const place = order.indexOf("stays");
        assert.ok(place >= before && place <= before + 1, `${place} of ${order.join(" ")}; ${before} were sent`);
        for (let n = 1; n < sent.length; n += 1)
          assert.ok(Date.parse(sent[n].at) >= Date.parse(sent[n - 1].endedAt) - 1, "two at once");
      },

      "a planned change is judged by when it was asked for, not by when it was repeated": async () => {
        const { whenOf } = (await loadPure(consumer, "api/wish")).api_wish;
        const at = new Date(10_000).toISOString();
        assert.deepEqual(whenOf({ at }, 5_000), { at: 10_000 });
        assert.throws(() => whenOf({ at }, 10_000), { code: "at" });
        const notAfter = new Date(20_000).toISOString();
        assert.deepEqual(whenOf({ at, notAfter }, 5_000), { at: 10_000, notAfter: 20_000 });
      },

      "notAfter is after its time, and not for ever": async () => {
        const at = later();
        for (const notAfter of [at, later(60_000), later(9 * 24 * 3_600_000)])
          await refused(400, "notAfter", "POST", path(), { body: { ...disable, at, notAfter } });
        await refused(400, "notAfter", "POST", path(), { body: { ...disable, at, notAfter: "tomorrow" } });
        const { status, body } = await ask("POST", path(), { body: { ...disable, at, notAfter: later(7_200_000) } });
        assert.equal(status, 202, body.detail);
        assert.ok(Date.parse(body.notAfter) > Date.parse(at));
      },
    };
  },
};
