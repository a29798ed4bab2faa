// Asked first: `?dryRun=true` says what would follow from every write and does nothing, and what is planned is looked at when it is planned.

import assert from "node:assert/strict";
import { loadPure } from "../runtime.mjs";
import { stored } from "../storage.mjs";
import { disable, enable, KEY, KEYSET, path, until } from "../world.mjs";

const RUNS = "/tenants/contoso/runs";
const ahead = (ms = 3_600_000) => new Date(Date.now() + ms).toISOString();
const key = (kid, status, more = {}) => ({ kid, kty: "oct", use: "sig", status, ...more });

export const asked = {
  variants: (usual) => {
    const { contoso, ...others } = usual.TENANTS;
    return {
      asked: { ...usual, TENANTS: { ...others, contoso: { ...contoso, approvals: 1 } } },
      "asked-away": usual,
    };
  },
  checks: ({ ask, refused, emulator, workers, persist, patches, consumer }) => {
    const finished = (id, worker) =>
      until(async () => {
        const { body } = await ask("GET", `${RUNS}/${id}`, { caller: "reader", worker });
        return body.endedAt && body;
      }, "the end of the run");

    /** What is kept, once it has come to rest. */
    const atRest = async (worker) => {
      let last = "";
      return until(
        async () => {
          const now = await stored(workers, persist, worker);
          const same = JSON.stringify(now) === last;
          last = JSON.stringify(now);
          return same && now;
        },
        "rest",
        200,
      );
    };
    const written = async () => (await emulator.journal()).filter(({ method }) => method !== "GET");

    return {
      "a dry run of every write says what would follow, and touches nothing": async () => {
        const worker = "asked";
        await emulator.putKeyset("B2C_1A_Asked", [key("old", "enabled"), key("new", "disabled")]);
        const roll = [
          { keysetId: "B2C_1A_Asked", keyId: "new", status: "enabled" },
          { keysetId: "B2C_1A_Asked", keyId: "old", status: "disabled" },
        ];
        const send = (method, url, caller, body) => ask(method, url, { caller, body, worker });
        const reason = { reason: "asked" };
        // One of each: planned, waiting for its release, paused, failed.
        const planned = (await send("POST", path(), "switcher", { ...enable, at: ahead() })).body;
        const waiting = (await send("POST", RUNS, "overrider", { changes: roll, reason: "asked", guard: false })).body;
        const paused = (await send("POST", path(), "switcher", { ...enable, at: ahead(7_200_000) })).body;
        await send("POST", `${RUNS}/${paused.id}/pause`, "switcher", reason);
        const nobody = [{ keysetId: KEYSET, keyId: "nobody", status: "enabled" }];
        const failed = (await send("POST", RUNS, "switcher", { changes: nobody, reason: "asked" })).body;
        assert.equal((await finished(failed.id, worker)).state, "failed");
        assert.deepEqual([planned.state, waiting.state], ["scheduled", "awaiting-release"]);

        const dry = [
          ["POST", path(), "switcher", disable, { state: "scheduled" }],
          ["POST", path(), "switcher", { ...disable, at: ahead() }, { state: "scheduled" }],
          ["POST", path(), "overrider", { ...disable, guard: false }, { state: "awaiting-release" }],
          ["POST", RUNS, "switcher", { changes: roll, reason: "asked" }, { state: "scheduled", total: 2 }],
          ["POST", RUNS, "switcher", { changes: roll, reason: "asked", at: ahead() }, { state: "scheduled" }],
          ["DELETE", `${RUNS}/${planned.id}`, "switcher", undefined, { state: "stopped", runId: planned.id }],
          ["POST", `${RUNS}/${planned.id}/pause`, "switcher", reason, { state: "paused" }],
          ["POST", `${RUNS}/${paused.id}/resume`, "switcher", reason, { state: "scheduled" }],
          [
            "POST",
            `${RUNS}/${planned.id}/reschedule`,
            "switcher",
            { ...reason, at: "2027-01-02T03:04:05.000Z" },
            { startAt: "2027-01-02T03:04:05.000Z" },
          ],
          ["POST", `${RUNS}/${waiting.id}/release`, "everywhere", reason, { state: "scheduled" }],
          ["POST", `${RUNS}/${failed.id}/retry`, "switcher", reason, { state: "scheduled", total: 1 }],
        ];
        await emulator.reset();
        await emulator.putKeyset("B2C_1A_Asked", [key("old", "enabled"), key("new", "disabled")]);
        const before = await atRest(worker);
        for (const [method, url, caller, body, expected] of dry) {
          const options = { caller, body, worker, headers: { "idempotency-key": `dry-${method}-${url.length}` } };
          const { status, body: said } = await ask(method, `${url}?dryRun=true`, options);
          assert.deepEqual([status, said.dryRun], [200, true], `${method} ${url}: ${said.detail}`);
          assert.ok(said.follows.length > 10 && said.follows.endsWith("."), said.follows);
          for (const [member, value] of Object.entries(expected)) assert.equal(said[member], value, `${url} ${member}`);
          assert.deepEqual(await written(), [], url);
          assert.deepEqual(await stored(workers, persist, worker), before, url);
        }
        // And without it, each is done.
        for (const [method, url, caller, body] of dry.slice(5, 11)) {
          const { status, body: said } = await ask(method, `${url}?dryRun=false`, { caller, body, worker });
          const gone = method === "POST" && url.includes(planned.id);
          assert.ok(gone ? status === 409 : status < 300, `${method} ${url}: ${status} ${said.detail}`);
          assert.equal(said.dryRun, undefined);
        }
        assert.notDeepEqual(await atRest(worker), before);
      },

      "wrong questions and wrong identities are refused as without it": async () => {
        const id = "11111111-1111-4111-8111-111111111111";
        for (const query of ["dryRun=yes", "dryRun=", "dryrun=true", "dryRun=true&dryRun=true"])
          await refused(400, "query", "POST", `${path()}?${query}`, { body: disable });
        await refused(400, "status", "POST", `${path()}?dryRun=true`, { body: { reason: "x" } });
        await refused(400, "at", "POST", `${path()}?dryRun=true`, { body: { ...disable, at: "2001-01-01T00:00:00Z" } });
        await refused(401, "unauthenticated", "POST", `${path()}?dryRun=true`, { caller: null, body: disable });
        await refused(403, "role", "POST", `${path()}?dryRun=true`, { caller: "reader", body: disable });
        const unguarded = { ...disable, guard: false };
        await refused(403, "role", "POST", `${path()}?dryRun=true`, { caller: "switcher", body: unguarded });
        await refused(403, "role", "DELETE", `${RUNS}/${id}?dryRun=true`, { caller: "reader" });
        await refused(404, "unknown-run", "DELETE", `${RUNS}/${id}?dryRun=true`);
        await refused(400, "query", "GET", `${RUNS}?dryRun=true`);
      },

      "a planned change of a key that is not there is refused when it is planned, and so is one that the guard would refuse":
        async () => {
          await emulator.putKeyset("B2C_1A_Last", [key("only", "enabled"), key("off", "disabled")]);
          const plan = (keyset, kid, body) => ask("POST", path(keyset, kid), { body: { at: ahead(), ...body } });
          for (const [keyset, kid] of [
            [KEYSET, "nobody"],
            ["B2C_1A_Nothing", "nobody"],
          ]) {
            const { status, body } = await plan(keyset, kid, enable);
            assert.deepEqual([status, body.code], [404, "not-found"]);
            assert.match(body.detail, new RegExp(kid === "nobody" && keyset === KEYSET ? '"nobody"' : keyset));
            assert.match(body.detail, /"preflight": false/);
          }
          const last = await plan("B2C_1A_Last", "only", disable);
          assert.deepEqual([last.status, last.body.code], [409, "last-usable-key"]);
          const [set] = last.body.preflight.keysets;
          assert.deepEqual([set.id, set.before.state, set.before.active], ["B2C_1A_Last", "lasting", "only"]);
          const changes = [
            { keysetId: "B2C_1A_Last", keyId: "only", status: "disabled" },
            { keysetId: "B2C_1A_Last", keyId: "off", status: "enabled" },
            { keysetId: KEYSET, keyId: "nobody", status: "enabled" },
          ];
          const run = await ask("POST", RUNS, { body: { changes, reason: "x", at: ahead() } });
          assert.deepEqual([run.status, run.body.code, run.body.preflight.stopped], [409, "last-usable-key", 3]);
          assert.match(run.body.detail, /one of 3 changes that would not be made/);
          // The other way round it is right, and what was seen is kept with it.
          const good = [changes[1], changes[0]];
          const taken = await ask("POST", RUNS, { body: { changes: good, reason: "x", at: ahead() } });
          assert.equal(taken.status, 202, taken.body.detail);
          const { preflight } = (await ask("GET", taken.headers.get("location"))).body;
          assert.deepEqual([preflight.looked, preflight.stopped, preflight.findings], [true, 0, []]);
          assert.deepEqual([preflight.keysets[0].before.active, preflight.keysets[0].after.active], ["only", "off"]);
          // Whoever knows better may have it taken.
          const known = await plan(KEYSET, "nobody", { ...enable, preflight: false });
          assert.equal(known.status, 202);
          assert.equal(known.body.preflight.findings[0].code, "not-found");
          assert.equal((await patches()).length, 0);
        },

      "what is to be known but stops nothing is said": async () => {
        await emulator.putKeyset("B2C_1A_Both", [key("s", "enabled"), key("e", "enabled", { use: "enc" })]);
        const look = async (keyset, kid, body) =>
          (await ask("POST", `${path(keyset, kid)}?dryRun=true`, { body })).body;
        const both = await look("B2C_1A_Both", "s", disable);
        assert.deepEqual([both.refused, both.preflight.findings[0].code], [undefined, "unclear"]);
        const same = await look(KEYSET, KEY, enable);
        assert.equal(same.preflight.findings[0].code, "no-change");
        assert.match(same.preflight.findings[0].message, /would be enabled already/);
        await emulator.putKeyset("B2C_1A_One", [key("one", "enabled")]);
        const guarded = await look("B2C_1A_One", "one", disable);
        assert.deepEqual([guarded.refused.status, guarded.refused.code], [409, "last-usable-key"]);
        assert.equal((await ask("POST", path("B2C_1A_One", "one"), { body: disable })).body.code, "last-usable-key");
        const unguarded = await look("B2C_1A_One", "one", { ...disable, guard: false });
        assert.deepEqual([unguarded.refused, unguarded.preflight.findings[0].stops], [undefined, false]);
        assert.equal(unguarded.preflight.keysets[0].after.state, "unusable");
        const plan = { ...disable, at: ahead(), preflight: false };
        const contradicted = (await ask("POST", path("B2C_1A_One", "one"), { body: plan })).body;
        const other = await look("B2C_1A_One", "one", { ...enable, at: plan.at });
        assert.deepEqual([other.refused.status, other.refused.code], [409, "contradicting-plan"]);
        assert.match(other.refused.detail, new RegExp(contradicted.id));
      },

      "the keys are judged at the planned time": async () => {
        const begins = Math.floor(Date.now() / 1000) + 1_800;
        await emulator.putKeyset("B2C_1A_Coming", [key("old", "enabled"), key("new", "enabled", { nbf: begins })]);
        const plan = (ms) => ask("POST", path("B2C_1A_Coming", "old"), { body: { ...disable, at: ahead(ms) } });
        assert.equal((await plan(600_000)).body.code, "last-usable-key");
        assert.equal((await plan(3_600_000)).status, 202);
      },

      "where Graph cannot be read a plan is taken, and says so": async () => {
        await emulator.plan({ status: 503, match: { method: "GET" }, times: "always" });
        const { status, body } = await ask("POST", path(KEYSET, "nobody"), {
          worker: "asked-away",
          body: { ...enable, at: ahead() },
        });
        assert.deepEqual([status, body.preflight.looked], [202, false]);
        assert.ok(body.preflight.why.length > 10);
      },

      "what a guard would say of changes one after another": async () => {
        const { foresee } = (await loadPure(consumer, "preflight/foresee")).preflight_foresee;
        const sets = [{ id: "A", keys: [key("1", "enabled"), key("2", "enabled"), key("3", "disabled")] }];
        const change = (keyId, status, keysetId = "a") => ({ keysetId, keyId, status });
        const codes = async (changes, terms = {}, plans = []) => {
          const { findings } = await foresee(sets, plans, changes, {
            guard: true,
            onFailure: "stop",
            at: Date.now(),
            ...terms,
          });
          return findings.map(({ index, code, stops }) => [index, code, stops]);
        };
        assert.deepEqual(await codes([change("1", "disabled"), change("3", "enabled"), change("2", "disabled")]), []);
        const emptied = [change("1", "disabled"), change("2", "disabled"), change("3", "enabled")];
        assert.deepEqual(await codes(emptied), [
          [1, "last-usable-key", true],
          [2, "skipped", true],
        ]);
        assert.deepEqual(await codes(emptied, { onFailure: "continue" }), [[1, "last-usable-key", true]]);
        assert.deepEqual(await codes(emptied, { guard: false }), [[1, "last-usable-key", false]]);
        assert.deepEqual(await codes([change("3", "disabled")]), [[0, "no-change", false]]);
        sets[0].keys[2].status = "Disabled";
        assert.deepEqual(await codes([change("3", "disabled")]), [[0, "no-change", false]]);
        sets[0].keys[2].status = "disabled";
        // What is planned before counts.
        const both = [change("1", "disabled"), change("2", "disabled")];
        assert.deepEqual(await codes(both, {}, [change("3", "disabled", "A"), change("3", "enabled")]), []);
        assert.deepEqual(await codes([change("9", "enabled"), change("1", "enabled", "B")]), [
          [0, "not-found", true],
          [1, "not-found", true],
        ]);
      },
    };
  },
};
