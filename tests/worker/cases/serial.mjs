// One key set, many callers: the queue, the guard, the throttle gate, and Idempotency-Key.

import assert from "node:assert/strict";
import { disable, enable, KEY, KEYSET, OTHER_KEY, path, until } from "../world.mjs";

const usableIn = (keys, statuses) => keys.filter((kid) => statuses.get(kid) === "enabled").length;

export const serial = {
  variants: (usual) => ({ storm: usual }),
  checks: ({ ask, emulator, patches, statusAtGraph, audit, forget }) => ({
    "changes of one key set are never under way together": async () => {
      const HELD_MS = 60;
      await emulator.plan({ normal: true, delayMs: HELD_MS, times: "always", match: { method: "PATCH" } });
      const spellings = [KEYSET, KEYSET.toLowerCase(), KEYSET.toUpperCase()];
      await Promise.all(
        Array.from({ length: 12 }, (_, n) =>
          ask("POST", path(spellings[n % 3], n % 2 ? KEY : OTHER_KEY), {
            body: { ...(n % 4 < 2 ? enable : disable), guard: false },
          }),
        ),
      );
      const arrivals = (await patches()).map(({ at }) => Date.parse(at)).sort((a, b) => a - b);
      assert.equal(arrivals.length, 12);
      // Each is held so long from its arrival; when it is said to have ended may be later than its answer.
      for (let n = 1; n < arrivals.length; n += 1)
        assert.ok(arrivals[n] - arrivals[n - 1] >= HELD_MS - 1, `${arrivals[n]} overlaps ${arrivals[n - 1]}`);
    },

    "fifty callers at once never leave the set without a usable key": async () => {
      for (const round of [1, 2, 3]) {
        const keys = ["one", "two", "three"];
        const id = `B2C_1A_Contested${round}`;
        await emulator.putKeyset(
          id,
          keys.map((kid) => ({ kid, kty: "oct", use: "sig", status: "enabled" })),
        );
        // Odd rounds hold every answer up a little, so that whoever does not wait is seen.
        if (round % 2) await emulator.plan({ normal: true, delayMs: 3, times: "always", match: { keyset: id } });
        const wanted = Array.from({ length: 50 }, (_, n) => ({
          kid: keys[(n * 7 + round) % 3],
          body: (n * 5 + round) % 4 === 0 ? enable : disable,
        }));
        const answers = await Promise.all(wanted.map(({ kid, body }) => ask("POST", path(id, kid), { body })));
        const statuses = new Map(keys.map((kid) => [kid, "enabled"]));
        for (const { url, body, applied } of (await patches()).filter((entry) => entry.url.includes(id))) {
          if (applied) statuses.set(decodeURIComponent(url.split("/").at(-1)), JSON.parse(body).status);
          assert.ok(usableIn(keys, statuses) >= 1, "no usable key was left");
        }
        const codes = answers.map(({ status, body }) => (status === 200 ? "ok" : body.code));
        assert.deepEqual([...new Set(codes)].sort(), ["last-usable-key", "ok"]);
      }
    },

    "the guard refuses the last key with 409, and override may leave it out": async () => {
      const id = "B2C_1A_Only";
      await emulator.putKeyset(id, [{ kid: "only", kty: "oct", use: "sig", status: "enabled" }]);
      const { status, body } = await ask("POST", path(id, "only"), { caller: "switcher", body: disable });
      assert.deepEqual([status, body.code, body.outcome], [409, "last-usable-key", "failed"]);
      assert.deepEqual(await patches(), []);
      assert.equal(
        (await ask("POST", path(id, "only"), { caller: "overrider", body: { ...disable, guard: false } })).status,
        200,
      );
      const row = (await audit()).at(-1);
      assert.deepEqual([row.guard, row.caller, row.outcome], [0, "overrider", "applied"]);
    },

    "verify reads back": async () => {
      await forget();
      assert.equal((await ask("POST", path(), { body: { ...disable, verify: true } })).body.verified, true);
    },

    "one who is throttled closes the gate for the others": async () => {
      await ask("POST", path(), { worker: "storm", body: enable });
      await emulator.reset();
      await emulator.plan({ status: 429, headers: { "retry-after": "2" }, match: { method: "PATCH" } });
      const first = ask("POST", path(), { worker: "storm", body: enable });
      await until(async () => (await patches()).length === 1, "the first PATCH", 20);
      await until(async () => (await patches())[0].endedAt !== null, "its answer", 20);
      // The hold is on its way to the tenant's object, and is there before a change that begins now has gone all of its way.
      await ask("POST", path("B2C_1A_Elsewhere", undefined, "fabrikam"), {
        caller: "everywhere",
        worker: "storm",
        body: enable,
      });
      await ask("POST", path("B2C_1A_TokenSigningKeyContainer", "nobody"), { worker: "storm", body: enable });
      assert.equal((await first).body.attempts, 2);
      const [refused, ...later] = (await patches()).filter(({ url }) => !url.includes("B2C_1A_Elsewhere"));
      assert.equal(later.length, 2);
      const opened = Date.parse(refused.endedAt) + 2_000;
      for (const { at } of later)
        assert.ok(Date.parse(at) >= opened - 5, `${at} is before ${new Date(opened).toISOString()}`);
    },

    "a wait that is too long is told instead, and sends nothing more": async () => {
      await emulator.plan({ status: 429, headers: { "retry-after": "3600" }, match: { method: "PATCH" } });
      for (const requests of [1, 0]) {
        const before = (await patches()).length;
        const { status, body, headers } = await ask("POST", path(), {
          caller: "everywhere",
          worker: "storm",
          body: enable,
        });
        assert.deepEqual([status, body.code], [503, "throttled"]);
        assert.ok(Number(headers.get("retry-after")) > 3_500 && body.retryAfterMs > 3_500_000);
        assert.equal((await patches()).length - before, requests);
      }
    },

    "the same Idempotency-Key is done once and answered alike": async () => {
      await forget();
      const headers = { "idempotency-key": "k-1" };
      const first = await ask("POST", path(), { body: disable, headers });
      const again = await ask("POST", path(), { body: disable, headers });
      assert.deepEqual([again.status, again.body], [200, first.body]);
      assert.deepEqual(
        [first.headers.get("idempotency-replayed"), again.headers.get("idempotency-replayed")],
        [null, "true"],
      );
      assert.equal((await patches()).length, 1);
    },

    "with another body it is 422; for another caller, tenant or route it is another key": async () => {
      await forget();
      const headers = { "idempotency-key": "k-2" };
      await ask("POST", path(), { body: disable, headers });
      const { status, body } = await ask("POST", path(), { body: enable, headers });
      assert.deepEqual([status, body.code], [422, "idempotency-key-reused"]);
      assert.equal((await ask("POST", path(), { caller: "switcher", body: enable, headers })).status, 200);
      assert.equal((await ask("POST", path(KEYSET, OTHER_KEY), { body: enable, headers })).status, 200);
      assert.equal(
        (await ask("POST", path(undefined, undefined, "fabrikam"), { caller: "everywhere", body: enable, headers }))
          .status,
        200,
      );
      assert.equal((await patches()).length, 4);
      const bad = await ask("POST", path(), { body: disable, headers: { "idempotency-key": "a b" } });
      assert.deepEqual([bad.status, bad.body.code], [400, "idempotency-key"]);
    },

    "while the first is under way a repeat waits for it, and a failure that may pass frees the key": async () => {
      await forget();
      const headers = { "idempotency-key": "k-3" };
      await emulator.plan({ normal: true, delayMs: 600_000, match: { method: "PATCH" } });
      const first = ask("POST", path(), { body: disable, headers });
      await until(async () => (await patches()).length === 1, "the PATCH", 10);
      const again = ask("POST", path(), { body: disable, headers });
      // Which ends the delay.
      await emulator.reset();
      const answers = await Promise.all([first, again]);
      assert.deepEqual(
        answers.map(({ status }) => status),
        [200, 200],
      );
      assert.equal(answers[0].body.attemptId, answers[1].body.attemptId);
      assert.equal((await patches()).length, 0, "it was sent twice");
      await emulator.plan({ status: 501, match: { method: "PATCH" } });
      const other = { "idempotency-key": "k-4" };
      assert.equal((await ask("POST", path(), { body: enable, headers: other })).status, 502);
      assert.equal((await ask("POST", path(), { body: enable, headers: other })).status, 200);
      assert.equal(await statusAtGraph(KEYSET, KEY), "enabled");
    },

    "a 409 and a 404 are no final answers: the same line works once the reason is gone": async () => {
      const id = "B2C_1A_Incident";
      const only = { kid: "only", kty: "oct", use: "sig", status: "enabled" };
      await emulator.putKeyset(id, [only]);
      const headers = { "idempotency-key": "incident-4711" };
      const line = () => ask("POST", path(id, "only"), { body: disable, headers });
      assert.deepEqual([(await line()).status, (await line()).status], [409, 409]);
      await emulator.putKeyset(id, [only, { ...only, kid: "another" }]);
      const { status, body } = await line();
      assert.equal(status, 200, body.detail);
      const missing = { "idempotency-key": "not-yet-there" };
      const early = () => ask("POST", path("B2C_1A_Later", "new"), { body: enable, headers: missing });
      assert.equal((await early()).status, 404);
      await emulator.putKeyset("B2C_1A_Later", [{ ...only, kid: "new" }]);
      assert.equal((await early()).status, 200);
    },
  }),
};
