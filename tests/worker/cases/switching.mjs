// One key, now: what reaches Graph, what the caller is told, and what is refused before anything is sent.

import assert from "node:assert/strict";
import { header } from "../../lib/emulator.mjs";
import { disable, enable, KEY, KEYSET, keyOf, path, until } from "../world.mjs";

export const switching = {
  variants: (usual) => ({ unaudited: usual }),
  checks: ({ ask, refused, emulator, identity, workers, patches, statusAtGraph, audit }) => ({
    "disables a key and says so": async () => {
      const { status, body } = await ask("POST", path(), { body: disable });
      assert.equal(status, 200, body.detail);
      const [entry, ...more] = await patches();
      assert.deepEqual(more, []);
      assert.equal(entry.url, `/beta/trustFramework/keySets/${KEYSET}/keys_v2/${KEY}`);
      assert.equal(entry.body, '{"status":"disabled"}');
      assert.ok(identity.state.issued.includes(header(entry, "authorization").replace("Bearer ", "")));
      const { attemptId, requestId, ...receipt } = body;
      assert.match(requestId, /^[0-9a-f-]{36}$/);
      assert.equal(header(entry, "client-request-id"), attemptId);
      const expected = {
        keysetId: KEYSET,
        keyId: KEY,
        status: "disabled",
        attempts: 1,
        verified: false,
        clientRequestId: attemptId,
        outcome: "applied",
      };
      assert.deepEqual(receipt, expected);
      assert.equal(await statusAtGraph(KEYSET, KEY), "disabled");
    },

    "writes it down before and after": async () => {
      const { body } = await ask("POST", path(), { caller: "switcher", body: enable });
      const rows = (await audit()).filter(({ attempt_id: id }) => id === body.attemptId);
      assert.deepEqual(
        rows.map(({ kind }) => kind),
        ["asked", "outcome"],
      );
      const [asked, outcome] = rows;
      const same = {
        tenant: "contoso",
        keyset_id: KEYSET,
        key_id: KEY,
        status: "enabled",
        caller: "switcher",
        reason: "back again",
      };
      for (const row of rows) for (const [name, value] of Object.entries(same)) assert.equal(row[name], value);
      assert.deepEqual([asked.outcome, outcome.outcome, outcome.request_id], [null, "applied", body.requestId]);
      assert.ok(asked.at <= outcome.at && asked.asked_at <= asked.at);
      const shown = (await ask("GET", "/tenants/contoso/audit?limit=2", { caller: "reader" })).body;
      assert.deepEqual(
        shown.rows.map(({ kind, attemptId }) => [kind, attemptId]),
        [
          ["outcome", body.attemptId],
          ["asked", body.attemptId],
        ],
      );
      assert.equal((await ask("GET", "/tenants/fabrikam/audit", { caller: "elsewhere" })).body.rows.length, 0);
    },

    "the audit can be paged, and never changed": async () => {
      for (let left = 3; left > 0; left -= 1) await ask("POST", path(), { body: enable });
      const ids = [];
      for (let next = ""; next !== undefined; ) {
        const { body } = await ask("GET", `/tenants/contoso/audit?limit=4${next}`, { caller: "reader" });
        ids.push(...body.rows.map(({ id }) => id));
        next = body.next === undefined ? undefined : `&before=${body.next}`;
      }
      const all = (await audit()).filter(({ tenant }) => tenant === "contoso").map(({ id }) => id);
      assert.deepEqual(ids, all.reverse());
    },

    "other bodies are 400": async () => {
      const cases = [
        ["", "json"],
        ["{", "json"],
        ["null", "json"],
        ["[]", "json"],
        ["7", "json"],
        [[disable], "json"],
        [{ ...disable, force: true }, "unknown-member"],
        [{ ...disable, gaurd: false }, "unknown-member"],
        [{ ...disable, Status: "disabled" }, "unknown-member"],
        [{ reason: "x" }, "status"],
        [{ ...disable, status: "Disabled" }, "status"],
        [{ ...disable, status: null }, "status"],
        [{ ...disable, status: true }, "status"],
        [{ status: "disabled" }, "reason"],
        [{ ...disable, reason: "" }, "reason"],
        [{ ...disable, reason: 7 }, "reason"],
        [{ ...disable, reason: "a\nb" }, "reason"],
        [{ ...disable, reason: "x".repeat(501) }, "reason"],
        [{ ...disable, guard: "yes" }, "guard"],
        [{ ...disable, guard: null }, "guard"],
        [{ ...disable, verify: 1 }, "verify"],
        [{ ...disable, at: "tomorrow" }, "at"],
        [{ ...disable, at: 1 }, "at"],
        [{ ...disable, at: "2001-01-01T00:00:00Z" }, "at"],
        [{ ...disable, at: "2099-01-01T00:00:00Z" }, "at"],
        [{ ...disable, at: "2027-02-30T00:00:00Z" }, "at"],
        [{ ...disable, at: "2027-01-01T00:00:00" }, "at"],
        [{ ...disable, at: null }, "at"],
      ];
      for (const [body, code] of cases) await refused(400, code, "POST", path(), { body });
      const { body } = await refused(400, "unknown-member", "POST", path(), { body: { ...disable, gaurd: false } });
      assert.match(body.detail, /did you mean "guard"/);
    },

    "a body that is too large is 413, however it comes": async () => {
      const large = JSON.stringify({ ...disable, reason: "x".repeat(9_000) });
      await refused(413, "too-large", "POST", path(), { body: large });
      // In pieces, without a length.
      const pieces = ReadableStream.from(Array.from({ length: 9 }, () => new Uint8Array(1024).fill(0x20)));
      const headers = { authorization: `Bearer ${keyOf("switcher")}`, "content-type": "application/json" };
      const response = await workers.fetch("ready", path(), { method: "POST", headers, body: pieces, duplex: "half" });
      assert.deepEqual([response.status, (await response.json()).code], [413, "too-large"]);
      await refused(400, "json", "POST", path(), { body: Buffer.from([0x7b, 0xff, 0x7d]).toString("latin1") });
    },

    "malformed and impossible ids are 400": async () => {
      for (const id of ["%", "%zz", "%E0%A4%A", "%ff"]) {
        await refused(400, "path", "POST", `/tenants/contoso/keysets/${id}/keys/${KEY}/status`, { body: disable });
        await refused(400, "path", "POST", `/tenants/contoso/keysets/${KEYSET}/keys/${id}/status`, { body: disable });
      }
      await refused(400, "id", "POST", path(KEYSET, "a\nb"), { body: disable });
      await refused(400, "id", "POST", path("x".repeat(513)), { body: disable });
      for (const id of ["..", "."]) await refused(404, "not-here", "POST", path(KEYSET, id), { body: disable });
    },

    "other routes are 404, other methods 405": async () => {
      for (const url of [
        "/",
        "/tenants",
        "/tenants/contoso",
        `${path()}/`,
        `${path()}/more`,
        `/x${path()}`,
        path("", ""),
      ]) {
        await refused(404, "not-here", "POST", url, { body: disable });
      }
      for (const method of ["GET", "PUT", "PATCH", "DELETE"]) {
        const { headers } = await refused(405, "method", method, path());
        assert.equal(headers.get("allow"), "POST");
      }
      await refused(405, "method", "POST", "/tenants/contoso/audit", { body: disable });
    },

    "awkward ids reach Graph escaped, as they are": async () => {
      for (const id of [
        "a/b",
        "../x",
        "?x#y",
        "%2F",
        "100%",
        "a b+c",
        "ключ-🔑",
        "it's;(a)*!",
        "\\",
        "tenants/x/keysets/y",
      ]) {
        await emulator.reset();
        const { status, body } = await ask("POST", path(KEYSET, id), { body: { ...disable, guard: false } });
        assert.deepEqual([status, body.code], [404, "not-found"], body.detail);
        const [{ url }] = await emulator
          .journal()
          .then((all) => all.filter((entry) => entry.url.includes("/keys_v2/")));
        const [, segment] = /\/keys_v2\/([A-Za-z0-9._~%-]+)$/.exec(url);
        assert.equal(decodeURIComponent(segment), id);
      }
    },

    "what Graph says no to is told, with its ids": async () => {
      const unknown = await ask("POST", path("B2C_1A_Nothing"), { body: disable });
      const { code, outcome } = unknown.body;
      assert.deepEqual([unknown.status, code, outcome], [404, "not-found", "failed"]);
      assert.match(unknown.body.detail, /nothing was sent/);
      const unguarded = await ask("POST", path("B2C_1A_Nothing"), { body: { ...disable, guard: false } });
      assert.deepEqual(
        [unguarded.status, unguarded.body.code, unguarded.body.graphCode],
        [404, "not-found", "AADB2C90073"],
      );
      await emulator.plan({ status: 403, match: { method: "PATCH" } });
      const forbidden = await ask("POST", path(), { body: disable });
      assert.deepEqual([forbidden.status, forbidden.body.code, forbidden.body.httpStatus], [502, "forbidden", 403]);
      await emulator.plan({ status: 302, headers: { location: "http://127.0.0.1:1/" }, match: { method: "PATCH" } });
      assert.equal((await ask("POST", path(), { body: disable })).body.code, "redirected");
      const outcomes = (await audit()).filter(({ kind }) => kind === "outcome").slice(-3);
      assert.deepEqual(
        outcomes.map(({ outcome, code }) => [outcome, code]),
        [
          ["failed", "not-found"],
          ["failed", "forbidden"],
          ["unknown", "redirected"],
        ],
      );
    },

    "a server that repeats the token is not repeated": async () => {
      await ask("POST", path(), { body: disable });
      const token = identity.state.issued.at(-1);
      const body = JSON.stringify({ error: { code: "Oops", message: `No luck with ${token}.` } });
      await emulator.plan({
        status: 501,
        headers: { "content-type": "application/json" },
        body,
        match: { method: "PATCH" },
      });
      assert.match((await ask("POST", path(), { body: disable })).body.detail, /501|No luck/);
    },

    "without an audit nothing is sent": async () => {
      const db = await workers.database("unaudited");
      await db.prepare("ALTER TABLE audit RENAME TO away").run();
      await refused(503, "audit-unavailable", "POST", path(), { worker: "unaudited", body: disable });
      await refused(503, "audit-unavailable", "POST", "/tenants/contoso/runs", {
        worker: "unaudited",
        body: { reason: "x", changes: [{ keysetId: KEYSET, keyId: KEY, status: "disabled" }] },
      });
      await refused(503, "audit-unavailable", "GET", "/tenants/contoso/audit", { worker: "unaudited" });
      await db.prepare("ALTER TABLE away RENAME TO audit").run();
    },

    "an audit that goes away while Graph answers gets its outcome later": async () => {
      const db = await workers.database("unaudited");
      await emulator.plan({ normal: true, delayMs: 600_000, match: { method: "PATCH" } });
      const change = ask("POST", path(), { worker: "unaudited", body: disable });
      await until(async () => (await patches()).length === 1, "the PATCH", 10);
      await db.prepare("ALTER TABLE audit RENAME TO away").run();
      // Which ends the delay.
      await emulator.reset();
      const { status, body } = await change;
      assert.equal(status, 200);
      assert.deepEqual((await db.prepare("SELECT kind FROM away").all()).results, [{ kind: "asked" }]);
      await db.prepare("ALTER TABLE away RENAME TO audit").run();
      const [, outcome] = await until(async () => {
        const rows = await audit("unaudited");
        return rows.length === 2 && rows;
      }, "the outcome");
      assert.deepEqual([outcome.kind, outcome.outcome, outcome.attempt_id], ["outcome", "applied", body.attemptId]);
    },

    "a 503 is tried again": async () => {
      await emulator.plan({ status: 503, match: { method: "PATCH" } });
      assert.equal((await ask("POST", path(), { body: disable })).body.attempts, 2);
    },
  }),
};
