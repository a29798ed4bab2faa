// The Worker's pure rules, asked directly: who may, what a run does next, how often, what a repeated key means.

import assert from "node:assert/strict";
import { loadPure } from "../runtime.mjs";

export const rules = {
  checks: ({ consumer }) => {
    let loaded;
    const pure = () =>
      (loaded ??= loadPure(
        consumer,
        "roles",
        "names",
        "objects",
        "values",
        "run/plan",
        "run/times",
        "caller/bucket",
        "caller/idempotency",
        "tenant/claims",
        "tenant/token",
        "keyset/line",
      ));
    return {
      "a role includes the lower ones, and a tenant's own role goes before that of all": async () => {
        const { mayDo } = (await pure()).roles;
        assert.deepEqual(
          ["read", "switch", "override"].map((role) => mayDo({ a: "switch" }, "a", role)),
          [true, true, false],
        );
        assert.equal(mayDo({ "*": "override", a: "read" }, "a", "switch"), false);
        assert.equal(mayDo({ "*": "switch" }, "b", "switch"), true);
        assert.equal(mayDo({ a: "override" }, "b", "read"), false);
        assert.equal(mayDo({}, "constructor", "read"), false);
      },

      "names of objects cannot be made to meet": async () => {
        const { keysetName } = (await pure()).names;
        assert.equal(keysetName("t", "B2C_1A_X"), keysetName("t", "b2c_1a_x"));
        const names = [
          ["t", "a"],
          ["t", 'a","b'],
          ['t","a', "b"],
          ["t/a", ""],
          ["t", "a/"],
          ["", "t"],
        ].map(([tenant, keyset]) => keysetName(tenant, keyset));
        assert.equal(new Set(names).size, names.length);
      },

      "changes of a key set keep their order, and one that waits holds back only its own": async () => {
        const { workOf } = (await pure()).run_plan;
        const left = [
          [0, "a", 0],
          [1, "b", 50],
          [2, "a", 0],
          [3, "b", 0],
          [4, "c", 80],
        ].map(([index, keyset, notBefore]) => ({ index, keyset, notBefore }));
        assert.deepEqual(workOf(left, 10), { ready: [[0, 2]], wakeAt: 50 });
        assert.deepEqual(workOf(left, 60), {
          ready: [
            [0, 2],
            [1, 3],
          ],
          wakeAt: 80,
        });
        assert.deepEqual(workOf([], 0), { ready: [] });
      },

      "what follows from an outcome": async () => {
        const { next } = (await pure()).run_plan;
        const failed = (code, details) => ({ outcome: "failed", attemptId: "x", code, details });
        const most = () => 1;
        assert.deepEqual(next({ outcome: "applied", attemptId: "x", code: "not-verified" }, 1), {
          do: "settle",
          state: "applied",
        });
        assert.deepEqual(next(failed("not-found"), 1), { do: "settle", state: "failed" });
        assert.deepEqual(next(failed("last-usable-key"), 1), { do: "settle", state: "failed" });
        assert.deepEqual(next({ outcome: "unknown", attemptId: "x", code: "redirected" }, 1), {
          do: "settle",
          state: "unknown",
        });
        assert.deepEqual(next(failed("forbidden"), 1), { do: "halt" });
        for (const code of ["throttled", "busy"]) {
          const again = { do: "again", afterMs: 9, counts: false };
          assert.deepEqual(next(failed(code, { retryAfterMs: 9 }), 10_000), again);
        }
        assert.deepEqual(next(failed("network"), 1, most), { do: "again", afterMs: 2_000, counts: true });
        assert.deepEqual(next(failed("network"), 1, () => 0).afterMs, 1_000);
        assert.deepEqual(next(failed("network"), 7, most).afterMs, 128_000);
        // However long it takes: the run's own end decides.
        for (const code of ["network", "token", "audit-unavailable", "timeout"])
          assert.deepEqual(next(failed(code), 1_000, most), { do: "again", afterMs: 300_000, counts: true });
        assert.equal(next(failed("unavailable", { retryAfterMs: 900_000 }), 1, most).afterMs, 900_000);
      },

      "a run is late after five minutes, and given up after an hour when it disables": async () => {
        const { lateAt, defaultNotAfter } = (await pure()).run_times;
        const change = (status) => ({ keysetId: "a", keyId: "b", status });
        assert.equal(lateAt(0, 1), 300_000);
        assert.equal(defaultNotAfter(0, [change("disabled")]), 3_600_000);
        assert.equal(defaultNotAfter(0, [change("enabled")]), 86_400_000);
        assert.equal(defaultNotAfter(0, [change("enabled"), change("disabled")]), 3_600_000);
        // Ten thousand take Graph a hundred minutes.
        assert.equal(lateAt(0, 10_000), 6_300_000);
        assert.equal(defaultNotAfter(0, Array(10_000).fill(change("disabled"))), 9_600_000);
      },

      "a run is done when all is applied, and else says why not": async () => {
        const { endOf } = (await pure()).run_plan;
        assert.equal(endOf({ applied: 2 }, 2, undefined), "done");
        assert.equal(endOf({ applied: 1 }, 2, undefined), "failed");
        assert.equal(endOf({ applied: 1 }, 2, "expired"), "expired");
        assert.equal(endOf({ applied: 2 }, 2, "stopped"), "done");
      },

      "a long name is not compared": async () => {
        const { unknownMember } = (await pure()).values;
        const long = "statu".repeat(1_000_000);
        const began = performance.now();
        assert.match(
          unknownMember([long], ["status", "reason"]),
          /^there is no member "statu.{1,80}known are status, reason/,
        );
        assert.ok(performance.now() - began < 1_000, `${performance.now() - began} ms`);
        assert.match(unknownMember(["staus"], ["status"]), /did you mean "status"/);
      },

      "a bucket fills evenly and holds a minute's worth": async () => {
        const { admit } = (await pure()).caller_bucket;
        let bucket;
        const at = (now) => {
          const admitted = admit(bucket, now, 60);
          bucket = admitted.bucket;
          return admitted.waitMs;
        };
        for (let n = 0; n < 60; n += 1) assert.equal(at(0), 0);
        assert.equal(at(0), 1_000);
        assert.equal(at(500), 500);
        assert.equal(at(1_000), 0);
        assert.equal(at(1_000), 1_000);
        assert.equal(at(900), 1_000, "a clock that was set back gives nothing");
        for (let n = 0; n < 60; n += 1) assert.equal(at(3_600_000), 0);
        assert.ok(at(3_600_000) > 0);
      },

      "a repeated key means the same, something else, or nothing yet": async () => {
        const { judge, isFinal, REMEMBERED } = (await pure()).caller_idempotency;
        const claim = { operationId: "one", bodyHash: "h", claimedAt: 0 };
        const answer = { status: 200, body: "" };
        assert.deepEqual(judge(undefined, "h", 5, "two"), {
          do: "perform",
          operationId: "two",
          claimedAt: 5,
          isRepeat: false,
        });
        // Under way, or cut short: the same operation either way.
        assert.deepEqual(judge(claim, "h", 5, "two"), {
          do: "perform",
          operationId: "one",
          claimedAt: 0,
          isRepeat: true,
        });
        assert.deepEqual(judge(claim, "other", 5, "two"), { do: "refuse" });
        const replayed = { do: "replay", operationId: "one", claimedAt: 0, isRepeat: true, answer };
        assert.deepEqual(judge({ ...claim, answer }, "h", 5, "two"), replayed);
        const { operationId } = judge({ ...claim, answer }, "other", REMEMBERED + 1, "two");
        assert.equal(operationId, "two");
        const final = [200, 202, 400, 403, 422, 404, 409, 429, 502, 503].filter(isFinal);
        assert.deepEqual(final, [200, 202, 400, 403, 422]);
      },

      "claims of a challenge are kept beside our own": async () => {
        const { claimsParameter } = (await pure()).tenant_claims;
        const own = { xms_cc: { values: ["cp1"] } };
        assert.deepEqual(JSON.parse(claimsParameter()), { access_token: own });
        assert.deepEqual(JSON.parse(claimsParameter('{"access_token":{"acrs":{"value":"c1"}},"id_token":{}}')), {
          access_token: { acrs: { value: "c1" }, ...own },
          id_token: {},
        });
        assert.deepEqual(JSON.parse(claimsParameter("[]")), { access_token: own });
      },

      "a token is replaced before its end": async () => {
        const { refreshAt } = (await pure()).tenant_token;
        assert.deepEqual(
          [3600, 60, 1, 0, undefined].map((life) => refreshAt(0, life)),
          [3_300_000, 53_000, 0, 0, 0],
        );
      },

      "a queue serves in order, one at a time, also after a failure": async () => {
        const { Line } = (await pure()).keyset_line;
        const line = new Line();
        const trace = [];
        const task = (name, fails) =>
          line.run(
            async () => {
              trace.push(`${name} in`);
              await null;
              trace.push(`${name} out`);
              if (fails) throw new Error(name);
              return name;
            },
            { patienceMs: 10_000 },
          );
        const done = await Promise.allSettled([task("a"), task("b", true), task("c")]);
        assert.deepEqual(
          done.map(({ status }) => status),
          ["fulfilled", "rejected", "fulfilled"],
        );
        assert.deepEqual(trace, ["a in", "a out", "b in", "b out", "c in", "c out"]);
        assert.equal(line.length, 0);
      },

      "in a queue some go ahead of others, never beside one at work, and nobody waits for longer than they want":
        async () => {
          const { Line, TooLong } = (await pure()).keyset_line;
          const line = new Line();
          const trace = [];
          let end;
          const first = line.run(() => new Promise((over) => (end = over)), { patienceMs: 10_000 });
          const task = (name, options) => line.run(async () => trace.push(name), { patienceMs: 10_000, ...options });
          const others = [
            task("run 1"),
            task("direct 1", { ahead: true }),
            task("run 2"),
            task("direct 2", { ahead: true }),
          ];
          await assert.rejects(task("impatient", { patienceMs: 20 }), TooLong);
          assert.deepEqual(trace, []);
          end();
          await Promise.all([first, ...others]);
          assert.deepEqual(trace, ["direct 1", "direct 2", "run 1", "run 2"]);
        },

      "an object is asked again where the platform says that it helps, and not when it has too much to do":
        async () => {
          const { reach } = (await pure()).objects;
          const failing = (members, times) => {
            let calls = 0;
            const attempt = async () => {
              calls += 1;
              if (calls <= times) throw Object.assign(new Error("lost"), members);
              return "there";
            };
            return { attempt, calls: () => calls };
          };
          const once = failing({ retryable: true }, 2);
          assert.equal(await reach(once.attempt), "there");
          const busy = failing({ retryable: true, overloaded: true }, 1);
          await assert.rejects(reach(busy.attempt), { status: 503, code: "unreachable" });
          const lost = failing({}, 1);
          await assert.rejects(reach(lost.attempt), /lost/);
          const away = failing({ retryable: true }, 99);
          await assert.rejects(reach(away.attempt), { status: 503 });
          assert.deepEqual([once.calls(), busy.calls(), lost.calls(), away.calls()], [3, 1, 1, 3]);
        },

      "objects live where the Worker is told to": async () => {
        const { keysetOf } = (await pure()).objects;
        const asked = [];
        const KEYSET = {
          jurisdiction: (name) => (asked.push(name), KEYSET),
          getByName: (name, options) => asked.push(options),
        };
        keysetOf({ KEYSET }, "t", "k");
        keysetOf({ KEYSET, JURISDICTION: "eu", LOCATION: "weur" }, "t", "k");
        assert.deepEqual(asked, [{}, "eu", { locationHint: "weur" }]);
        for (const wrong of [{ JURISDICTION: "moon" }, { LOCATION: "EU" }])
          assert.throws(() => keysetOf({ KEYSET, ...wrong }, "t", "k"), /must be one of/);
      },

      "times are UTC and exist": async () => {
        const { timeOf } = (await pure()).values;
        assert.equal(timeOf("2027-01-31T02:30:00Z"), Date.UTC(2027, 0, 31, 2, 30));
        for (const wrong of [
          "2027-02-30T00:00:00Z",
          "2027-01-31",
          "2027-01-31T02:30:00",
          "2027-01-31T02:30:00+01:00",
          "31.1.2027",
          7,
          null,
          undefined,
        ])
          assert.equal(timeOf(wrong), undefined);
      },
    };
  },
};
