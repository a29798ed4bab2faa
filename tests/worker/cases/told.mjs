// Who is told of a run, in which form, how often it is tried, and what becomes of it when nobody takes it.

import assert from "node:assert/strict";
import { Webhook } from "standardwebhooks";
import { disable, KEYSET, path, until } from "../world.mjs";

const RUNS = "/tenants/contoso/runs";
const SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
const NOTHING = { keysetId: KEYSET, keyId: "nobody", status: "disabled" };

const channels = {
  hook: { format: "webhook" },
  chat: { format: "slack" },
  team: { format: "teams" },
  pager: { format: "pagerduty" },
  all: { format: "webhook", done: true },
  others: { format: "webhook", tenants: ["fabrikam"] },
  line: { format: "queue" },
  post: { format: "email", from: "keys@example.com", to: "night@example.com" },
};

export const told = {
  variants: (usual, { receiver, built }) => {
    const secrets = Object.fromEntries(
      Object.keys(channels).flatMap((name) => [
        [`NOTIFY_${name.toUpperCase()}_URL`, `${receiver.origin}/${name}`],
        [`NOTIFY_${name.toUpperCase()}_KEY`, name === "pager" ? "the-routing-key" : SECRET],
      ]),
    );
    const only = { hook: channels.hook };
    return {
      told: {
        bindings: { ...usual, ...secrets, CHANNELS: channels, HEARTBEAT_URL: `${receiver.origin}/heartbeat` },
        extras: {
          queueProducers: { NOTICES: "notices" },
          email: { send_email: [{ name: "EMAIL" }] },
        },
      },
      "told-late": {
        bindings: { ...usual, CHANNELS: only, NOTIFY_HOOK_URL: `${receiver.origin}/late`, NOTIFY_HOOK_KEY: SECRET },
        extras: built.brief,
      },
      "told-nobody": {
        bindings: {
          ...usual,
          CHANNELS: only,
          NOTIFY_HOOK_URL: `${receiver.origin}/nobody`,
          NOTIFY_HOOK_KEY: SECRET,
          HEARTBEAT_URL: `${receiver.origin}/heartbeat-of-nobody`,
        },
        extras: built.briefest,
      },
    };
  },
  checks: ({ ask, receiver, workers, emulator }) => {
    const start = async (worker, changes, more = {}) =>
      (await ask("POST", RUNS, { worker, body: { changes, reason: "told <b>", ...more } })).body.id;
    const notices = async (worker, query = "") =>
      (await ask("GET", `/tenants/contoso/notices${query}`, { worker, caller: "reader" })).body.notices;
    const at = (place, id) => receiver.taken(place).filter(({ body }) => body.includes(id));
    const arrived = (place, id) => until(() => at(place, id)[0], `a notice at ${place}`);

    return {
      "a run that failed is told to everybody in their own form, signed": async () => {
        const id = await start("told", [NOTHING]);
        const hook = await arrived("/hook", id);
        const notice = new Webhook(SECRET).verify(hook.body, hook.headers);
        assert.deepEqual(
          [notice.id, notice.type, notice.state, notice.tenant, notice.runId, notice.counts.failed, notice.path],
          [`${id}:run-ended`, "run-ended", "failed", "contoso", id, 1, `${RUNS}/${id}`],
        );
        assert.equal(hook.headers["webhook-id"], notice.id);
        assert.throws(() => new Webhook(SECRET).verify(hook.body.replace("failed", "done"), hook.headers));
        const stale = { ...hook.headers, "webhook-timestamp": String(Number(hook.headers["webhook-timestamp"]) - 1) };
        assert.throws(() => new Webhook(SECRET).verify(hook.body, stale));

        const chat = JSON.parse((await arrived("/chat", id)).body);
        assert.match(
          chat.text,
          /^Policy keys of contoso: the run ended failed\. 0 of 1 changes applied\..*told &lt;b&gt;/,
        );
        const team = JSON.parse((await arrived("/team", id)).body);
        const [{ contentType, content }] = team.attachments;
        assert.deepEqual([team.type, contentType], ["message", "application/vnd.microsoft.card.adaptive"]);
        assert.deepEqual(
          [content.type, content.body[0].type, content.body[0].wrap],
          ["AdaptiveCard", "TextBlock", true],
        );
        assert.match(content.body[0].text, /ended failed/);
        const pager = JSON.parse((await arrived("/pager", id)).body);
        assert.deepEqual(
          [pager.routing_key, pager.event_action, pager.dedup_key, pager.payload.severity],
          ["the-routing-key", "trigger", `contoso/${id}`, "critical"],
        );
        assert.deepEqual(at("/others", id), [], "a channel of another tenant");
        const all = await until(async () => {
          const found = (await notices("told")).filter(({ notice }) => notice.runId === id);
          return found.every(({ state }) => state === "delivered") && found;
        }, "all deliveries");
        assert.deepEqual(all.map(({ channel }) => channel).sort(), [
          "all",
          "chat",
          "hook",
          "line",
          "pager",
          "post",
          "team",
        ]);
        assert.match(workers.logs(), new RegExp(`X-Notice-Id|send_email|${id}`));
      },

      "a run that is done is told to those who wish it, or when its caller does": async () => {
        const id = "B2C_1A_Done";
        const keys = ["a", "b"].map((kid) => ({ kid, kty: "oct", use: "sig", status: "enabled" }));
        await emulator.putKeyset(id, keys);
        const change = { keysetId: id, keyId: "a", status: "disabled" };
        const quiet = await start("told", [change]);
        await arrived("/all", quiet);
        const loud = await start("told", [{ ...change, status: "enabled" }], { notify: true });
        const pager = JSON.parse((await arrived("/pager", loud)).body);
        assert.deepEqual([pager.event_action, pager.payload.custom_details.state], ["resolve", "done"]);
        assert.deepEqual([at("/hook", quiet).length, at("/pager", quiet).length], [0, 0]);
      },

      "what is halted is told": async () => {
        await emulator.plan({ status: 403, match: { method: "PATCH" }, times: "always" });
        const id = await start("told", [{ keysetId: KEYSET, keyId: "x", status: "enabled" }]);
        const { body } = await arrived("/hook", id);
        const { state, message } = JSON.parse(body);
        assert.equal(state, "halted");
        assert.match(message, /TrustFrameworkKeySet\.ReadWrite\.All/);
      },

      "a receiver that fails is tried again, with one id": async () => {
        receiver.refuse("/late", 3);
        const id = await start("told-late", [NOTHING]);
        const post = await arrived("/late", id);
        const tries = receiver.got.filter(({ path: place, body }) => place === "/late" && body.includes(id));
        assert.equal(tries.length, 4);
        assert.deepEqual([...new Set(tries.map(({ headers }) => headers["webhook-id"]))], [`${id}:run-ended`]);
        new Webhook(SECRET).verify(post.body, post.headers);
        const [view] = await until(async () => {
          const found = (await notices("told-late", "?state=delivered")).filter(({ notice }) => notice.runId === id);
          return found.length > 0 && found;
        }, "its state");
        assert.equal(view.tries, 4);
      },

      "after a day of tries it is a dead letter, which is listed, and the heartbeat stops": async () => {
        await workers.cron("told-nobody");
        await until(() => receiver.taken("/heartbeat-of-nobody").length === 1, "the heartbeat");
        receiver.refuse("/nobody", Number.POSITIVE_INFINITY);
        const died = async () => {
          const id = await start("told-nobody", [NOTHING]);
          return until(async () => {
            const found = await notices("told-nobody", "?state=dead");
            return found.find(({ notice }) => notice.runId === id);
          }, "the dead letter");
        };
        let dead = await died();
        // A day takes four seconds here, in which a busy machine may try less often than any day has it.
        for (let more = 3; dead.tries <= 3 && more > 0; more -= 1) dead = await died();
        assert.deepEqual([dead.channel, dead.error, dead.nextAt], ["hook", "it answered 500", undefined]);
        assert.ok(dead.tries > 3);
        await workers.cron("told-nobody");
        assert.equal(receiver.taken("/heartbeat-of-nobody").length, 1, "all is not well");
        assert.match(workers.logs(), /notices are not delivered/);
      },

      "every good check of the cron calls the heartbeat, and one that finds D1 away does not": async () => {
        await workers.cron("told");
        await until(() => receiver.taken("/heartbeat").length === 1, "the heartbeat");
        const db = await workers.database("told");
        await db.prepare("ALTER TABLE audit RENAME TO away").run();
        await workers.cron("told");
        assert.equal(receiver.taken("/heartbeat").length, 1);
        await db.prepare("ALTER TABLE away RENAME TO audit").run();
        await workers.cron("told");
        await until(() => receiver.taken("/heartbeat").length === 2, "the heartbeat again");
      },

      "whoever may not read is shown no notices": async () => {
        const { status, body } = await ask("GET", "/tenants/contoso/notices", { worker: "told", caller: "elsewhere" });
        assert.deepEqual([status, body.code], [403, "role"]);
        assert.equal((await ask("POST", path(), { worker: "told", body: disable })).status, 200);
      },
    };
  },
};
