// Microsoft's own Graph clients talk to the emulator: proof that the emulator serves clients that we did not write.
// Tests nothing of the package. The one of Python is in sdk.py; the rest is the one of JavaScript.
//
// That client gives its token to https hosts of Graph only, so it is left to call https://graph.microsoft.com, with every middleware it
// has by default but the last: where that one would call fetch, ours does, with another host.
//
// Environment: TFK_EMULATOR, the path of the emulator's program; TFK_PYTHON, a Python that has what requirements.txt lists.

import assert from "node:assert/strict";
import { Client, GraphError, MiddlewareFactory } from "@microsoft/microsoft-graph-client";
import { required, run } from "../lib/checks.mjs";
import { header, startEmulator } from "../lib/emulator.mjs";
import { pythonChecks } from "./python.mjs";

const SIGNING = "B2C_1A_TokenSigningKeyContainer";
const ACTIVE = "skXTuCScdUZVjBcseBUAsuHesX2Lm3KrtlHMOI2nXHI";
const FACEBOOK = "B2C_1A_FacebookSecret";
const EXPIRING = "TzL1P3Vnjo1pp9Gf5D6mFAhfe_rFRF5kNjujX58nGY8";
const DATELESS = "VaNReMdclXOfjtEQDOL7B8zYyHIE_Z4gFHwKxfLTRNE";

const emulator = await startEmulator();
const inPython = await pythonChecks(required("TFK_PYTHON"), emulator.origin);

const transport = {
  async execute(context) {
    assert.equal(typeof context.request, "string");
    const url = context.request.replace("https://graph.microsoft.com", emulator.origin);
    assert.ok(url.startsWith(`${emulator.origin}/`), `The client called ${context.request}`);
    context.response = await fetch(url, context.options);
  },
};

function clientWith(token) {
  const defaults = MiddlewareFactory.getDefaultMiddlewareChain({ getAccessToken: async () => token });
  return Client.initWithMiddleware({ middleware: [...defaults.slice(0, -1), transport], defaultVersion: "beta" });
}

const client = clientWith("a-token");
const keyset = (id) => client.api(`/trustFramework/keySets/${id}`);
const keys = (id, kid = "") => client.api(`/trustFramework/keySets/${id}/keys_v2${kid && `/${kid}`}`);

async function graphError(promise) {
  const error = await promise.then(
    () => assert.fail("it succeeded"),
    (reason) => reason,
  );
  assert.ok(error instanceof GraphError, String(error));
  return error;
}

await run(
  {
    "lists the key sets": async () => {
      const { value } = await client.api("/trustFramework/keySets").get();
      assert.deepEqual(
        value.map(({ id }) => id),
        [SIGNING, "B2C_1A_TokenEncryptionKeyContainer", FACEBOOK, "B2C_1A_RestApiClientCertificate"],
      );
      const [entry] = await emulator.journal();
      assert.equal(header(entry, "authorization"), "Bearer a-token");
      assert.match(header(entry, "sdkversion"), /^graph-js\/3\.0\.7 /);
    },

    "gets a key set": async () => {
      const { id, keys } = await keyset(SIGNING).get();
      assert.equal(id, SIGNING);
      assert.equal(keys.length, 3);
    },

    "lists the keys of a set": async () => {
      const { value } = await keys(FACEBOOK).get();
      assert.deepEqual(
        value.map(({ kid, use, kty, status }) => ({ kid, use, kty, status })),
        [EXPIRING, DATELESS].map((kid) => ({ kid, use: "sig", kty: "oct", status: "enabled" })),
      );
    },

    "gets a key": async () => {
      const { kid, kty, status, nbf, exp } = await keys(SIGNING, ACTIVE).get();
      assert.deepEqual({ kid, kty, status }, { kid: ACTIVE, kty: "RSA", status: "enabled" });
      assert.ok(nbf < exp);
    },

    "gets the active key": async () => {
      assert.equal((await client.api(`/trustFramework/keySets/${SIGNING}/getActiveKey`).get()).kid, ACTIVE);
    },

    "disables a key, reads it back, and enables it again": async () => {
      for (const [status, active] of [
        ["disabled", DATELESS],
        ["enabled", EXPIRING],
      ]) {
        await keys(FACEBOOK, EXPIRING).patch({ status });
        assert.equal((await keys(FACEBOOK, EXPIRING).get()).status, status);
        assert.equal((await client.api(`/trustFramework/keySets/${FACEBOOK}/getActiveKey`).get()).kid, active);
      }
      const patches = (await emulator.journal()).filter(({ method }) => method === "PATCH");
      assert.deepEqual(
        patches.map(({ body, status }) => [body, status]),
        [
          ['{"status":"disabled"}', 204],
          ['{"status":"enabled"}', 204],
        ],
      );
    },

    "an escaped id reaches the emulator as one segment": async () => {
      const { message } = await graphError(keys(FACEBOOK, encodeURIComponent("a/b ü")).get());
      assert.match(message, /'a\/b ü'/);
    },

    "an unknown key is a GraphError 404": async () => {
      const error = await graphError(keys(FACEBOOK, "nobody").patch({ status: "disabled" }));
      assert.equal(error.statusCode, 404);
      assert.equal(error.code, "itemNotFound");
      assert.match(error.message, /nobody/);
      assert.match(error.requestId, /^[0-9a-f-]{36}$/);
      assert.ok(error.date instanceof Date && !Number.isNaN(error.date.getTime()));
    },

    "an unknown key set is a GraphError 400": async () => {
      const error = await graphError(keyset("B2C_1A_Nothing").get());
      assert.equal(error.statusCode, 400);
      assert.equal(error.code, "AADB2C90073");
      assert.match(error.message, /B2C_1A_Nothing/);
    },

    "an unknown status is a GraphError 400": async () => {
      const error = await graphError(keys(FACEBOOK, EXPIRING).patch({ status: "revoked" }));
      assert.equal(error.statusCode, 400);
      assert.equal(error.code, "Request_BadRequest");
    },

    "an expired token is a GraphError 401": async () => {
      const error = await graphError(clientWith("expired").api("/trustFramework/keySets").get());
      assert.equal(error.statusCode, 401);
      assert.equal(error.code, "InvalidAuthenticationToken");
    },

    "a token that may only read is a GraphError 403, and changes nothing": async () => {
      const error = await graphError(
        clientWith("read-only")
          .api(`/trustFramework/keySets/${FACEBOOK}/keys_v2/${EXPIRING}`)
          .patch({ status: "disabled" }),
      );
      assert.equal(error.statusCode, 403);
      assert.equal(error.code, "AADB2C");
      assert.equal((await keys(FACEBOOK, EXPIRING).get()).status, "enabled");
    },

    "the client's own retry after a planned 503 succeeds": async () => {
      await emulator.plan({ status: 503, headers: { "retry-after": "0" } });
      await keys(FACEBOOK, EXPIRING).patch({ status: "disabled" });
      assert.deepEqual(
        (await emulator.journal()).map(({ status }) => status),
        [503, 204],
      );
    },

    ...inPython,
  },
  emulator.reset,
);
await emulator.stop();
