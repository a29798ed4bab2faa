// Who is let in, and for what: keys, Cloudflare Access, roles, origins. Whoever is refused has sent nothing to Graph.

import assert from "node:assert/strict";
import { disable, enable, keyOf, ORIGIN, path, READING_ORIGIN } from "../world.mjs";

const pause = (ms) => new Promise((over) => setTimeout(over, ms));
const ASSERTION = "cf-access-jwt-assertion";

export const identityIn = {
  variants: ({ READING_ORIGINS, ...usual }) => ({
    slow: { ...usual, REQUESTS_PER_MINUTE: "3" },
    "no-origins": usual,
  }),
  checks: ({ ask, refused, identity, workers, patches }) => {
    const withAssertion = (assertion, more = {}) => ({
      caller: null,
      body: disable,
      headers: { [ASSERTION]: assertion, ...more },
    });
    return {
      "without a key, or with a wrong one, 401": async () => {
        const key = keyOf("switcher");
        const wrong = [
          null,
          "Bearer",
          "Bearer ",
          `Bearer ${key}x`,
          `Bearer ${key.slice(0, -1)}`,
          `Basic ${key}`,
          key,
          `Bearer ${key} x`,
          `Bearer ${"a".repeat(64)}`,
        ];
        for (const authorization of wrong) {
          const { headers } = await refused(401, "unauthenticated", "POST", path(), {
            caller: null,
            body: disable,
            headers: { authorization },
          });
          assert.equal(headers.get("www-authenticate"), "Bearer");
        }
        await refused(401, "unauthenticated", "GET", "/tenants/contoso/audit", { caller: null });
        await refused(401, "unauthenticated", "GET", "/tenants/nobody/audit", { caller: null });
      },

      "a key in any case of the scheme is let in": async () => {
        const headers = { authorization: `bEARER ${keyOf("switcher")}` };
        assert.equal((await ask("POST", path(), { caller: null, headers, body: disable })).status, 200);
      },

      "a role too low, or another tenant's, is 403": async () => {
        await refused(403, "role", "POST", path(), { caller: "reader", body: disable });
        await refused(403, "role", "POST", "/tenants/contoso/runs", { caller: "reader", body: "{" });
        await refused(403, "role", "POST", path(), { caller: "elsewhere", body: disable });
        await refused(403, "role", "GET", "/tenants/contoso/audit", { caller: "elsewhere" });
        const { body } = await refused(403, "role", "POST", path(), {
          caller: "switcher",
          body: { ...disable, guard: false },
        });
        assert.match(body.detail, /role override.*"guard": false/);
        const changes = [{ keysetId: "a", keyId: "b", status: "disabled" }];
        await refused(403, "role", "POST", "/tenants/contoso/runs", {
          caller: "switcher",
          body: { changes, reason: "x", guard: false },
        });
        await refused(403, "role", "DELETE", "/tenants/contoso/runs/11111111-1111-4111-8111-111111111111", {
          caller: "reader",
        });
      },

      "a role for every tenant counts in each": async () => {
        for (const tenant of ["contoso", "fabrikam"]) {
          assert.equal((await ask("GET", `/tenants/${tenant}/audit`, { caller: "everywhere" })).status, 200);
        }
      },

      "a tenant that is not there is 404": async () => {
        await refused(404, "unknown-tenant", "POST", path(undefined, undefined, "nobody"), { body: disable });
        await refused(404, "unknown-tenant", "GET", "/tenants/__proto__/audit");
      },

      "Cloudflare Access lets people and service tokens in": async () => {
        assert.equal((await ask("POST", path(), withAssertion(identity.assertion()))).status, 200);
        const robot = identity.assertion({ email: undefined, sub: "", common_name: "robot.access" });
        assert.equal(
          (await ask("GET", "/tenants/contoso/audit", { caller: null, headers: { [ASSERTION]: robot } })).status,
          200,
        );
        await refused(403, "role", "POST", path(), withAssertion(robot));
      },

      "an assertion that is not right is 401": async () => {
        const now = Math.floor(Date.now() / 1000);
        const claims = [
          { exp: now - 60 },
          { exp: undefined },
          { aud: ["another"] },
          { aud: undefined },
          { iss: "https://evil.example" },
          { iss: undefined },
          { nbf: now + 600 },
          { iat: undefined },
        ];
        for (const wrong of claims)
          await refused(401, "unauthenticated", "POST", path(), withAssertion(identity.assertion(wrong)));
        const none = identity.assertion({}, { header: { alg: "none" } });
        const hmac = identity.assertion({}, { header: { alg: "HS256" } });
        const foreign = identity.assertion({}, { key: identity.foreignKey });
        const nobody = identity.assertion({}, { header: { kid: "nobody" } });
        const altered = identity
          .assertion()
          .replace(/\.[^.]+\./, `.${Buffer.from('{"aud":"the-audience"}').toString("base64url")}.`);
        for (const wrong of [none, hmac, foreign, nobody, altered, "", "x", "a.b.c"]) {
          if (wrong !== "") await refused(401, "unauthenticated", "POST", path(), withAssertion(wrong));
        }
      },

      "an assertion anywhere else counts for nothing": async () => {
        const assertion = identity.assertion();
        const elsewhere = [
          { cookie: `CF_Authorization=${assertion}` },
          { authorization: `Bearer ${assertion}` },
          { "cf-access-token": assertion },
        ];
        for (const headers of elsewhere)
          await refused(401, "unauthenticated", "POST", path(), { caller: null, body: disable, headers });
        await refused(401, "unauthenticated", "POST", `${path()}?CF_Authorization=${assertion}`, {
          caller: null,
          body: disable,
        });
      },

      "a bad assertion is not made up for by a good key": async () => {
        await refused(401, "unauthenticated", "POST", path(), {
          caller: "switcher",
          body: disable,
          headers: { [ASSERTION]: "a.b.c" },
        });
      },

      "a person that CALLERS does not name is 403": async () => {
        await refused(
          403,
          "unknown-caller",
          "POST",
          path(),
          withAssertion(identity.assertion({ email: "mallory@example.com" })),
        );
      },

      "Access may rotate its keys": async () => {
        await pause(1_100);
        identity.rotate();
        assert.equal((await ask("POST", path(), withAssertion(identity.assertion()))).status, 200);
      },

      "when the keys of Access cannot be read it is 503": async () => {
        for (const jwks of ["down", "cut", "html"]) {
          await pause(1_100);
          identity.rotate();
          identity.state.jwks = jwks;
          const { headers } = await refused(
            503,
            "access-unavailable",
            "POST",
            path(),
            withAssertion(identity.assertion()),
          );
          assert.ok(Number(headers.get("retry-after")) > 0);
        }
      },

      "a page of another origin cannot write": async () => {
        const form = { "content-type": "application/x-www-form-urlencoded", origin: "https://evil.example" };
        await refused(403, "origin", "POST", path(), withAssertion(identity.assertion(), form));
        for (const origin of [
          "null",
          "https://evil.example",
          `${ORIGIN}.evil.example`,
          ORIGIN.replace("https", "http"),
        ]) {
          await refused(403, "origin", "POST", path(), withAssertion(identity.assertion(), { origin }));
          await refused(403, "origin", "DELETE", "/tenants/contoso/runs/11111111-1111-4111-8111-111111111111", {
            headers: { origin },
          });
        }
        for (const type of [
          "text/plain",
          "application/x-www-form-urlencoded",
          "multipart/form-data",
          "application/jsonp",
          null,
        ]) {
          await refused(
            415,
            "content-type",
            "POST",
            path(),
            withAssertion(identity.assertion(), { "content-type": type }),
          );
        }
      },

      "a page of an allowed origin can, and reads the answer": async () => {
        const { status, headers } = await ask("POST", path(), { body: enable, headers: { origin: ORIGIN } });
        assert.deepEqual([status, headers.get("access-control-allow-origin")], [200, ORIGIN]);
        const foreign = await refused(403, "origin", "POST", path(), {
          body: enable,
          headers: { origin: "https://evil.example" },
        });
        assert.equal(foreign.headers.get("access-control-allow-origin"), null);
      },

      "a browser is told which origins may": async () => {
        const preflight = (origin) =>
          workers.fetch("ready", path(), {
            method: "OPTIONS",
            headers: {
              origin,
              "access-control-request-method": "POST",
              "access-control-request-headers": "content-type",
            },
          });
        assert.equal((await preflight(ORIGIN)).headers.get("access-control-allow-origin"), ORIGIN);
        assert.equal((await preflight("https://evil.example")).headers.get("access-control-allow-origin"), null);
      },

      "a page of a reading origin reads answers and refusals, with a key and no cookie": async () => {
        const headers = { origin: READING_ORIGIN };
        const refusal = { 200: ["reader"], 401: [null], 403: ["elsewhere"], 404: ["reader", "nowhere"] };
        for (const [wanted, [caller, tenant = "contoso"]] of Object.entries(refusal)) {
          const answer = await ask("GET", `/tenants/${tenant}/runs`, { caller, headers });
          assert.equal(answer.status, Number(wanted));
          assert.equal(answer.headers.get("access-control-allow-origin"), READING_ORIGIN, wanted);
          assert.equal(answer.headers.get("access-control-allow-credentials"), null, wanted);
          assert.match(answer.headers.get("vary"), /origin/i);
        }
        for (const origin of ["https://evil.example", `${READING_ORIGIN}.evil.example`, "null"]) {
          const answer = await ask("GET", "/tenants/contoso/runs", { caller: "reader", headers: { origin } });
          assert.equal(answer.headers.get("access-control-allow-origin"), null, origin);
        }
      },

      "it can write nothing": async () => {
        const headers = { origin: READING_ORIGIN };
        await refused(403, "origin", "POST", path(), { body: disable, headers });
        await refused(403, "origin", "POST", "/tenants/contoso/runs?dryRun=true", { body: {}, headers });
        await refused(403, "origin", "DELETE", "/tenants/contoso/runs/11111111-1111-4111-8111-111111111111", {
          headers,
        });
      },

      "before it reads, a browser is told: GET alone, with a key, no cookie": async () => {
        const preflight = async (origin, method, header) => {
          const headers = {
            origin,
            "access-control-request-method": method,
            "access-control-request-headers": header,
          };
          return (await workers.fetch("ready", "/tenants/contoso/runs", { method: "OPTIONS", headers })).headers;
        };
        for (const method of ["GET", "POST", "DELETE"]) {
          const headers = await preflight(READING_ORIGIN, method, "authorization");
          assert.equal(headers.get("access-control-allow-origin"), READING_ORIGIN);
          assert.equal(headers.get("access-control-allow-methods"), "GET");
          assert.equal(headers.get("access-control-allow-headers"), "authorization");
          assert.equal(headers.get("access-control-allow-credentials"), null);
        }
        const foreign = await preflight("https://evil.example", "GET", "authorization");
        assert.equal(foreign.get("access-control-allow-origin"), null);
        const unset = await workers.fetch("no-origins", "/tenants/contoso/runs", {
          headers: { origin: READING_ORIGIN, authorization: `Bearer ${keyOf("reader")}` },
        });
        assert.deepEqual([unset.status, unset.headers.get("access-control-allow-origin")], [200, null]);
      },

      "a caller who asks too often waits": async () => {
        for (let left = 3; left > 0; left -= 1)
          assert.equal((await ask("GET", "/tenants/contoso/audit", { worker: "slow" })).status, 200);
        const { headers } = await refused(429, "too-many-requests", "GET", "/tenants/contoso/audit", {
          worker: "slow",
        });
        const wait = Number(headers.get("retry-after"));
        assert.ok(wait >= 1 && wait <= 20, String(wait));
        assert.equal((await ask("GET", "/tenants/contoso/audit", { worker: "slow", caller: "reader" })).status, 200);
        assert.equal((await patches()).length, 0);
      },
    };
  },
};
