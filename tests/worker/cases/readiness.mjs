// Whether the Worker is set up right is asked before the night: /ready looks where /health does not.

import assert from "node:assert/strict";

const GARBAGE = "-----BEGIN CERTIFICATE-----\nbm90IGEgY2VydGlmaWNhdGU=\n-----END CERTIFICATE-----\n";

export const readiness = {
  variants: (usual, { identity }) => {
    const { GRAPH_PRIVATE_KEY: _, GRAPH_CERTIFICATE: __, ...rest } = usual;
    return {
      garbage: { ...usual, GRAPH_CERTIFICATE: GARBAGE },
      ending: { ...usual, GRAPH_CERTIFICATE: identity.ending },
      "no-token": { ...rest, GRAPH_SECRET: "not-the-secret" },
      "no-schema": usual,
    };
  },
  checks: ({ ask, refused, emulator, workers }) => {
    const look = async (worker, caller = "everywhere") => (await ask("GET", "/ready", { worker, caller })).body;
    const wrong = ({ tenants }, tenant = "contoso") =>
      tenants.find((one) => one.tenant === tenant).checks.filter(({ ok }) => !ok);

    return {
      "a Worker that is set up is ready, in the tenants that its caller may read": async () => {
        const { status, body } = await ask("GET", "/ready", { caller: "everywhere" });
        assert.deepEqual(
          [status, body.ready, body.tenants.map(({ tenant }) => tenant)],
          [200, true, ["contoso", "fabrikam"]],
        );
        const names = body.tenants[0].checks.map(({ name }) => name);
        assert.deepEqual(names, ["schema", "certificate", "token", "consent"]);
        assert.deepEqual(
          (await look("ready", "reader")).tenants.map(({ tenant }) => tenant),
          ["contoso"],
        );
      },

      "a stranger is told nothing": async () => {
        await refused(401, "unauthenticated", "GET", "/ready", { caller: null });
        await refused(405, "method", "POST", "/ready", { body: {} });
      },

      "garbage for a certificate, and one that ends soon, are found": async () => {
        assert.equal((await ask("GET", "/health", { worker: "garbage", caller: null })).status, 200);
        const garbage = await ask("GET", "/ready", { worker: "garbage" });
        assert.deepEqual([garbage.status, garbage.body.code], [503, "not-ready"]);
        assert.match(
          wrong(garbage.body).find(({ name }) => name === "certificate").detail,
          /GRAPH_CERTIFICATE is no certificate/,
        );
        const [ending] = wrong(await look("ending")).filter(({ name }) => name === "certificate");
        assert.match(ending.detail, /ends at 20.*: replace it/);
      },

      "a token that Entra refuses is found, with its code": async () => {
        const [token] = wrong(await look("no-token"));
        assert.equal(token.name, "token");
        assert.match(token.detail, /AADSTS700027/);
      },

      "a permission that nobody consented to is found": async () => {
        await emulator.plan({ status: 403, match: { method: "GET" }, times: "always" });
        const [consent, ...others] = wrong(await look("ready"));
        assert.deepEqual([consent.name, others], ["consent", []]);
        assert.match(consent.detail, /TrustFrameworkKeySet/);
      },

      "an audit that was not migrated is found": async () => {
        const db = await workers.database("no-schema");
        // As it was before migration 0003.
        await db.prepare("DROP INDEX audit_by_key").run();
        assert.equal(wrong(await look("no-schema"))[0]?.name, "schema");
        await db.prepare("CREATE INDEX audit_by_key ON audit (tenant, key_id, id)").run();
        assert.deepEqual(wrong(await look("no-schema")), []);
        await db.prepare("ALTER TABLE audit DROP COLUMN counts").run();
        const [schema, ...others] = wrong(await look("no-schema"));
        assert.deepEqual([schema.name, others], ["schema", []]);
        assert.match(schema.detail, /npm run migrate/);
      },
    };
  },
};
