// Runs and planned changes: what they come to, in which order, and how they are stopped.

import assert from "node:assert/strict";
import { disable, enable, KEY, KEYSET, path, until } from "../world.mjs";

const RUNS = "/tenants/contoso/runs";
const soon = (ms) => new Date(Date.now() + ms).toISOString();

/** Plans a change for soon, and for later if it came too late for that: a machine may stall. Gives that time and the answer. */
async function plan(ms, send) {
  const at = soon(ms);
  const answer = await send(at);
  return answer.status === 400 && ms < 10_000 ? plan(ms * 3, send) : { at, ...answer };
}

/** `sets` key sets with two keys each, as changes that disable the first and enable the second. */
export async function makeSets(emulator, name, sets) {
  const changes = [];
  for (let n = 0; n < sets; n += 1) {
    const keysetId = `B2C_1A_${name}${n}`;
    await emulator.putKeyset(
      keysetId,
      ["old", "new"].map((kid) => ({ kid, kty: "oct", use: "sig", status: kid === "old" ? "enabled" : "disabled" })),
    );
    changes.push({ keysetId, keyId: "new", status: "enabled" }, { keysetId, keyId: "old", status: "disabled" });
  }
  return changes;
}

export const runs = {
  checks: ({ ask, refused, emulator, patches, audit, statusAtGraph }) => {
    const finished = (id) =>
      until(async () => {
        const { body } = await ask("GET", `${RUNS}/${id}`, { caller: "reader" });
        return body.endedAt && body;
      }, "the end of the run");

    return {
      "a run makes every change, in order within each key set": async () => {
        const changes = await makeSets(emulator, "Run", 10);
        const { status, body, headers } = await ask("POST", RUNS, {
          caller: "switcher",
          body: { changes, reason: "roll over" },
        });
        assert.deepEqual([status, headers.get("location"), body.total], [202, `${RUNS}/${body.id}`, 20]);
        const run = await finished(body.id);
        assert.deepEqual([run.state, run.counts.applied, run.caller, run.guard], ["done", 20, "switcher", true]);
        run.results.forEach((result, index) => {
          assert.deepEqual(
            [result.index, result.keysetId, result.keyId, result.state],
            [index, changes[index].keysetId, changes[index].keyId, "applied"],
          );
        });
        // Were the order another, the guard would have refused the second.
        const sent = (await patches()).map(({ url, body: text }) => `${url.split("/")[4]} ${JSON.parse(text).status}`);
        for (const { keysetId } of changes)
          assert.ok(sent.indexOf(`${keysetId} enabled`) < sent.indexOf(`${keysetId} disabled`));
        const rows = (await audit()).filter(({ run_id: id }) => id === run.id);
        assert.deepEqual(
          ["run-created", "run-started", "planned", "asked", "outcome"].map(
            (kind) => rows.filter((row) => row.kind === kind).length,
          ),
          [1, 1, 20, 20, 20],
        );
        const ended = await until(async () => {
          const { body: shown } = await ask("GET", `/tenants/contoso/audit?runId=${run.id}`, { caller: "reader" });
          return shown.rows.length === 63 && shown.rows.find(({ kind }) => kind === "run-ended");
        }, "all rows of the run");
        assert.deepEqual([ended.state, ended.total, ended.counts.applied], ["done", 20, 20]);
      },

      "its results can be paged": async () => {
        const changes = await makeSets(emulator, "Page", 3);
        const { body } = await ask("POST", RUNS, { body: { changes, reason: "roll over" } });
        await finished(body.id);
        const first = (await ask("GET", `${RUNS}/${body.id}?limit=4`)).body;
        const rest = (await ask("GET", `${RUNS}/${body.id}?limit=4&after=${first.next}`)).body;
        assert.deepEqual(
          [...first.results, ...rest.results].map(({ index }) => index),
          [0, 1, 2, 3, 4, 5],
        );
        assert.equal(rest.next, undefined);
        for (const query of ["limit=0", "limit=1001", "limit=x", "after=-1", "after=1.5"])
          await refused(400, "query", "GET", `${RUNS}/${body.id}?${query}`);
      },

      "what cannot be done is told, and the rest is done": async () => {
        const [first, second] = await makeSets(emulator, "Mixed", 1);
        const nobody = { keysetId: KEYSET, keyId: "nobody", status: "disabled" };
        const all = { changes: [nobody, second, first], reason: "roll over", onFailure: "continue" };
        const { body } = await ask("POST", RUNS, { body: all });
        const { state, counts, results } = await finished(body.id);
        assert.deepEqual([state, counts.applied, counts.failed], ["failed", 1, 2]);
        assert.deepEqual(
          results.map(({ code }) => code),
          ["not-found", "last-usable-key", undefined],
        );
      },

      "what may pass is tried again": async () => {
        const changes = await makeSets(emulator, "Again", 1);
        await emulator.plan({ status: 501, match: { method: "PATCH" }, times: 2 });
        const { body } = await ask("POST", RUNS, { body: { changes, reason: "roll over" } });
        const { state, results } = await finished(body.id);
        assert.deepEqual([state, results.map(({ tries }) => tries)], ["done", [3, 1]]);
      },

      "a refusal that meets every change halts it": async () => {
        const changes = await makeSets(emulator, "Halt", 6);
        await emulator.plan({ status: 403, match: { method: "PATCH" }, times: "always" });
        const { body } = await ask("POST", RUNS, { body: { changes, reason: "roll over", concurrency: 1 } });
        const { state, counts, message } = await finished(body.id);
        assert.deepEqual([state, counts.failed, counts.skipped], ["halted", 1, 11]);
        assert.match(message, /TrustFrameworkKeySet\.ReadWrite\.All/);
      },

      "a run is stopped: what was not sent is skipped and reported": async () => {
        const changes = await makeSets(emulator, "Stop", 50);
        // Two at a time: whoever stops it has ten seconds to do so.
        await emulator.plan({ normal: true, delayMs: 200, times: "always", match: { method: "PATCH" } });
        const { body } = await ask("POST", RUNS, { body: { changes, reason: "roll over", concurrency: 2 } });
        await until(async () => (await patches()).length >= 4, "some changes", 10);
        const stopped = await ask("DELETE", `${RUNS}/${body.id}`, { caller: "switcher" });
        assert.equal(stopped.status, 200);
        assert.ok(["stopping", "stopped"].includes(stopped.body.state) && stopped.body.counts.skipped > 0);
        const run = await finished(body.id);
        assert.deepEqual([run.state, run.counts.applied + run.counts.skipped], ["stopped", 100]);
        assert.equal((await patches()).length, run.counts.applied);
        assert.match(run.results.at(-1).message, /Stopped by switcher/);
        assert.equal((await ask("DELETE", `${RUNS}/${body.id}`)).body.state, "stopped");
        assert.equal(
          (await audit()).filter(({ kind, run_id: id }) => kind === "run-stopped" && id === run.id).length,
          1,
        );
      },

      "a planned change is made when its time has come": async () => {
        const { at, status, body, headers } = await plan(1_500, (at) =>
          ask("POST", path(), { body: { ...disable, at } }),
        );
        assert.deepEqual([status, body.state, body.startAt], [202, "scheduled", at]);
        const run = await until(async () => {
          const found = (await ask("GET", headers.get("location"))).body;
          return found.endedAt && found;
        }, "its time");
        assert.deepEqual([run.state, run.counts.applied], ["done", 1]);
        const [{ at: sentAt }, ...more] = await patches();
        assert.deepEqual(more, []);
        assert.ok(sentAt >= at, `${sentAt} is before ${at}`);
        assert.equal(await statusAtGraph(KEYSET, KEY), "disabled");
      },

      "a planned change can be stopped before": async () => {
        const { headers } = await ask("POST", path(), { body: { ...enable, at: soon(3_600_000) } });
        const { body } = await ask("DELETE", headers.get("location"));
        assert.deepEqual([body.state, body.counts.skipped], ["stopped", 1]);
        assert.equal((await patches()).length, 0);
      },

      "the same Idempotency-Key makes one run": async () => {
        const changes = await makeSets(emulator, "Once", 1);
        const options = { body: { changes, reason: "roll over" }, headers: { "idempotency-key": "run-1" } };
        const [first, again] = [await ask("POST", RUNS, options), await ask("POST", RUNS, options)];
        assert.equal(again.body.id, first.body.id);
        await finished(first.body.id);
        assert.equal((await patches()).length, 2);
      },

      "a planned change that is repeated after its time is answered as before": async () => {
        const optionsAt = (at) => ({ body: { ...enable, at }, headers: { "idempotency-key": `planned-${at}` } });
        const first = await plan(700, (at) => ask("POST", path(), optionsAt(at)));
        const options = optionsAt(first.at);
        await finished(first.body.id);
        const again = await ask("POST", path(), options);
        assert.deepEqual([again.status, again.body], [202, first.body]);
      },

      "wrong runs are 400": async () => {
        const change = { keysetId: "a", keyId: "b", status: "disabled" };
        const reason = "x";
        const wrong = [
          [{ reason }, "changes"],
          [{ reason, changes: [] }, "changes"],
          [{ reason, changes: {} }, "changes"],
          [{ reason, changes: [7] }, "changes"],
          [{ reason, changes: [change, { ...change, keysetId: "A" }] }, "changes"],
          [{ reason, changes: Array(10_001).fill(change) }, "changes"],
          [{ reason, changes: [{ ...change, at: "x" }] }, "unknown-member"],
          [{ reason, changes: [{ ...change, status: "off" }] }, "status"],
          [{ reason, changes: [{ ...change, keyId: ".." }] }, "id"],
          [{ reason, changes: [{ ...change, keysetId: 7 }] }, "id"],
          [{ reason, changes: [{ ...change, keyId: "\ud800" }] }, "id"],
          [{ reason, changes: [change], concurrency: 17 }, "concurrency"],
          [{ reason, changes: [change], concurrency: "4" }, "concurrency"],
          [{ changes: [change] }, "reason"],
          [{ reason, changes: [change], at: "2001-01-01T00:00:00Z" }, "at"],
        ];
        for (const [body, code] of wrong) await refused(400, code, "POST", RUNS, { body });
        await refused(413, "too-large", "POST", RUNS, { body: " ".repeat(4 * 1024 * 1024 + 1) });
      },

      "a run of another tenant, or none, is 404": async () => {
        const changes = await makeSets(emulator, "Mine", 1);
        const { body } = await ask("POST", RUNS, { body: { changes, reason: "roll over" } });
        await finished(body.id);
        await refused(404, "unknown-run", "GET", `/tenants/fabrikam/runs/${body.id}`, { caller: "elsewhere" });
        await refused(404, "unknown-run", "DELETE", `/tenants/fabrikam/runs/${body.id}`, { caller: "elsewhere" });
        for (const id of ["11111111-1111-4111-8111-111111111111", "x", "__proto__"])
          await refused(404, "unknown-run", "GET", `${RUNS}/${id}`);
      },
    };
  },
};
