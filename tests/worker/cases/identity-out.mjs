// How the Worker gets its Graph token: client credentials with a certificate or a secret, asked for once and again when it must be.

import assert from "node:assert/strict";
import { header } from "../../lib/emulator.mjs";
import { CLIENT, disable, enable, FABRIKAM, path } from "../world.mjs";

const FABRIKAM_PATH = path(undefined, undefined, "fabrikam");
const tokenOf = (entry) => header(entry, "authorization").replace("Bearer ", "");
const claimsOf = ({ form }) => JSON.parse(form.claims);

export const identityOut = {
  variants: (usual, { identity }) => {
    const { GRAPH_PRIVATE_KEY, GRAPH_CERTIFICATE, ...rest } = usual;
    return {
      secret: { ...rest, GRAPH_SECRET: identity.secret },
      "wrong-secret": { ...rest, GRAPH_SECRET: "not-the-secret" },
      "broken-key": { ...usual, GRAPH_PRIVATE_KEY: GRAPH_PRIVATE_KEY.slice(0, 200), GRAPH_CERTIFICATE },
      "short-lived": usual,
      refreshing: usual,
      claims: usual,
      nowhere: { ...usual, TENANTS: { contoso: { ...usual.TENANTS.contoso, authority: "http://127.0.0.1:1" } } },
    };
  },
  checks: ({ ask, identity, emulator, patches, audit }) => {
    const asked = () => identity.state.asked.length;
    return {
      "a certificate proves who the Worker is, once for many changes": async () => {
        await Promise.all(
          Array.from({ length: 10 }, (_, n) =>
            ask("POST", path(`B2C_1A_${n}`, undefined, "fabrikam"), { caller: "everywhere", body: disable }),
          ),
        );
        const mine = identity.state.asked.filter((one) => one.path.includes(FABRIKAM));
        assert.equal(mine.length, 1);
        assert.equal(mine[0].form.client_id, CLIENT);
        assert.deepEqual(claimsOf(mine[0]), { access_token: { xms_cc: { values: ["cp1"] } } });
      },

      "a secret does as well": async () => {
        assert.equal((await ask("POST", path(), { worker: "secret", body: disable })).status, 200);
        assert.equal(identity.state.asked.at(-1).form.client_secret, identity.secret);
      },

      "what Entra refuses is 502, with its code and nothing else of it": async () => {
        const { status, body } = await ask("POST", path(), { worker: "wrong-secret", body: disable });
        assert.deepEqual([status, body.code, body.outcome], [502, "token", "failed"]);
        assert.match(body.detail, /invalid_client, AADSTS700027/);
        assert.ok(!JSON.stringify([body, await audit("wrong-secret")]).includes("not-the-secret"));
        assert.deepEqual(await patches(), []);
      },

      "a key that cannot be read is told without a piece of it": async () => {
        const { status, body } = await ask("POST", path(), { worker: "broken-key", body: disable });
        assert.deepEqual([status, body.code], [502, "token"]);
        assert.match(body.detail, /GRAPH_PRIVATE_KEY/);
      },

      "Entra that cannot be reached, or talks nonsense, is 502": async () => {
        assert.match(
          (await ask("POST", path(), { worker: "nowhere", body: disable })).body.detail,
          /cannot be reached/,
        );
        for (const raw of ["<p>Sign in", "{}", '{"access_token":7}']) {
          identity.state.refusals.push({ status: 200, raw });
          const { status, body } = await ask("POST", FABRIKAM_PATH, {
            worker: "short-lived",
            caller: "everywhere",
            body: disable,
          });
          assert.deepEqual([status, body.code], [502, "token"]);
        }
      },

      "a token is used until shortly before its end": async () => {
        identity.state.expiresIn = 1;
        for (const more of [1, 1]) {
          const before = asked();
          assert.equal((await ask("POST", path(), { worker: "short-lived", body: disable })).status, 200);
          assert.ok(asked() - before >= more);
        }
        identity.state.expiresIn = 3600;
        await ask("POST", path(), { worker: "short-lived", body: disable });
        const before = asked();
        await ask("POST", path(), { worker: "short-lived", body: disable });
        assert.equal(asked(), before);
      },

      "a token that Graph refuses is replaced, once for all": async () => {
        await ask("POST", path(), { worker: "refreshing", body: disable });
        const token = tokenOf((await patches()).at(-1));
        await emulator.plan({ status: 401, times: "always", match: { token } });
        const before = asked();
        const answers = await Promise.all(
          [0, 1, 2, 3].map((n) =>
            ask("POST", path(n % 2 ? undefined : "B2C_1A_RestApiClientCertificate"), {
              worker: "refreshing",
              body: { ...enable, guard: false },
            }),
          ),
        );
        for (const { status, body } of answers) assert.ok(status === 200 || body.code === "not-found", body.detail);
        assert.equal(asked() - before, 1);
        assert.notEqual(tokenOf((await patches()).at(-1)), token);
      },

      "a claims challenge is passed on, and met": async () => {
        const claims = { access_token: { nbf: { essential: true, value: "1604106651" } } };
        const challenge = `Bearer realm="", error="insufficient_claims", claims="${btoa(JSON.stringify(claims))}"`;
        await emulator.plan({ status: 401, headers: { "www-authenticate": challenge } });
        assert.equal((await ask("POST", path(), { worker: "claims", body: disable })).status, 200);
        const expected = { access_token: { ...claims.access_token, xms_cc: { values: ["cp1"] } } };
        assert.deepEqual(claimsOf(identity.state.asked.at(-1)), expected);
      },
    };
  },
};
