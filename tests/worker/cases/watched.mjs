// Watched: the cron reads each tenant's key sets and tells once for each threshold, and again when it is mended.

import assert from "node:assert/strict";
import { Webhook } from "standardwebhooks";
import { loadPure } from "../runtime.mjs";
import { enable, path, until } from "../world.mjs";

const SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
const WATCH = "/tenants/contoso/watch";
const DAY = 86_400;
const now = () => Math.floor(Date.now() / 1000);
const key = (kid, more = {}) => ({ kid, kty: "oct", use: "sig", status: "enabled", ...more });

export const watched = {
  variants: (usual, { receiver, built }) => {
    const { fabrikam: _, ...TENANTS } = usual.TENANTS;
    const told = {
      ...usual,
      TENANTS,
      CHANNELS: { hook: { format: "webhook" }, pager: { format: "pagerduty" } },
      NOTIFY_PAGER_KEY: "the-routing-key",
      NOTIFY_HOOK_KEY: SECRET,
      HEARTBEAT_URL: `${receiver.origin}/watched-heartbeat`,
    };
    const at = (name) => ({
      NOTIFY_HOOK_URL: `${receiver.origin}/${name}`,
      NOTIFY_PAGER_URL: `${receiver.origin}/${name}-pager`,
    });
    return {
      watched: { ...told, ...at("watched") },
      "watched-days": { ...told, ...at("watched-days"), WATCH_DAYS: "90, 2" },
      "watched-not": { ...told, ...at("watched-not"), WATCH_DAYS: "off" },
      "watched-blind": { bindings: { ...told, ...at("watched-blind") }, extras: built.briefest },
    };
  },
  checks: ({ ask, refused, emulator, workers, receiver, consumer, audit, patches }) => {
    const watch = async (worker = "watched") => {
      const { status, body } = await ask("GET", WATCH, { worker, caller: "reader" });
      assert.equal(status, 200, body.detail);
      return body;
    };
    const one = async (id, worker) => (await watch(worker)).keysets.find((set) => set.id === id);
    const posts = (place, id) => receiver.taken(place).filter(({ body }) => body.includes(`"${id}"`));
    const news = (place, id) => posts(place, id).map(({ body, headers }) => new Webhook(SECRET).verify(body, headers));
    /** The cron, and then so many notices of the set. */
    const look = async (id, count, worker = "watched") => {
      await workers.cron(worker);
      return until(() => news(`/${worker}`, id).length >= count && news(`/${worker}`, id), `${count} notices of ${id}`);
    };

    return {
      "a set that runs out is told of once within 30, 7 and 1 days, when it is unusable, and when it is mended":
        async () => {
          const id = "B2C_1A_Watched";
          const lasts = (days) =>
            emulator.putKeyset(id, [
              key("a", { exp: now() + Math.round(days * DAY) }),
              key("off", { status: "disabled" }),
            ]);
          await lasts(40);
          await workers.cron("watched");
          assert.deepEqual([(await one(id)).state, (await one(id)).toldWithinDays], ["runs-out", undefined]);
          let count = 0;
          for (const [days, within] of [
            [29, 30],
            [6, 7],
            [0.9, 1],
          ]) {
            await lasts(days);
            const all = await look(id, (count += 1));
            const { type, withinDays, keysetId, tenant, path: where, runsOutAt } = all.at(-1);
            assert.deepEqual([type, withinDays, keysetId, tenant], ["keyset-runs-out", within, id, "contoso"]);
            assert.equal(where, `/tenants/contoso/keysets/${id}`);
            assert.ok(Math.abs(Date.parse(runsOutAt) / 1000 - now() - days * DAY) < 10);
            assert.equal((await one(id)).toldWithinDays, within);
            // Looked at again, it is nothing new.
            for (let again = 3; again > 0; again -= 1) await workers.cron("watched");
            assert.equal((await one(id)).runsOutAt, runsOutAt);
          }
          await emulator.putKeyset(id, [key("a", { exp: now() - 5 })]);
          const [unusable] = (await look(id, (count += 1))).slice(-1);
          assert.deepEqual([unusable.type, unusable.withinDays, unusable.state], ["keyset-unusable", 0, "unusable"]);
          await lasts(5);
          const [short] = (await look(id, (count += 1))).slice(-1);
          assert.deepEqual([short.type, short.withinDays], ["keyset-mended", 7]);
          await emulator.putKeyset(id, [key("a"), key("b")]);
          const [mended] = (await look(id, (count += 1))).slice(-1);
          assert.deepEqual([mended.type, mended.withinDays, mended.state], ["keyset-mended", undefined, "lasting"]);
          assert.equal((await one(id)).toldWithinDays, undefined);
          await workers.cron("watched");
          await new Promise((over) => setTimeout(over, 500));
          assert.equal(news("/watched", id).length, 6);
          assert.equal(new Set(news("/watched", id).map((notice) => notice.id)).size, 6);
          const alerts = posts("/watched-pager", id).map(({ body }) => JSON.parse(body));
          assert.deepEqual(
            alerts.map(({ event_action: action, payload }) => [action, payload.severity]),
            [
              ["trigger", "warning"],
              ["trigger", "warning"],
              ["trigger", "error"],
              ["trigger", "critical"],
              ["trigger", "warning"],
              ["resolve", "info"],
            ],
          );
          assert.deepEqual([...new Set(alerts.map((alert) => alert.dedup_key))], [`contoso/${id}`]);
          // It is in the audit as well, and in the chain.
          const rows = await until(async () => {
            const found = (await audit("watched")).filter((row) => row.keyset_id === id);
            return found.length === 6 && found;
          }, "the audit");
          assert.deepEqual(
            rows.map(({ kind, caller }) => [kind, caller]),
            [
              ...Array(3).fill(["keyset-runs-out", "(watch)"]),
              ["keyset-unusable", "(watch)"],
              ...Array(2).fill(["keyset-mended", "(watch)"]),
            ],
          );
          const search = await ask("GET", `/tenants/contoso/audit?kind=keyset-unusable&keysetId=${id}`, {
            worker: "watched",
          });
          assert.equal(search.body.rows.length, 1);
          assert.equal(
            (await ask("GET", "/tenants/contoso/audit/verification", { worker: "watched" })).body.intact,
            true,
          );
          assert.equal((await patches()).length, 0);
        },

      "sets that come and go, and those of which nothing can be told": async () => {
        await emulator.putKeyset("B2C_1A_Gone", [key("a", { status: "disabled" })]);
        await emulator.putKeyset("B2C_1A_Mixed", [
          key("a", { status: "disabled" }),
          key("b", { use: "enc", status: "disabled" }),
        ]);
        assert.equal((await look("B2C_1A_Gone", 1))[0].type, "keyset-unusable");
        assert.equal((await one("B2C_1A_Mixed")).state, "unknown");
        // Which also takes the sets away.
        await emulator.reset();
        const [, gone] = await look("B2C_1A_Gone", 2);
        assert.deepEqual([gone.type, gone.message], ["keyset-mended", 'The key set "B2C_1A_Gone" is no longer there.']);
        assert.equal(await one("B2C_1A_Gone"), undefined);
        assert.equal(news("/watched", "B2C_1A_Mixed").length, 0);
      },

      "the days can be set, and the watch left out": async () => {
        const id = "B2C_1A_Days";
        await emulator.putKeyset(id, [key("a", { exp: now() + 80 * DAY })]);
        const [told] = await look(id, 1, "watched-days");
        assert.equal(told.withinDays, 90);
        await emulator.putKeyset(id, [key("a", { exp: now() + 5 * DAY })]);
        await workers.cron("watched-days");
        await emulator.putKeyset(id, [key("a", { exp: now() + DAY })]);
        assert.equal((await look(id, 2, "watched-days"))[1].withinDays, 2);
        await emulator.reset();
        await workers.cron("watched-not");
        assert.deepEqual(await watch("watched-not"), { keysets: [] });
        assert.deepEqual(await emulator.journal(), []);
      },

      "a Graph that cannot be read tells nothing new; what was seen last is shown, and after an hour somebody is told":
        async () => {
          const worker = "watched-blind";
          const id = "B2C_1A_Blind";
          await emulator.putKeyset(id, [key("a", { status: "disabled" })]);
          await look(id, 1, worker);
          const before = await watch(worker);
          const beats = receiver.taken("/watched-heartbeat").length;
          await emulator.plan({ status: 403, match: { method: "GET" }, times: "always" });
          await workers.cron(worker);
          const blind = await watch(worker);
          assert.deepEqual([blind.lookedAt, blind.keysets], [before.lookedAt, before.keysets]);
          assert.match(blind.failing.why, /TrustFrameworkKeySet/);
          // An hour is less than a second here.
          await new Promise((over) => setTimeout(over, 1_000));
          await workers.cron(worker);
          assert.match(workers.logs(), /"event":"watch-blind"/);
          assert.ok(receiver.taken("/watched-heartbeat").length <= beats + 1, "the heartbeat goes on");
          assert.equal((await watch(worker)).failing.since, blind.failing.since);
          await emulator.reset();
          await workers.cron(worker);
          const [, gone] = await look(id, 2, worker);
          assert.equal(gone.type, "keyset-mended");
          assert.equal((await watch(worker)).failing, undefined);
        },

      "the look obeys the gate, and closes it": async () => {
        await emulator.plan({ status: 429, headers: { "retry-after": "600" }, match: { method: "GET" } });
        await workers.cron("watched-days");
        assert.match((await watch("watched-days")).failing.why, /thrott|too many|429/i);
        const sent = (await emulator.journal()).length;
        await workers.cron("watched-days");
        assert.equal((await emulator.journal()).length, sent);
        const { body } = await ask("POST", path(), { worker: "watched-days", body: enable });
        assert.equal(body.code, "throttled");
      },

      "whoever may not read sees nothing of it": async () => {
        await refused(401, "unauthenticated", "GET", WATCH, { caller: null });
        await refused(403, "role", "GET", WATCH, { caller: "elsewhere" });
        await refused(404, "unknown-tenant", "GET", "/tenants/nobody/watch");
        await refused(400, "query", "GET", `${WATCH}?fresh=true`);
        await refused(405, "method", "POST", WATCH, { body: {} });
      },

      "what is news, as a rule": async () => {
        const { newsOf } = (await loadPure(consumer, "watch/news")).watch_news;
        const days = [1, 7, 30];
        const day = 86_400_000;
        const of = (told, state, inDays) => {
          const outlook = { state, ...(inDays !== undefined && { runsOutAt: (inDays * day) / 1000 }) };
          const { told: next, news } = newsOf(told, outlook, 0, days);
          return [next, news?.kind, news?.level];
        };
        assert.deepEqual(of(undefined, "lasting"), [undefined, undefined, undefined]);
        assert.deepEqual(of(undefined, "runs-out", 30.1), [undefined, undefined, undefined]);
        assert.deepEqual(of(undefined, "runs-out", 30), [30, "keyset-runs-out", 30]);
        assert.deepEqual(of(undefined, "runs-out", 0.5), [1, "keyset-runs-out", 1]);
        assert.deepEqual(of(30, "runs-out", 8), [30, undefined, undefined]);
        assert.deepEqual(of(30, "runs-out", 7), [7, "keyset-runs-out", 7]);
        assert.deepEqual(of(1, "unusable"), [0, "keyset-unusable", 0]);
        assert.deepEqual(of(0, "unusable"), [0, undefined, undefined]);
        for (const told of [undefined, 30, 0]) assert.deepEqual(of(told, "unknown"), [told, undefined, undefined]);
        assert.deepEqual(of(0, "runs-out", 3), [7, "keyset-mended", 7]);
        assert.deepEqual(of(7, "runs-out", 31), [undefined, "keyset-mended", undefined]);
        assert.deepEqual(of(7, "lasting"), [undefined, "keyset-mended", undefined]);
        // A look that finds nothing new writes nothing.
        const { findingsOf } = (await loadPure(consumer, "watch/findings")).watch_findings;
        const outlook = {
          state: "runs-out",
          active: "a",
          usable: ["a"],
          changes: [{ at: 9 }],
          runsOutAt: 9,
          stale: [],
        };
        const first = findingsOf("t", new Map(), [{ id: "A", outlook }], 0, days);
        assert.deepEqual([first.keep.length, first.found.length], [1, 1]);
        const known = new Map([["a", JSON.parse(JSON.stringify(first.keep[0]))]]);
        assert.deepEqual(findingsOf("t", known, [{ id: "A", outlook }], 0, days), { keep: [], forget: [], found: [] });
      },
    };
  },
};
