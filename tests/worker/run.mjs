// The Worker of ../../worker in workerd, against the emulator: that it switches keys, what it refuses, and that it is workerd.
// Deploys nothing, runs no wrangler and calls no host but this one.
//
// Environment: TFK_TARBALL, the packed package; TFK_EMULATOR, the emulator's program; TFK_ROOT, the repository.

import assert from "node:assert/strict";
import { required, run } from "../lib/checks.mjs";
import { header, startEmulator } from "../lib/emulator.mjs";
import { startWorkers } from "./runtime.mjs";

const KEYSET = "B2C_1A_FacebookSecret";
const KEY = "TzL1P3Vnjo1pp9Gf5D6mFAhfe_rFRF5kNjujX58nGY8";
const OTHER_KEY = "VaNReMdclXOfjtEQDOL7B8zYyHIE_Z4gFHwKxfLTRNE";

const WORKER_KEY = "the key of this worker";
const GRAPH_TOKEN = "the-graph-token";

const emulator = await startEmulator();
const GRAPH_BASE_URL = `${emulator.origin}/beta`;
const setUp = { WORKER_KEY, GRAPH_TOKEN, GRAPH_BASE_URL };

const workers = await startWorkers({
  root: required("TFK_ROOT"),
  bindings: {
    ready: setUp,
    "no-secrets": { GRAPH_BASE_URL },
    "no-token": { WORKER_KEY, GRAPH_BASE_URL },
    "no-key": { GRAPH_TOKEN, GRAPH_BASE_URL },
    "empty-key": { ...setUp, WORKER_KEY: "" },
    "expired-token": { ...setUp, GRAPH_TOKEN: `expired-${GRAPH_TOKEN}` },
    "read-only-token": { ...setUp, GRAPH_TOKEN: `read-only-${GRAPH_TOKEN}` },
    "wrong-token": { ...setUp, GRAPH_TOKEN: `Bearer ${GRAPH_TOKEN}` },
    "wrong-base": { ...setUp, GRAPH_BASE_URL: "http://graph.example/beta" },
    unreachable: { ...setUp, GRAPH_BASE_URL: "http://127.0.0.1:1/beta" },
  },
  scripts: {
    "compile-at-run-time": `export default {
      async fetch() {
        const empty = new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0]);
        return new Response(await WebAssembly.compile(empty).then(() => "compiled", String));
      },
    }`,
  },
});

const path = (keyset = KEYSET, key = KEY) => `/keysets/${encodeURIComponent(keyset)}/keys/${encodeURIComponent(key)}/status`;
const auth = { authorization: `Bearer ${WORKER_KEY}` };
const post = (body, headers) => ({
  method: "POST",
  headers: { ...auth, "content-type": "application/json", ...headers },
  body: typeof body === "string" ? body : JSON.stringify(body),
});
const disable = post({ status: "disabled" });

// Whatever is asked, the answer is JSON, is not cached, and does not hold the token.
async function ask(url, init, worker = "ready") {
  const response = await workers.fetch(worker, url, init);
  const text = await response.text();
  assert.equal(response.headers.get("cache-control"), "no-store");
  assert.ok(!`${text}${JSON.stringify([...response.headers])}`.includes(GRAPH_TOKEN), text);
  return { status: response.status, headers: response.headers, body: JSON.parse(text) };
}

// The answer is a refusal in one sentence.
async function refused(status, pattern, url, init, worker) {
  const answer = await ask(url, init, worker);
  assert.equal(answer.status, status, answer.body.message);
  assert.match(answer.body.message, pattern);
  return answer;
}

async function refusedUnsent(...expectation) {
  const answer = await refused(...expectation);
  assert.deepEqual(await emulator.journal(), []);
  return answer;
}

async function statusAtGraph(keyset, key) {
  const url = `${GRAPH_BASE_URL}/trustFramework/keySets/${keyset}/keys_v2/${key}`;
  return (await (await fetch(url, { headers: { authorization: "Bearer a-test" } })).json()).status;
}

await run(
  {
    "workerd it is: nothing compiles at run time": async () => {
      assert.match(await (await workers.fetch("compile-at-run-time", "/")).text(), /CompileError.*disallowed by embedder/);
    },

    "disables a key with one PATCH": async () => {
      const { status, body } = await ask(path(), disable);
      assert.equal(status, 200);
      const [entry, ...more] = await emulator.journal();
      assert.deepEqual(more, []);
      assert.equal(`${entry.method} ${entry.url}`, `PATCH /beta/trustFramework/keySets/${KEYSET}/keys_v2/${KEY}`);
      assert.equal(entry.body, '{"status":"disabled"}');
      assert.equal(header(entry, "authorization"), `Bearer ${GRAPH_TOKEN}`);
      assert.equal(header(entry, "content-type"), "application/json");
      const { requestId, ...receipt } = body;
      assert.match(requestId, /^[0-9a-f-]{36}$/);
      const clientRequestId = header(entry, "client-request-id");
      assert.deepEqual(receipt, { keysetId: KEYSET, keyId: KEY, status: "disabled", attempts: 1, verified: false, clientRequestId });
      assert.equal(await statusAtGraph(KEYSET, KEY), "disabled");
    },

    "enables it again": async () => {
      assert.equal((await ask(path(), disable)).status, 200);
      assert.equal((await ask(path(), post({ status: "enabled" }))).body.status, "enabled");
      assert.equal(await statusAtGraph(KEYSET, KEY), "enabled");
    },

    "takes the scheme in any case, and a charset": async () => {
      const headers = { authorization: `bearer ${WORKER_KEY}`, "content-type": "Application/JSON; charset=utf-8" };
      assert.equal((await ask(path(), post({ status: "disabled" }, headers))).status, 200);
    },

    "without both secrets it refuses everyone": async () => {
      for (const worker of ["no-secrets", "no-token", "no-key", "empty-key"]) {
        await refusedUnsent(500, /needs the secrets WORKER_KEY and GRAPH_TOKEN/, path(), disable, worker);
        await refusedUnsent(500, /needs the secrets/, path(), post({ status: "disabled" }, { authorization: "Bearer " }), worker);
        await refusedUnsent(500, /needs the secrets/, "/", {}, worker);
      }
    },

    "without its key it refuses, whatever is asked": async () => {
      const wrong = [`Bearer ${WORKER_KEY}x`, `Bearer ${WORKER_KEY.slice(0, -1)}`, `Bearer ${GRAPH_TOKEN}`, "Bearer", `Basic ${WORKER_KEY}`, WORKER_KEY];
      for (const authorization of wrong) {
        const { headers } = await refusedUnsent(401, /this Worker's key/, path(), post({ status: "disabled" }, { authorization }));
        assert.equal(headers.get("www-authenticate"), "Bearer");
      }
      await refusedUnsent(401, /this Worker's key/, path(), { method: "POST", body: "{}" });
      await refusedUnsent(401, /this Worker's key/, "/elsewhere");
    },

    "other paths are 404": async () => {
      for (const other of ["/", "/keysets", `/keysets/${KEYSET}/keys/${KEY}`, `${path()}/`, `${path()}/more`, `/x${path()}`, path("..")]) {
        await refusedUnsent(404, /There is only \/keysets/, other, disable);
      }
    },

    "other methods are 405": async () => {
      for (const method of ["GET", "PUT", "PATCH", "DELETE", "OPTIONS"]) {
        const { headers } = await refusedUnsent(405, /Use POST/, path(), { method, headers: auth });
        assert.equal(headers.get("allow"), "POST");
      }
    },

    "other media types are 415": async () => {
      for (const type of ["text/plain", "application/x-www-form-urlencoded", "application/jsonp", ""]) {
        await refusedUnsent(415, /application\/json/, path(), post({ status: "disabled" }, { "content-type": type }));
      }
    },

    "other bodies are 400": async () => {
      const bodies = ["", "{", "null", "[]", "7", '"disabled"', {}, { status: "disabled", force: true }, { Status: "disabled" }, ["disabled"]];
      for (const body of bodies) await refusedUnsent(400, /one member/, path(), post(body));
    },

    "other statuses are 400, by the package": async () => {
      for (const status of ["revoked", "Disabled", "", null, true, ["disabled"], {}]) {
        const { body } = await refusedUnsent(400, /status must be/, path(), post({ status }));
        assert.deepEqual([body.code, body.argument, body.applied], ["invalid-argument", "status", false]);
      }
    },

    "malformed and impossible ids are 400": async () => {
      for (const id of ["%", "%zz", "%E0%A4%A", "%ff"]) {
        await refusedUnsent(400, /not well escaped/, `/keysets/${id}/keys/${KEY}/status`, disable);
        await refusedUnsent(400, /not well escaped/, `/keysets/${KEYSET}/keys/${id}/status`, disable);
      }
      await refusedUnsent(400, /keysetId must not be empty/, path(""), disable);
      await refusedUnsent(400, /keyId must not be empty/, path(KEYSET, ""), disable);
      await refusedUnsent(400, /control characters/, path(KEYSET, "a\nb"), disable);
    },

    "awkward ids reach Graph escaped, as they are": async () => {
      for (const id of ["a/b", "../x", "?x#y", "%2F", "100%", "a b+c", "ключ-🔑", "it's;(a)*!", "\\"]) {
        await emulator.reset();
        const { body } = await refused(404, /does not exist/, path(KEYSET, id), disable);
        assert.ok(body.graphMessage.includes(`'${id}'`), body.graphMessage);
        const [{ url }] = await emulator.journal();
        const [, segment] = /^\/beta\/trustFramework\/keySets\/B2C_1A_FacebookSecret\/keys_v2\/([A-Za-z0-9._~%-]+)$/.exec(url);
        assert.equal(decodeURIComponent(segment), id);
      }
    },

    "a key set or key that Graph does not know is 404": async () => {
      for (const url of [path("B2C_1A_Nothing"), path(KEYSET, "nobody")]) {
        const { body } = await refused(404, /does not exist/, url, disable);
        assert.deepEqual([body.name, body.code, body.graphCode], ["KeyStatusError", "not-found", "itemNotFound"]);
      }
    },

    "a token that Graph refuses is 502": async () => {
      for (const [worker, code] of [["expired-token", "unauthorized"], ["read-only-token", "forbidden"]]) {
        assert.equal((await refused(502, /./, path(), disable, worker)).body.code, code);
        assert.equal((await emulator.journal()).length, 1);
        await emulator.reset();
      }
    },

    "a wrong configuration is 500": async () => {
      for (const [worker, argument] of [["wrong-token", "token"], ["wrong-base", "baseUrl"]]) {
        assert.equal((await refusedUnsent(500, new RegExp(argument), path(), disable, worker)).body.argument, argument);
      }
    },

    "a Graph that cannot be reached is 502": async () => {
      assert.equal((await refused(502, /./, path(), disable, "unreachable")).body.code, "network");
    },

    "a planned redirect is 502 and is not followed": async () => {
      await emulator.plan({ status: 302, headers: { location: `${GRAPH_BASE_URL}/trustFramework/keySets?${GRAPH_TOKEN}` } });
      assert.equal((await refused(502, /redirect/, path(), disable)).body.code, "redirected");
      assert.equal((await emulator.journal()).length, 1);
    },

    "a planned 501 that repeats the token is 502 without it": async () => {
      const body = JSON.stringify({ error: { code: "Oops", message: `No luck with ${GRAPH_TOKEN}.` } });
      await emulator.plan({ status: 501, headers: { "content-type": "application/json" }, body });
      const answer = await refused(502, /No luck with/, path(), disable);
      assert.deepEqual([answer.body.code, answer.body.httpStatus, answer.body.retryable], ["unavailable", 501, false]);
    },

    "a planned 429 that asks for patience is 503 and passes the wait on": async () => {
      await emulator.plan({ status: 429, headers: { "retry-after": "3600" } });
      const answer = await refused(503, /./, path(), disable);
      assert.deepEqual([answer.body.code, answer.body.retryAfterMs, answer.headers.get("retry-after")], ["throttled", 3_600_000, "3600"]);
      assert.equal((await emulator.journal()).length, 1);
    },

    "a planned 503 is tried again": async () => {
      await emulator.plan({ status: 503 });
      assert.equal((await ask(path(), post({ status: "disabled" }))).body.attempts, 2);
    },

    "thirty at once each get their own answer": async () => {
      const wanted = Array.from({ length: 30 }, (_, index) => ({
        keyId: [KEY, OTHER_KEY, `nobody-${index}`][index % 3],
        status: index % 2 ? "enabled" : "disabled",
      }));
      const answers = await Promise.all(wanted.map(({ keyId, status }) => ask(path(KEYSET, keyId), post({ status }))));
      answers.forEach(({ status, body }, index) => {
        const { keyId, status: set } = wanted[index];
        if (index % 3 === 2) assert.deepEqual([status, body.graphMessage.includes(`'${keyId}'`)], [404, true]);
        else assert.deepEqual([status, body.keyId, body.status], [200, keyId, set]);
      });
      assert.equal(new Set(answers.map(({ body }) => body.clientRequestId)).size, 30);
      assert.equal((await emulator.journal()).length, 30);
    },
  },
  emulator.reset,
);
await workers.stop();
await emulator.stop();
