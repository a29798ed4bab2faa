// What an operator sees: runs by state and time, tries with their reasons, key sets and what follows from them, and the audit, searched and
// exported. Each question is one request.

import assert from "node:assert/strict";
import { disable, enable, KEY, KEYSET, keyOf, path, until } from "../world.mjs";

const RUNS = "/tenants/contoso/runs";
const KEYSETS = "/tenants/contoso/keysets";
const AUDIT = "/tenants/contoso/audit";
const DAY = 86_400_000;
const ahead = (ms) => new Date(Date.now() + ms).toISOString();
const seconds = (days) => Math.floor((Date.now() + days * DAY) / 1000);

export const seen = {
  variants: (usual) => ({ seen: usual, "seen-pages": usual, "seen-away": usual }),
  checks: ({ ask, refused, emulator, workers, seen: answers }) => {
    const read = async (url, worker = "ready") => {
      const { status, body } = await ask("GET", url, { caller: "reader", worker });
      assert.equal(status, 200, body.detail);
      return body;
    };
    const finished = (id, worker = "ready") =>
      until(async () => {
        const body = await read(`${RUNS}/${id}`, worker);
        return body.endedAt && body;
      }, "the end of the run");
    const start = async (worker, changes, more = {}) =>
      (await ask("POST", RUNS, { worker, body: { changes, reason: "seen", ...more } })).body;

    /** The export as lines; what it answers is held to the document like every other answer. */
    const exported = async (query = "", worker = "ready", caller = "reader") => {
      const url = `${AUDIT}/export${query}`;
      const response = await workers.fetch(worker, url, { headers: { authorization: `Bearer ${keyOf(caller)}` } });
      const text = await response.text();
      assert.equal(response.headers.get("content-type"), "application/x-ndjson");
      assert.equal(response.headers.get("cache-control"), "no-store");
      answers.push({ method: "GET", path: url, status: response.status, body: text });
      assert.ok(text === "" || text.endsWith("\n"));
      return text.split("\n").filter(Boolean).map(JSON.parse);
    };

    return {
      "what is planned, and what failed and why, are one request each": async () => {
        const worker = "seen";
        const nobody = { keysetId: KEYSET, keyId: "nobody", status: "disabled" };
        const failed = await start(worker, [nobody]);
        const done = await start(worker, [{ keysetId: KEYSET, keyId: KEY, status: "enabled" }]);
        const plan = (await ask("POST", path(), { worker, body: { ...enable, at: ahead(3_600_000) } })).body;
        await Promise.all([finished(failed.id, worker), finished(done.id, worker)]);
        const list = async (query) => (await read(`${RUNS}?${query}`, worker)).runs;

        const [planned, ...others] = await list("state=scheduled");
        assert.deepEqual([planned.id, planned.startAt, others], [plan.id, plan.startAt, []]);
        const [bad, ...more] = await until(async () => {
          const found = await list(`state=failed,expired,halted&from=${ahead(-12 * 3_600_000)}`);
          return found[0]?.endedAt && found;
        }, "the end in the list");
        assert.deepEqual(
          [bad.id, bad.state, bad.counts.failed, bad.caller, more],
          [failed.id, "failed", 1, "overrider", []],
        );
        assert.match(bad.why, /^"nobody" of "B2C_1A_FacebookSecret": .*nothing was sent/);
        assert.deepEqual(await list(`state=failed&from=${ahead(600_000)}`), []);
        assert.deepEqual(await list(`state=failed&to=${ahead(-600_000)}`), []);
        assert.deepEqual(
          (await list(`to=${ahead(600_000)}`)).map(({ id }) => id),
          [done.id, failed.id],
        );
        assert.deepEqual(await list("caller=switcher"), []);
        assert.equal((await list("caller=overrider")).length, 3);
        const stopped = (await ask("DELETE", `${RUNS}/${plan.id}`, { worker })).body;
        assert.equal(stopped.state, "stopped");
        const [listed] = await until(async () => {
          const found = await list("state=stopped");
          return found.length > 0 && found;
        }, "the stopped run in the list");
        assert.match(listed.message, /Stopped by overrider/);
      },

      "the list of runs can be paged, and wrong questions are refused": async () => {
        const worker = "seen-pages";
        const ids = [];
        for (let left = 5; left > 0; left -= 1)
          ids.unshift(
            (await ask("POST", path(), { worker, body: { ...enable, at: ahead(3_600_000 * left) } })).body.id,
          );
        const found = [];
        for (let next = ""; next !== undefined; ) {
          const page = await read(`${RUNS}?limit=2${next}`, worker);
          found.push(...page.runs.map(({ id }) => id));
          next = page.next === undefined ? undefined : `&before=${page.next}`;
        }
        assert.deepEqual(found, ids);
        for (const query of [
          "state=planned",
          "state=done,",
          "from=yesterday",
          "limit=0",
          "limit=1001",
          "before=x",
          "sort=up",
        ])
          await refused(400, "query", "GET", `${RUNS}?${query}`);
        await refused(401, "unauthenticated", "GET", RUNS, { caller: null });
        await refused(403, "role", "GET", RUNS, { caller: "elsewhere" });
        await refused(404, "unknown-tenant", "GET", "/tenants/nobody/runs");
        assert.deepEqual((await ask("GET", "/tenants/fabrikam/runs", { caller: "elsewhere" })).body, { runs: [] });
      },

      "a run says when each change was tried, and why it did not succeed": async () => {
        const before = Date.now();
        await emulator.plan({ status: 501, match: { method: "PATCH" } });
        const { id } = await start("ready", [{ keysetId: KEYSET, keyId: KEY, status: "enabled" }]);
        const { results } = await finished(id);
        const [{ tries, tried }] = results;
        assert.equal(tries, 2);
        assert.deepEqual(
          tried.map(({ outcome }) => outcome),
          ["unknown", "applied"],
        );
        for (const { message, code } of tried.slice(0, 1)) {
          assert.equal(code, "unavailable");
          assert.match(message, /a gateway before it cannot do this/);
        }
        assert.equal(new Set(tried.map(({ attemptId }) => attemptId)).size, 2);
        const times = tried.flatMap(({ at, endedAt }) => [Date.parse(at), Date.parse(endedAt)]);
        assert.deepEqual(
          times,
          times.toSorted((a, b) => a - b),
        );
        assert.ok(times[0] >= before && times.at(-1) <= Date.now());
        // A second and more lie between them: the back-off.
        assert.ok(times[2] - times[1] >= 900, String(times));
      },

      "a caller without a Graph token learns which keys there are, and what runs out this month": async () => {
        await emulator.putKeyset("B2C_1A_Lasting", [{ kid: "for ever", kty: "oct", use: "sig", status: "enabled" }]);
        await emulator.putKeyset("B2C_1A_Short", [
          { kid: "old", kty: "oct", use: "sig", status: "enabled", exp: seconds(-3) },
          { kid: "now", kty: "oct", use: "sig", status: "enabled", nbf: seconds(-9), exp: seconds(20) },
          { kid: "off", kty: "oct", use: "sig", status: "disabled" },
        ]);
        await emulator.putKeyset("B2C_1A_Long", [
          { kid: "a", kty: "RSA", use: "sig", status: "enabled", exp: seconds(90) },
        ]);
        await emulator.putKeyset("B2C_1A_Out", [{ kid: "off", kty: "RSA", use: "sig", status: "disabled" }]);
        const { keysets } = await read(KEYSETS);
        const states = Object.fromEntries(keysets.map(({ id, state }) => [id, state]));
        assert.deepEqual(
          ["B2C_1A_Lasting", "B2C_1A_Short", "B2C_1A_Long", "B2C_1A_Out"].map((id) => states[id]),
          ["lasting", "runs-out", "runs-out", "unusable"],
        );
        const short = await read(`${KEYSETS}/B2C_1A_Short`);
        assert.deepEqual(
          short,
          keysets.find(({ id }) => id === "B2C_1A_Short"),
        );
        assert.deepEqual([short.active, short.usable, short.stale], ["now", ["now"], ["old"]]);
        assert.deepEqual(short.changes, [{ at: short.runsOutAt }]);
        assert.equal(Date.parse(short.runsOutAt) / 1000, seconds(20));
        assert.deepEqual(
          short.keys.map(({ kid, status, exp }) => [kid, status, exp && Date.parse(exp) / 1000]),
          [
            ["old", "enabled", seconds(-3)],
            ["now", "enabled", seconds(20)],
            ["off", "disabled", undefined],
          ],
        );
        const ids = async (query) => (await read(`${KEYSETS}?${query}`)).keysets.map(({ id }) => id);
        const month = await ids("withinDays=30");
        assert.ok(month.includes("B2C_1A_Short") && month.includes("B2C_1A_Out"));
        assert.ok(!month.includes("B2C_1A_Long") && !month.includes("B2C_1A_Lasting"));
        assert.deepEqual(await ids("withinDays=100&state=runs-out"), [
          "B2C_1A_RestApiClientCertificate",
          "B2C_1A_Short",
          "B2C_1A_Long",
        ]);
        assert.ok((await ids("state=unusable,lasting")).includes("B2C_1A_Lasting"));
        assert.equal((await emulator.journal()).filter(({ method }) => method !== "GET").length, 0);
      },

      "key sets that cannot be read, or shown, say why": async () => {
        for (const query of ["state=gone", "withinDays=-1", "withinDays=month", "within=30"])
          await refused(400, "query", "GET", `${KEYSETS}?${query}`);
        await refused(401, "unauthenticated", "GET", KEYSETS, { caller: null });
        await refused(403, "role", "GET", KEYSETS, { caller: "elsewhere" });
        await refused(403, "role", "GET", `${KEYSETS}/${KEYSET}`, { caller: "elsewhere" });
        await refused(405, "method", "POST", KEYSETS, { body: {} });
        const unknown = await ask("GET", `${KEYSETS}/B2C_1A_Nobody`, { caller: "reader" });
        assert.deepEqual([unknown.status, unknown.body.code], [404, "not-found"]);
        assert.equal(unknown.body.outcome, undefined);
        await emulator.plan({ status: 403, match: { method: "GET" }, times: "always" });
        const forbidden = await ask("GET", KEYSETS, { caller: "reader" });
        assert.deepEqual([forbidden.status, forbidden.body.code], [502, "forbidden"]);
        await emulator.reset();
        // Throttled, it holds everybody back, and says for how long.
        await emulator.plan({ status: 429, headers: { "retry-after": "600" }, match: { method: "GET" } });
        const { status, body, headers } = await ask("GET", KEYSETS, { caller: "reader", worker: "seen-away" });
        assert.deepEqual([status, body.code, headers.get("retry-after")], [503, "throttled", "600"]);
        const change = await ask("POST", path(), { body: enable, worker: "seen-away" });
        assert.deepEqual([change.status, change.body.code], [503, "throttled"]);
      },

      "who disabled this key is one request": async () => {
        await ask("POST", path(), { caller: "switcher", body: disable });
        await ask("POST", path(KEYSET, "another"), { body: { ...disable, guard: false } });
        await ask("POST", path(), { body: enable });
        const search = async (query) => (await read(`${AUDIT}?${query}`)).rows;
        const [asked, ...older] = await search(
          `keysetId=${KEYSET.toUpperCase()}&keyId=${KEY}&status=disabled&kind=asked`,
        );
        assert.deepEqual([asked.caller, asked.reason, asked.keyId], ["switcher", "leaked", KEY]);
        const [made] = await search(`keyId=${KEY}&status=disabled&outcome=applied&limit=1`);
        assert.deepEqual([made.attemptId, made.caller], [asked.attemptId, "switcher"]);
        assert.ok(older.every(({ keyId, kind }) => keyId === KEY && kind === "asked"));
        const ours = await search(`caller=switcher&kind=asked,outcome&limit=2`);
        assert.deepEqual(
          ours.map(({ kind, caller }) => [kind, caller]),
          [
            ["outcome", "switcher"],
            ["asked", "switcher"],
          ],
        );
        const failed = await search(`outcome=failed&from=${ahead(-600_000)}&limit=1`);
        assert.deepEqual([failed[0].keyId, failed[0].code], ["another", "not-found"]);
        assert.deepEqual(await search(`outcome=failed&to=2001-01-01T00:00:00Z`), []);
        assert.deepEqual(await search(`from=${ahead(600_000)}`), []);
        for (const query of ["kind=asking", "outcome=bad", "status=off", "from=now", "who=me"])
          await refused(400, "query", "GET", `${AUDIT}?${query}`);
        await refused(400, "id", "GET", `${AUDIT}?keyId=${"x".repeat(513)}`);
      },

      "the audit is exported as lines, whole, and the lines verify": async () => {
        const { rows } = await read(`${AUDIT}?limit=1000`);
        const lines = await exported();
        assert.deepEqual(lines.map(({ chain: _, ...row }) => row).slice(-rows.length), rows.toReversed());
        assert.equal(new Set(lines.map(({ chain }) => chain)).size, 1);
        const some = await exported(`?keyId=${KEY}&kind=outcome`);
        assert.ok(some.length > 0 && some.every(({ keyId, kind }) => keyId === KEY && kind === "outcome"));
        assert.deepEqual(await exported("?caller=nobody"), []);
        await refused(400, "query", "GET", `${AUDIT}/export?limit=1`);
        await refused(401, "unauthenticated", "GET", `${AUDIT}/export`, { caller: null });
        await refused(403, "role", "GET", `${AUDIT}/export`, { caller: "elsewhere" });
        assert.deepEqual(await exported("", "ready", "everywhere"), lines);
      },

      "an export of more than a page has every row once": async () => {
        const db = await workers.database("seen-away");
        const insert = `INSERT INTO audit (kind, at, attempt_id, tenant, caller, reason, asked_at)
          WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2500)
          SELECT 'asked', '2026-01-01T00:00:00.000Z', 'many-' || i, 'contoso', 'many', 'many', '2026-01-01T00:00:00.000Z' FROM n`;
        await db.prepare(insert).run();
        const lines = await exported("?caller=many", "seen-away");
        assert.deepEqual(
          lines.map(({ attemptId }) => attemptId),
          Array.from({ length: 2500 }, (_, i) => `many-${i + 1}`),
        );
        await db.prepare("ALTER TABLE audit RENAME TO away").run();
        await refused(503, "audit-unavailable", "GET", `${AUDIT}/export`, { worker: "seen-away" });
        await db.prepare("ALTER TABLE away RENAME TO audit").run();
      },
    };
  },
};
