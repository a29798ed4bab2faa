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
        "values",
        "run/plan",
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
        const { next, MAX_TRIES } = (await pure()).run_plan;
        const failed = (code, details) => ({ outcome: "failed", attemptId: "x", code, details });
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
        assert.deepEqual(next(failed("throttled", { retryAfterMs: 9 }), 10_000), { do: "again", afterMs: 9 });
        assert.deepEqual(next(failed("network"), 1), { do: "again", afterMs: 2_000 });
        assert.deepEqual(next(failed("network"), 7), { do: "again", afterMs: 128_000 });
        assert.deepEqual(next({ outcome: "unknown", attemptId: "x", code: "network" }, MAX_TRIES), {
          do: "settle",
          state: "unknown",
        });
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
        const { judge, ABANDONED_MS, REMEMBERED_MS } = (await pure()).caller_idempotency;
        const claim = { operationId: "one", bodyHash: "h", claimedAt: 0 };
        const answer = { status: 200, headers: {}, body: "" };
        assert.deepEqual(judge(undefined, "h", 5, "two"), { do: "perform", operationId: "two" });
        assert.deepEqual(judge(claim, "h", 5, "two"), { do: "refuse", problem: "busy" });
        assert.deepEqual(judge(claim, "other", ABANDONED_MS + 1, "two"), { do: "refuse", problem: "differs" });
        assert.deepEqual(judge(claim, "h", ABANDONED_MS + 1, "two"), { do: "perform", operationId: "one" });
        assert.deepEqual(judge({ ...claim, answer }, "h", 5, "two"), { do: "replay", answer });
        assert.deepEqual(judge({ ...claim, answer }, "other", REMEMBERED_MS + 1, "two"), {
          do: "perform",
          operationId: "two",
        });
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
          line.run(async () => {
            trace.push(`${name} in`);
            await null;
            trace.push(`${name} out`);
            if (fails) throw new Error(name);
            return name;
          });
        const done = await Promise.allSettled([task("a"), task("b", true), task("c")]);
        assert.deepEqual(
          done.map(({ status }) => status),
          ["fulfilled", "rejected", "fulfilled"],
        );
        assert.deepEqual(trace, ["a in", "a out", "b in", "b out", "c in", "c out"]);
        assert.equal(line.length, 0);
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
