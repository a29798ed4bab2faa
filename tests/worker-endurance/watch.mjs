// The watch over 500 key sets in 20 tenants, at a Graph that takes 200 requests a minute of each, while the Worker is killed in the middle of a
// look: each threshold of each set is told once, under one id.

import assert from "node:assert/strict";
import { createServer, request } from "node:http";
import { startEmulator } from "../lib/emulator.mjs";
import { startOutside } from "../worker/outside.mjs";
import { until } from "../worker/world.mjs";

const TENANTS = 20;
const SETS = 25;
const A_MINUTE = 200;
/** Entries of a list in one answer, so that a look is many requests, and the seventh within a minute meets the limit. */
const PAGE = 1;
const DAY = 86_400;

const nameOf = (tenant) => `tenant-${tenant}`;
const guidOf = (tenant) => `${String(tenant).padStart(8, "0")}-bbbb-4bbb-8bbb-bbbbbbbbbbbb`;
const pause = (ms) => new Promise((over) => setTimeout(over, ms));

/** What a set is worth at first and later, and what is told of it then: a number of days, or that it is mended. */
const COURSES = [
  { first: 20, then: 5, told: [30, 7] },
  { first: 5, then: 0.5, told: [7, 1] },
  { first: 0.5, then: undefined, told: [1, 0] },
  { first: undefined, then: Infinity, told: [0, "mended"] },
];

const keysOf = (days) => [
  {
    kid: "a",
    kty: "oct",
    use: "sig",
    status: days === undefined ? "disabled" : "enabled",
    ...(days < Infinity && { exp: Math.floor(Date.now() / 1000 + days * DAY) }),
  },
];

/** Stands before each emulator and lets through so many requests a minute; a minute begins with the first one after the last. */
async function startLimit(emulators) {
  const windows = emulators.map(() => ({ ends: 0, passed: 0 }));
  const figures = { passed: 0, refused: 0 };
  const admit = (window) => {
    const now = Date.now();
    if (now >= window.ends) Object.assign(window, { ends: now + 60_000, passed: 0 });
    if (window.passed === A_MINUTE) return Math.ceil((window.ends - now) / 1_000);
    window.passed += 1;
    return undefined;
  };
  const servers = await Promise.all(
    emulators.map(async ({ origin }, tenant) => {
      const server = createServer((incoming, answer) => {
        const wait = admit(windows[tenant]);
        if (wait !== undefined) {
          figures.refused += 1;
          answer.writeHead(429, { "retry-after": String(wait) }).end();
          return;
        }
        figures.passed += 1;
        const { method, url, headers } = incoming;
        const onwards = request(`${origin}${url}`, { method, headers }, (reply) => {
          answer.writeHead(reply.statusCode, reply.headers);
          reply.pipe(answer);
        });
        onwards.on("error", () => answer.destroy());
        incoming.pipe(onwards);
      });
      server.keepAliveTimeout = 0;
      await new Promise((listening) => server.listen(0, "127.0.0.1", listening));
      return server;
    }),
  );
  return {
    origins: servers.map((server) => `http://127.0.0.1:${server.address().port}`),
    figures,
    stop: () => servers.forEach((server) => (server.close(), server.closeAllConnections())),
  };
}

export const watch = {
  "500 key sets in 20 tenants are watched at 200 requests a minute, and each threshold is told once": async () => {
    const emulators = await Promise.all(Array.from({ length: TENANTS }, () => startEmulator()));
    const limit = await startLimit(emulators);
    const world = await startOutside((usual, { receiver }) => ({
      ...usual,
      TENANTS: Object.fromEntries(
        limit.origins.map((origin, tenant) => [
          nameOf(tenant),
          { ...usual.TENANTS.contoso, tenantId: guidOf(tenant), baseUrl: `${origin}/beta` },
        ]),
      ),
      CHANNELS: { hook: { format: "webhook" } },
      NOTIFY_HOOK_URL: `${receiver.origin}/hook`,
      NOTIFY_HOOK_KEY: "a-key-of-more-than-24-characters",
    }));
    const { ask, receiver, kill, start, cron } = world;
    const each = (work) => Promise.all(emulators.map(work));
    const put = (when) =>
      each(async (emulator) => {
        for (let set = 0; set < SETS; set += 1)
          await emulator.putKeyset(`B2C_1A_Watch${set}`, keysOf(COURSES[set % COURSES.length][when]));
      });
    const notices = () =>
      receiver
        .taken("/hook")
        .map(({ body }) => JSON.parse(body))
        .filter(({ keysetId }) => keysetId?.startsWith("B2C_1A_Watch"));
    const lookedSince = async (since) => {
      const views = await Promise.all(
        Array.from({ length: TENANTS }, (_, tenant) => ask("GET", `/tenants/${nameOf(tenant)}/watch`)),
      );
      return views.filter(({ body }) => body.lookedAt !== undefined && Date.parse(body.lookedAt) >= since).length;
    };
    /** Looks until every tenant has been read since now; killed once, in the middle. */
    const look = async (wanted) => {
      const since = Date.now();
      const cut = cron().catch(() => undefined);
      const before = notices().length;
      await until(() => notices().length > before + 40, "some notices", 5, 20_000);
      const told = notices().length - before;
      const done = await lookedSince(since);
      await kill();
      await cut;
      await start();
      await until(
        async () => {
          await cron();
          return (await lookedSince(since)) === TENANTS;
        },
        "a look at every tenant",
        5_000,
        60,
      );
      await until(() => new Set(notices().map(({ id }) => id)).size >= wanted, "the notices", 200, 600);
      await pause(3_000);
      return { told, done };
    };

    try {
      await each((emulator) => emulator.set({ pageSize: PAGE }));
      await put("first");
      const began = Date.now();
      const first = await look(TENANTS * SETS);
      await put("then");
      const second = await look(2 * TENANTS * SETS);
      // And nothing more, however often it is looked at: until Graph refuses.
      for (let left = 6; left > 0; left -= 1) await cron();
      await pause(2_000);

      const ids = new Map();
      for (const { id, tenant, keysetId, type, withinDays } of notices()) {
        const what = `${tenant} ${keysetId} ${type === "keyset-mended" ? "mended" : withinDays}`;
        assert.ok((ids.get(what) ?? id) === id, `${what} was told twice`);
        ids.set(what, id);
      }
      const expected = [];
      for (let tenant = 0; tenant < TENANTS; tenant += 1)
        for (let set = 0; set < SETS; set += 1)
          for (const told of COURSES[set % COURSES.length].told)
            expected.push(`${nameOf(tenant)} B2C_1A_Watch${set} ${told}`);
      assert.deepEqual([...ids.keys()].sort(), expected.sort());
      const { passed, refused } = limit.figures;
      assert.ok(refused > 0, "Graph's limit was never met");
      for (const emulator of emulators) assert.ok((await emulator.journal()).every(({ method }) => method === "GET"));
      console.log(
        `  ${TENANTS * SETS} key sets in ${TENANTS} tenants, two changes each, in ${((Date.now() - began) / 1000).toFixed(0)} s: ${ids.size} thresholds told, ` +
          `${notices().length} deliveries; ${passed} requests let through, ${refused} answered 429; ` +
          `killed after ${first.told} and ${second.told} notices, when ${first.done} and ${second.done} tenants of ${TENANTS} had been read`,
      );
    } finally {
      await world.stop();
      limit.stop();
      await each((emulator) => emulator.stop());
    }
  },
};
