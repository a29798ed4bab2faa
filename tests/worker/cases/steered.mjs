// Steered: a run is paused, resumed, given another time, tried again; and where two persons are needed, one makes it and another releases it.

import assert from "node:assert/strict";
import { loadPure } from "../runtime.mjs";
import { disable, enable, KEY, KEYSET, keyOf, path, until } from "../world.mjs";
import { makeSets } from "./runs.mjs";

const RUNS = "/tenants/contoso/runs";
const ahead = (ms = 3_600_000) => new Date(Date.now() + ms).toISOString();
const why = { reason: "steered" };
const ASSERTION = "cf-access-jwt-assertion";

export const steered = {
  variants: (usual, { built, receiver }) => {
    const { contoso, ...others } = usual.TENANTS;
    const { overrider, everywhere } = usual.CALLERS;
    const two = {
      ...usual,
      TENANTS: { ...others, contoso: { ...contoso, approvals: 1, approvalsAbove: 2, approvalHours: 1 } },
      // Two ways in of one person.
      CALLERS: {
        ...usual.CALLERS,
        overrider: { ...overrider, person: "olga" },
        everywhere: { ...everywhere, person: "everyone" },
        alice: { ...usual.CALLERS.alice, person: "olga", roles: { contoso: "override" } },
      },
      CHANNELS: { hook: { format: "webhook" } },
      NOTIFY_HOOK_URL: `${receiver.origin}/steered`,
      NOTIFY_HOOK_KEY: "a-key-of-more-than-24-characters",
    };
    return { steered: usual, two, "two-brief": { bindings: two, extras: built.briefest } };
  },
  checks: ({ ask, refused, emulator, identity, patches, receiver, consumer, audit, statusAtGraph }) => {
    const view = async (id, worker = "steered") =>
      (await ask("GET", `${RUNS}/${id}`, { caller: "reader", worker })).body;
    const finished = (id, worker) =>
      until(async () => {
        const run = await view(id, worker);
        return run.endedAt && run;
      }, "the end of the run");
    const order = (id, what, { worker = "steered", caller = "switcher", body = why, ...more } = {}) =>
      ask("POST", `${RUNS}/${id}/${what}`, { worker, caller, body, ...more });
    const plan = async (body, worker = "steered") =>
      (await ask("POST", path(), { worker, body: { at: ahead(), ...body } })).body;
    const rows = (id, worker, kind) =>
      until(async () => {
        const found = (await audit(worker)).filter((row) => row.run_id === id && row.kind === kind);
        return found.length > 0 && found;
      }, kind);
    const pause = (ms) => new Promise((over) => setTimeout(over, ms));

    return {
      "a run is paused: nothing more is begun until it is resumed, and both are in the audit": async () => {
        const changes = await makeSets(emulator, "Pause", 20);
        await emulator.plan({ normal: true, delayMs: 200, times: "always", match: { method: "PATCH" } });
        const { body } = await ask("POST", RUNS, { worker: "steered", body: { changes, reason: "x", concurrency: 2 } });
        await until(async () => (await patches()).length >= 4, "some changes", 10);
        const paused = await order(body.id, "pause");
        assert.deepEqual([paused.status, paused.body.state], [200, "paused"]);
        assert.equal((await order(body.id, "pause")).status, 200, "paused twice");
        // What is under way ends.
        await until(async () => (await view(body.id)).counts.sending === 0, "rest");
        const sent = (await patches()).length;
        await pause(1_500);
        assert.equal((await patches()).length, sent);
        assert.equal((await view(body.id)).state, "paused");
        assert.equal((await ask("GET", `${RUNS}?state=paused`, { worker: "steered" })).body.runs[0]?.id, body.id);
        await emulator.reset();
        await makeSets(emulator, "Pause", 20);
        const resumed = await order(body.id, "resume", { caller: "overrider" });
        assert.deepEqual([resumed.status, resumed.body.state], [200, "running"]);
        const run = await finished(body.id);
        assert.ok(run.counts.applied > 0 && run.counts.pending === 0);
        const [row] = await rows(body.id, "steered", "run-paused");
        assert.deepEqual([row.caller, row.reason, row.state], ["switcher", "steered", "paused"]);
        assert.equal((await rows(body.id, "steered", "run-resumed"))[0].caller, "overrider");
        assert.equal((await rows(body.id, "steered", "run-paused")).length, 1, "the second pause changed nothing");
      },

      "a planned change that is paused is not made at its time, but after it is resumed": async () => {
        const run = await plan({ ...enable, at: ahead(2_500) });
        assert.equal((await order(run.id, "pause")).body.state, "paused");
        await pause(3_500);
        assert.equal((await patches()).length, 0);
        await order(run.id, "resume");
        assert.equal((await finished(run.id)).state, "done");
      },

      "a paused run can be stopped": async () => {
        const run = await plan(enable);
        await order(run.id, "pause");
        const { body } = await ask("DELETE", `${RUNS}/${run.id}`, { worker: "steered" });
        assert.deepEqual([body.state, body.counts.skipped], ["stopped", 1]);
        for (const what of ["pause", "resume"]) {
          const answer = await order(run.id, what);
          assert.deepEqual([answer.status, answer.body.code], [409, "run-ended"]);
        }
      },

      "a planned change is given another time, and is made then": async () => {
        const far = ahead(7_200_000);
        const run = await plan({ ...disable, at: far });
        const at = ahead(2_000);
        const moved = await order(run.id, "reschedule", { body: { ...why, at } });
        assert.deepEqual([moved.status, moved.body.startAt, moved.body.scheduledBy], [200, at, "switcher"]);
        // As long as before.
        assert.equal(Date.parse(moved.body.notAfter) - Date.parse(at), Date.parse(run.notAfter) - Date.parse(far));
        assert.equal((await finished(run.id)).state, "done");
        const [sent] = await patches();
        assert.ok(sent.at >= at, `${sent.at} is before ${at}`);
        const [row] = await rows(run.id, "steered", "run-rescheduled");
        assert.equal(row.planned_for, at);
        const ended = await order(run.id, "reschedule", { body: { ...why, at: ahead() } });
        assert.equal(ended.body.code, "run-ended");
      },

      "another time contradicts other plans as a plan does, and the time that was left is free": async () => {
        const [first, second] = [ahead(3_600_000), ahead(7_200_000)];
        const one = await plan({ ...disable, at: first });
        const other = await plan({ ...enable, at: second });
        const moved = await order(other.id, "reschedule", { body: { ...why, at: first } });
        assert.deepEqual([moved.status, moved.body.code, moved.body.runId], [409, "contradicting-plan", one.id]);
        assert.equal((await view(other.id)).startAt, second);
        assert.equal((await order(one.id, "reschedule", { body: { ...why, at: ahead(9_000_000) } })).status, 200);
        assert.equal((await order(other.id, "reschedule", { body: { ...why, at: first } })).status, 200);
        const [listed] = (await ask("GET", `${RUNS}?state=scheduled&limit=1`, { worker: "steered" })).body.runs;
        assert.deepEqual([listed.id, listed.startAt], [other.id, first]);
        for (const { id } of [one, other]) await ask("DELETE", `${RUNS}/${id}`, { worker: "steered" });
      },

      "what a run did not make is tried again, as a run of its own, once": async () => {
        const [off, on] = await makeSets(emulator, "Retry", 1);
        const changes = [{ ...off, keyId: "absent" }, off, on];
        const { body } = await ask("POST", RUNS, { worker: "steered", body: { changes, reason: "x" } });
        const early = await order(body.id, "retry");
        if (early.status !== 202) assert.equal(early.body.code, "run-not-ended");
        const run = await finished(body.id);
        assert.deepEqual(
          run.results.map(({ state }) => state),
          ["failed", "skipped", "skipped"],
        );
        await emulator.putKeyset(
          off.keysetId,
          ["old", "new", "absent"].map((kid) => ({
            kid,
            kty: "oct",
            use: "sig",
            status: kid === "old" ? "enabled" : "disabled",
          })),
        );
        const options = { headers: { "idempotency-key": "again" } };
        const again = await order(body.id, "retry", options);
        assert.deepEqual([again.status, again.body.retryOf, again.body.total], [202, body.id, 3]);
        assert.equal(again.headers.get("location"), `${RUNS}/${again.body.id}`);
        assert.equal((await order(body.id, "retry", options)).body.id, again.body.id);
        assert.equal((await finished(again.body.id)).state, "done");
        const nothing = await order(again.body.id, "retry");
        assert.deepEqual([nothing.status, nothing.body.code], [409, "nothing-to-retry"]);
        const later = await order(body.id, "retry", { body: { ...why, at: ahead() } });
        assert.deepEqual([later.status, later.body.state], [202, "scheduled"]);
        await ask("DELETE", `${RUNS}/${later.body.id}`, { worker: "steered" });
      },

      "wrong orders, and orders of the wrong people, are refused": async () => {
        const run = await plan(enable);
        const unguarded = await plan({ ...enable, guard: false, at: ahead(5_000_000) });
        const nobody = "11111111-1111-4111-8111-111111111111";
        const all = ["pause", "resume", "reschedule", "release", "retry"];
        const at = ahead(9_000_000);
        for (const what of all) {
          const url = `${RUNS}/${run.id}/${what}`;
          const body = what === "reschedule" ? { ...why, at } : why;
          const options = { worker: "steered", caller: "switcher", body };
          await refused(401, "unauthenticated", "POST", url, { ...options, caller: null });
          await refused(403, "role", "POST", url, { ...options, caller: "reader" });
          await refused(403, "role", "POST", url, { ...options, caller: "elsewhere" });
          await refused(404, "unknown-run", "POST", `/tenants/fabrikam/runs/${run.id}/${what}`, {
            ...options,
            caller: "elsewhere",
          });
          await refused(404, "unknown-run", "POST", `${RUNS}/${nobody}/${what}`, options);
          await refused(404, "unknown-run", "POST", `${RUNS}/x/${what}`, options);
          await refused(400, "reason", "POST", url, { ...options, body: what === "reschedule" ? { at } : {} });
          await refused(400, "unknown-member", "POST", url, { ...options, body: { ...body, more: 1 } });
          await refused(403, "origin", "POST", url, { ...options, headers: { origin: "https://evil.example" } });
          await refused(415, "content-type", "POST", url, { ...options, headers: { "content-type": "text/plain" } });
          await refused(405, "method", "GET", url, { worker: "steered" });
          // Whoever lets an override be made may make it.
          if (what === "pause") continue;
          await refused(403, "role", "POST", `${RUNS}/${unguarded.id}/${what}`, options);
        }
        for (const body of [why, { ...why, at: null }])
          await refused(400, "at", "POST", `${RUNS}/${run.id}/reschedule`, { worker: "steered", body });
        await refused(400, "at", "POST", `${RUNS}/${run.id}/reschedule`, {
          worker: "steered",
          body: { ...why, at: "2001-01-01T00:00:00Z" },
        });
        assert.equal((await order(run.id, "release")).body.code, "not-awaiting");
        assert.equal((await order(run.id, "resume")).status, 200, "it goes on already");
        for (const { id } of [run, unguarded]) await ask("DELETE", `${RUNS}/${id}`, { worker: "steered" });
      },

      "what leaves the guard out is made by one and released by another, and then made once": async () => {
        const worker = "two";
        const { status, headers, body } = await ask("POST", path(), { worker, body: { ...disable, guard: false } });
        assert.deepEqual([status, body.state], [202, "awaiting-release"]);
        const wait = Date.parse(body.releaseBy) - Date.parse(body.createdAt);
        assert.equal(wait, 3_600_000);
        await pause(1_000);
        assert.equal((await patches()).length, 0);
        const told = await until(
          () => receiver.taken("/steered").find((post) => post.body.includes(body.id)),
          "a notice",
        );
        assert.deepEqual([JSON.parse(told.body).type, JSON.parse(told.body).runId], ["run-awaits-release", body.id]);

        // Who made it does not release it, whatever is sent with it: not as another caller of the same person either.
        const mine = [
          {},
          { headers: { "x-forwarded-user": "everywhere", "x-caller": "everywhere", cookie: "caller=everywhere" } },
          { headers: { "cf-access-authenticated-user-email": "mallory@example.com" } },
          { headers: { "idempotency-key": "release-1" } },
          { caller: null, headers: { [ASSERTION]: identity.assertion() } },
          // Where Access speaks, the key does not.
          { caller: "everywhere", headers: { [ASSERTION]: identity.assertion() } },
        ];
        for (const more of mine) {
          const answer = await order(body.id, "release", { worker, caller: "overrider", ...more });
          assert.deepEqual([answer.status, answer.body.code], [403, "own-change"], JSON.stringify(more));
        }
        const bad = await order(body.id, "release", {
          worker,
          caller: "overrider",
          headers: { authorization: `Bearer ${keyOf("everywhere")}x` },
        });
        assert.equal(bad.status, 401);
        assert.equal((await order(body.id, "release", { worker, caller: "switcher" })).body.code, "role");
        assert.equal((await order(body.id, "pause", { worker })).body.code, "awaiting-release");
        assert.equal((await order(body.id, "resume", { worker, caller: "overrider" })).body.code, "awaiting-release");
        assert.equal((await patches()).length, 0);

        const all = await Promise.all(
          Array.from({ length: 5 }, () => order(body.id, "release", { worker, caller: "everywhere" })),
        );
        assert.ok(all.every((answer) => answer.status === 200 && answer.body.releasedBy === "everywhere"));
        const run = await finished(body.id, worker);
        assert.deepEqual([run.state, run.caller, run.releasedBy], ["done", "overrider", "everywhere"]);
        assert.equal((await patches()).length, 1);
        assert.equal(await statusAtGraph(KEYSET, KEY), "disabled");
        const released = await rows(run.id, worker, "run-released");
        assert.deepEqual(
          released.map(({ caller, reason }) => [caller, reason]),
          [["everywhere", "steered"]],
        );
        assert.equal(headers.get("location"), `${RUNS}/${run.id}`);
      },

      "a large run waits, a small one does not": async () => {
        const worker = "two";
        const changes = await makeSets(emulator, "Large", 2);
        const small = (await ask("POST", RUNS, { worker, body: { changes: changes.slice(0, 2), reason: "x" } })).body;
        assert.equal((await finished(small.id, worker)).state, "done");
        const large = (
          await ask("POST", RUNS, { worker, caller: "switcher", body: { changes: changes.slice(0, 3), reason: "x" } })
        ).body;
        assert.equal(large.state, "awaiting-release");
        const { runs } = (await ask("GET", `${RUNS}?state=awaiting-release`, { worker, caller: "reader" })).body;
        assert.deepEqual(
          runs.map(({ id }) => id),
          [large.id],
        );
        const released = await order(large.id, "release", { worker, caller: "overrider" });
        assert.equal(released.status, 200);
        assert.ok(
          Date.parse(released.body.startAt) >= Date.parse(released.body.releasedAt),
          "it has its time from there on",
        );
        assert.equal((await finished(large.id, worker)).counts.applied, 3);
        const late = await order(large.id, "release", { worker, caller: "everywhere" });
        assert.equal(late.body.code, "run-ended");
      },

      "a release counts for the time that was seen: another time needs another release, by a third": async () => {
        const worker = "two";
        const run = await plan({ ...enable, guard: false }, worker);
        assert.equal(run.state, "awaiting-release");
        assert.equal((await order(run.id, "release", { worker, caller: "everywhere" })).body.state, "scheduled");
        const moved = await order(run.id, "reschedule", {
          worker,
          caller: "everywhere",
          body: { ...why, at: ahead(9_000_000) },
        });
        assert.deepEqual([moved.status, moved.body.state, moved.body.releasedBy], [200, "awaiting-release", undefined]);
        for (const caller of ["overrider", "everywhere"]) {
          const answer = await order(run.id, "release", { worker, caller });
          assert.deepEqual([answer.status, answer.body.code], [403, "own-change"]);
        }
        assert.equal((await ask("DELETE", `${RUNS}/${run.id}`, { worker, caller: "switcher" })).body.state, "stopped");
      },

      "what nobody releases expires, and that is told; what nobody resumes expires too, and is not late meanwhile":
        async () => {
          // An hour is 180 milliseconds here.
          const worker = "two-brief";
          const paused = await plan({ ...disable, at: ahead(3_000) }, worker);
          assert.equal((await order(paused.id, "pause", { worker })).status, 200);
          const { body } = await ask("POST", path(), { worker, body: { ...disable, guard: false } });
          const run = await finished(body.id, worker);
          assert.deepEqual([run.state, run.counts.skipped], ["expired", 1]);
          assert.match(run.message, /^Nobody released it by 20/);
          assert.equal((await patches()).length, 0);
          const late = await order(body.id, "release", { worker, caller: "everywhere" });
          assert.deepEqual([late.status, late.body.code], [409, "run-ended"]);
          await until(
            () => receiver.taken("/steered").filter((post) => post.body.includes(body.id)).length === 2,
            "both notices",
          );
          const given = await finished(paused.id, worker);
          assert.deepEqual([given.state, given.lateAt], ["expired", undefined]);
          assert.match(given.message, /^Paused, and not resumed by 20/);
        },

      "who may release what, as a rule": async () => {
        const { steered: decide } = (await loadPure(consumer, "run/steer")).run_steer;
        const run = {
          state: "awaiting-release",
          caller: "a",
          startAt: 0,
          notAfter: 100,
          releaseBy: 50,
          planned: false,
        };
        const release = (more, caller, persons = {}, now = 10) =>
          decide({ ...run, ...more }, { do: "release", persons }, caller, now);
        const code = (told) => told.refused?.code;
        assert.equal(code(release({}, "a")), "own-change");
        assert.equal(code(release({}, "b", { a: "p", b: "p" })), "own-change");
        assert.equal(code(release({}, "p", { a: "p" })), "own-change");
        assert.equal(code(release({ scheduledBy: "b" }, "b")), "own-change");
        assert.equal(code(release({ scheduledBy: "b" }, "a")), "own-change");
        assert.equal(code(release({}, "b", {}, 50)), "release-expired");
        assert.equal(code(release({ releasedBy: "c", state: "scheduled" }, "b")), "released");
        assert.deepEqual(release({ releasedBy: "c", state: "scheduled" }, "c"), {});
        assert.equal(code(release({}, "b", { constructor: "a" })), undefined);
        assert.deepEqual(release({}, "b").members, {
          startAt: 10,
          notAfter: 110,
          state: "scheduled",
          releasedBy: "b",
          releasedAt: 10,
        });
        assert.deepEqual(release({ endGiven: true }, "b").members.notAfter, undefined);
        assert.deepEqual(release({ planned: true }, "b").members.startAt, undefined);
        assert.equal(
          code(
            decide({ ...run, state: "running", startedAt: 1 }, { do: "reschedule", at: 200, releaseMs: 1 }, "a", 10),
          ),
          "not-planned",
        );
        const begun = { ...run, planned: true, state: "running", startedAt: 1 };
        assert.equal(code(decide(begun, { do: "reschedule", at: 200, releaseMs: 1 }, "a", 10)), "run-started");
      },
    };
  },
};
