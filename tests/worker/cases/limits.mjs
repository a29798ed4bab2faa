// How much one caller can take from the others: names and bodies without end, queries that are not understood, a Graph that hangs.

import assert from "node:assert/strict";
import { disable, enable, KEYSET, path, until } from "../world.mjs";

const RUNS = "/tenants/contoso/runs";
const NOBODY = "11111111-1111-4111-8111-111111111111";

export const limits = {
  variants: (usual, { built }) => ({ hanging: { bindings: usual, extras: built.brief } }),
  checks: ({ ask, refused, emulator, patches, workers }) => ({
    "a name of four megabytes takes nobody's time": async () => {
      const name = "statu".repeat(800_000);
      const change = { keysetId: "a", keyId: "b", status: "disabled" };
      // What a request takes at all, on a machine that may be busy.
      const before = performance.now();
      await refused(400, "unknown-member", "POST", RUNS, { body: { nothing: 1 } });
      const most = 3_000 + 10 * (performance.now() - before);
      const bodies = [{ [name]: 1 }, { reason: "x", changes: [{ ...change, [name]: 1 }] }];
      for (const body of bodies) {
        const began = performance.now();
        const wrong = refused(400, "unknown-member", "POST", RUNS, { body });
        const beside = ask("GET", "/health", { caller: null }).then(() => performance.now() - began);
        const { body: problem } = await wrong;
        assert.ok(problem.detail.length < 400);
        assert.ok((await beside) < most && performance.now() - began < most, `${performance.now() - began} ms`);
      }
    },

    "a million changes are too many before they are looked at": async () => {
      const body = `{"reason":"x","changes":[${"7,".repeat(1_500_000)}7]}`;
      const began = performance.now();
      await refused(400, "changes", "POST", RUNS, { body });
      assert.ok(performance.now() - began < 10_000, `${performance.now() - began} ms`);
    },

    "an unknown query parameter is refused, and nothing is done": async () => {
      const change = { keysetId: "a", keyId: "b", status: "disabled" };
      const { body } = await refused(400, "query", "POST", `${path()}?dry=true`, { body: disable });
      assert.match(body.detail, /In the query there is no parameter "dry"/);
      await refused(400, "query", "POST", `${RUNS}?dry=true`, { body: { changes: [change], reason: "x" } });
      for (const query of ["?limt=1", "?limit=1&state=done"])
        await refused(400, "query", "GET", `${RUNS}/${NOBODY}${query}`);
      await refused(400, "query", "DELETE", `${RUNS}/${NOBODY}?force=true`);
      for (const query of ["?key=x", "?limit=0", "?before=0", "?limit=1&limit=2x"])
        await refused(400, "query", "GET", `/tenants/contoso/audit${query}`);
      await refused(400, "query", "GET", "/tenants/contoso/audit/verification?from=1");
      await refused(400, "query", "GET", "/tenants/contoso/notices?state=lost");
      await refused(400, "query", "GET", "/ready?tenant=contoso");
    },

    "whoever waits behind a Graph that hangs is told so in time, and nothing of theirs was sent": async () => {
      await emulator.plan({ normal: true, delayMs: 600_000, times: "always", match: { method: "PATCH" } });
      const first = ask("POST", path(), { worker: "hanging", body: disable });
      await until(async () => (await patches()).length === 1, "the PATCH", 10);
      const began = performance.now();
      const waited = await Promise.all([0, 1].map(() => ask("POST", path(), { worker: "hanging", body: enable })));
      // Thirty seconds, of this bundle.
      assert.ok(performance.now() - began < 10_000, `${performance.now() - began} ms`);
      for (const { status, body, headers } of waited) {
        assert.deepEqual([status, body.code, body.outcome], [503, "busy", "failed"]);
        assert.ok(Number(headers.get("retry-after")) >= 1);
      }
      const bodies = (await patches()).map(({ body }) => body);
      assert.ok(
        bodies.every((body) => body.includes("disabled")),
        "a change was sent that was refused",
      );
      // Which ends the delay.
      await emulator.reset();
      assert.equal((await first).status, 200);
      assert.equal((await ask("POST", path(KEYSET), { worker: "hanging", body: enable })).status, 200);
    },

    "a refusal is logged with who, where and why, and is not audited": async () => {
      const before = workers.logs().length;
      await refused(401, "unauthenticated", "GET", "/tenants/contoso/audit", {
        caller: null,
        headers: { authorization: "Bearer a-wrong-key-0123456789" },
      });
      await refused(403, "role", "POST", path(), { caller: "reader", body: disable });
      const lines = await until(() => {
        const found = workers
          .logs()
          .slice(before)
          .split("\n")
          .filter((line) => line.includes('"event":"refused"'))
          .map((line) => JSON.parse(line.slice(line.indexOf("{"))));
        return found.length >= 2 && found;
      }, "the log");
      const [stranger, reader] = lines;
      assert.deepEqual([stranger.status, stranger.code, stranger.caller], [401, "unauthenticated", undefined]);
      assert.deepEqual([reader.status, reader.code, reader.caller, reader.tenant], [403, "role", "reader", "contoso"]);
      assert.ok(!JSON.stringify(lines).includes("a-wrong-key"));
    },
  }),
};
