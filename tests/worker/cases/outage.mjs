// Outages of Graph, Entra and D1, in a Worker whose hours are short: what was planned is made once they are over, or given up at its time, and
// somebody is told either way.

import assert from "node:assert/strict";
import { FABRIKAM, path, until } from "../world.mjs";

/** An hour of the bundle `brief`. */
const HOUR = 3_600 * 4;
const KEY_OF_HOOK = "a-random-text-of-more-than-24";

const hook = (receiver, at) => ({
  CHANNELS: { hook: { format: "webhook" } },
  NOTIFY_HOOK_URL: `${receiver.origin}${at}`,
  NOTIFY_HOOK_KEY: KEY_OF_HOOK,
});

export const outage = {
  variants: (usual, { receiver, built }) => ({
    outage: { bindings: { ...usual, ...hook(receiver, "/outage") }, extras: built.brief },
    "outage-of-d1": { bindings: { ...usual, ...hook(receiver, "/outage-of-d1") }, extras: built.brief },
  }),
  checks: ({ ask, emulator, identity, receiver, workers, statusAtGraph, audit }) => {
    const down = { status: 503, times: "always" };
    const looked = (worker, location) =>
      until(
        async () => {
          const { body } = await ask("GET", location, { worker, caller: "everywhere" });
          return body.endedAt && body;
        },
        `the end of ${location}`,
        250,
        500,
      );
    const noticesOf = (at, id) =>
      receiver
        .taken(at)
        .map(({ body }) => JSON.parse(body))
        .filter(({ runId }) => runId === id);
    const makeSet = (id) =>
      emulator.putKeyset(
        id,
        ["old", "new"].map((kid) => ({ kid, kty: "oct", use: "sig", status: "enabled" })),
      );

    return {
      "after two hours without Graph, Entra or D1 what was planned is made, and it is told": async () => {
        // A plan is looked at with a token, which would outlast Entra's outage.
        identity.state.expiresIn = 1;
        const sets = { graph: "B2C_1A_OutOfGraph", entra: "B2C_1A_OutOfEntra", d1: "B2C_1A_OutOfD1" };
        await Promise.all(Object.values(sets).map(makeSet));
        const at = Date.now() + 4_000;
        const body = {
          status: "disabled",
          reason: "at night",
          at: new Date(at).toISOString(),
          notAfter: new Date(at + 6 * HOUR).toISOString(),
        };
        const cases = [
          ["outage", "/outage", path(sets.graph, "old")],
          ["outage", "/outage", path(sets.entra, "old", "fabrikam")],
          ["outage-of-d1", "/outage-of-d1", path(sets.d1, "old")],
        ];
        const planned = await Promise.all(
          cases.map(([worker, , url]) => ask("POST", url, { worker, caller: "everywhere", body })),
        );
        for (const { status, body: told } of planned) assert.equal(status, 202, told.detail);
        await emulator.plan({ ...down, match: { keyset: sets.graph } });
        identity.state.down.add(FABRIKAM);
        const db = await workers.database("outage-of-d1");
        await until(async () => (await audit("outage-of-d1")).length >= 2, "what was planned in the audit");
        await db.prepare("ALTER TABLE audit RENAME TO away").run();

        await new Promise((over) => setTimeout(over, at + 2 * HOUR - Date.now()));
        for (const { body: run } of planned) assert.ok(!run.endedAt);
        await emulator.reset();
        await Promise.all(Object.values(sets).map(makeSet));
        identity.state.down.clear();
        await db.prepare("ALTER TABLE away RENAME TO audit").run();

        for (const [index, [worker, hookAt]] of cases.entries()) {
          const run = await looked(worker, planned[index].headers.get("location"));
          assert.deepEqual([run.state, run.counts.applied], ["done", 1], `${worker}: ${JSON.stringify(run)}`);
          assert.ok(Date.parse(run.endedAt) >= at + 2 * HOUR, "it ended before the outage did");
          assert.ok(run.lateAt !== undefined && Date.parse(run.lateAt) < at + HOUR, `late at ${run.lateAt}`);
          const notices = await until(() => {
            const found = noticesOf(hookAt, run.id);
            return found.some(({ type }) => type === "run-ended") && found;
          }, "the notices");
          assert.deepEqual(
            [...new Set(notices.map(({ type, state }) => `${type} ${state}`))],
            ["run-late running", "run-ended done"],
          );
        }
        assert.equal(await statusAtGraph(sets.d1, "old"), "disabled");
        const kinds = await until(async () => {
          const rows = (await audit("outage-of-d1")).map(({ kind }) => kind);
          return rows.includes("run-ended") && rows;
        }, "the audit's rows after its own outage");
        for (const kind of ["run-created", "planned", "run-started", "run-late", "asked", "outcome", "run-ended"])
          assert.ok(kinds.includes(kind), kind);
      },

      "what cannot be made by its time is given up: the run has expired, and all of it is told": async () => {
        const id = "B2C_1A_NeverAgain";
        await makeSet(id);
        await emulator.plan({ ...down, match: { keyset: id } });
        const at = Date.now() + 3_000;
        const reason = "in vain";
        const { headers, body } = await ask("POST", path(id, "old"), {
          worker: "outage",
          body: { status: "disabled", reason, at: new Date(at).toISOString() },
        });
        assert.equal(Date.parse(body.notAfter), at + HOUR, "an hour, since it disables");
        const run = await looked("outage", headers.get("location"));
        assert.deepEqual([run.state, run.counts.failed], ["expired", 1]);
        assert.match(run.message, /^Not applied by 20/);
        assert.match(run.results[0].message, /Not applied by .* The last try: .*could not be read/s);
        assert.equal(run.results[0].code, "expired");
        const ended = Date.parse(run.endedAt);
        assert.ok(ended >= at + HOUR && ended < at + HOUR + 15_000, `${ended - at - HOUR} ms after its time`);
        const told = await until(
          () => noticesOf("/outage", run.id).find(({ type }) => type === "run-ended"),
          "the notice",
        );
        assert.deepEqual([told.state, told.total, told.counts.failed, told.reason], ["expired", 1, 1, reason]);
        const rows = await until(async () => {
          const all = (await audit("outage")).filter(({ run_id }) => run_id === run.id);
          return all.some(({ kind }) => kind === "run-ended") && all;
        }, "the audit");
        const notMade = rows.find(({ kind }) => kind === "not-made");
        assert.deepEqual(
          [notMade.keyset_id, notMade.key_id, notMade.status, notMade.planned_for, notMade.outcome, notMade.code],
          [id, "old", "disabled", new Date(at).toISOString(), "failed", "expired"],
        );
        assert.equal(rows.find(({ kind }) => kind === "run-ended").state, "expired");
      },
    };
  },
};
