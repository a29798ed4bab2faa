// What the Worker does before it is set up, and what it says about a wrong configuration.

import assert from "node:assert/strict";
import { loadPure } from "../runtime.mjs";
import { disable, keyOf, path, until } from "../world.mjs";

const without = (object, ...names) =>
  Object.fromEntries(Object.entries(object).filter(([name]) => !names.includes(name)));

const wrong = (usual) => {
  const contoso = usual.TENANTS.contoso;
  const tenants = (members) => ({ ...usual, TENANTS: { contoso: { ...contoso, ...members } } });
  const callers = (caller) => ({ ...usual, CALLERS: { one: caller } });
  const sha256 = "a".repeat(64);
  return {
    "no-tenants": [without(usual, "TENANTS"), /TENANTS must be a JSON object|TENANTS names no tenant/],
    "empty-tenants": [{ ...usual, TENANTS: {} }, /TENANTS names no tenant/],
    "no-callers": [{ ...usual, CALLERS: "{}" }, /CALLERS names no caller/],
    "broken-json": [{ ...usual, TENANTS: "{" }, /TENANTS must be a JSON object/],
    "no-credential": [
      without(usual, "GRAPH_PRIVATE_KEY"),
      /secrets GRAPH_PRIVATE_KEY and GRAPH_CERTIFICATE, or GRAPH_SECRET/,
    ],
    "no-client": [without(usual, "CLIENT_ID"), /clientId/],
    "no-guid": [tenants({ tenantId: "contoso.onmicrosoft.com" }), /GUID of its directory/],
    "plain-http": [tenants({ baseUrl: "http://graph.example/beta" }), /baseUrl.*https/],
    "plain-authority": [tenants({ authority: "http://login.example" }), /authority.*https/],
    misspelt: [tenants({ tenantid: contoso.tenantId }), /did you mean "tenantId"/],
    "unknown-cloud": [tenants({ cloud: "moon" }), /cloud of the tenant/],
    "one-identity": [
      { ...usual, CALLERS: { one: { sha256, roles: {} }, two: { sha256: sha256.toUpperCase(), roles: {} } } },
      /the callers "one" and "two" have one identity/,
    ],
    "one-address": [
      { ...usual, CALLERS: { one: { email: "a@example.com", roles: {} }, two: { email: "A@example.com", roles: {} } } },
      /the callers "one" and "two" have one identity/,
    ],
    "bad-place": [{ ...usual, LOCATION: "moon" }, /LOCATION must be one of wnam/],
    "bad-heartbeat": [{ ...usual, HEARTBEAT_URL: "http://example.com" }, /HEARTBEAT_URL must begin with https/],
    "bad-channel": [
      { ...usual, CHANNELS: { night: { format: "pigeon" } } },
      /format of the channel "night" must be one of webhook, slack/,
    ],
    "no-address": [{ ...usual, CHANNELS: { "on-call": { format: "slack" } } }, /needs the secret NOTIFY_ON_CALL_URL/],
    "short-key": [
      { ...usual, CHANNELS: { a: { format: "webhook" } }, NOTIFY_A_URL: "https://example.com", NOTIFY_A_KEY: "short" },
      /NOTIFY_A_KEY must be a random text of 24 characters/,
    ],
    "no-queue": [{ ...usual, CHANNELS: { a: { format: "queue" } } }, /needs the binding NOTICES/],
    "no-archive": [{ ...usual, AUDIT_RETENTION_DAYS: "30" }, /needs the R2 binding ARCHIVE and the secret AUDIT_KEY/],
    twice: [{ ...usual, TENANTS: { a: contoso, b: contoso } }, /two of TENANTS have one tenantId/],
    "bad-role": [callers({ sha256, roles: { contoso: "admin" } }), /read, switch or override/],
    "bad-hash": [callers({ sha256: "key", roles: { contoso: "read" } }), /64 hexadecimal digits/],
    "no-identity": [callers({ roles: { contoso: "read" } }), /one of sha256, email and commonName/],
    "no-access": [without(usual, "ACCESS_TEAM", "ACCESS_AUDIENCE"), /comes through Cloudflare Access/],
    "half-access": [without(usual, "ACCESS_AUDIENCE"), /belong together/],
    "bad-origin": [{ ...usual, ALLOWED_ORIGINS: "admin.example.com" }, /ALLOWED_ORIGINS/],
    "bad-reading-origin": [
      { ...usual, READING_ORIGINS: "https://console.example.com/page" },
      /READING_ORIGINS must be origins like/,
    ],
    "any-origin": [{ ...usual, READING_ORIGINS: "*" }, /READING_ORIGINS must be origins like/],
    "one-origin-twice": [
      { ...usual, READING_ORIGINS: usual.ALLOWED_ORIGINS },
      /stands in ALLOWED_ORIGINS and in READING_ORIGINS/,
    ],
    "bad-approvals": [
      tenants({ approvals: 2 }),
      /"approvals" of the tenant "contoso" must be a whole number from 0 to 1/,
    ],
    "bad-hours": [tenants({ approvals: 1, approvalHours: "24" }), /"approvalHours" of the tenant/],
    "bad-days": [{ ...usual, WATCH_DAYS: "30,0" }, /WATCH_DAYS must be days like 30,7,1/],
    "bad-rate": [{ ...usual, REQUESTS_PER_MINUTE: "0" }, /REQUESTS_PER_MINUTE/],
  };
};

export const configuration = {
  variants: (usual) => ({ bare: {}, misconfigured: { ...usual, REQUESTS_PER_MINUTE: "many" } }),
  checks: ({ refused, workers, ask, identity, emulator, consumer, usual }) => ({
    "workerd it is: nothing compiles at run time": async () => {
      assert.match(
        await (await workers.fetch("compile-at-run-time", "/")).text(),
        /CompileError.*disallowed by embedder/,
      );
    },

    "without configuration it refuses everything, in one sentence": async () => {
      for (const [method, url] of [
        ["GET", "/health"],
        ["GET", "/openapi.json"],
        ["GET", "/"],
        ["POST", path()],
        ["GET", "/tenants/contoso/audit"],
      ]) {
        const body = method === "POST" ? disable : undefined;
        const { body: problem } = await refused(503, "not-configured", method, url, { worker: "bare", body });
        assert.match(problem.detail, /^This Worker is not set up; its log says what is wrong\./);
      }
    },

    "a wrong configuration refuses everything: the log says what is wrong, a stranger is not told": async () => {
      const sentence = /REQUESTS_PER_MINUTE must be a whole number/;
      const { body } = await refused(503, "not-configured", "POST", path(), { worker: "misconfigured", body: disable });
      assert.doesNotMatch(body.detail, sentence);
      await until(() => sentence.test(workers.logs()), "the log");
    },

    "whatever is wrong is told in a sentence that repeats no value": async () => {
      const { readConfig } = (await loadPure(consumer, "config/config")).config_config;
      readConfig(usual);
      for (const [name, [variables, sentence]] of Object.entries(wrong(usual))) {
        assert.throws(
          () => readConfig(variables),
          ({ message }) => {
            assert.match(message, sentence, name);
            for (const secret of [keyOf("reader"), identity.secret, emulator.origin])
              assert.ok(!message.includes(secret));
            return true;
          },
          name,
        );
      }
    },

    "health and the document need no identity once it is set up": async () => {
      assert.deepEqual((await ask("GET", "/health", { caller: null })).body, { status: "ok" });
      assert.equal((await ask("GET", "/openapi.json", { caller: null })).status, 200);
    },
  }),
};
