// Everything the Worker's tests talk to: the emulator as Graph, Entra and Access on loopback, the Worker in workerd with several
// configurations; and the questions that every test asks.

import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { required } from "../lib/checks.mjs";
import { startEmulator } from "../lib/emulator.mjs";
import { startIdentity } from "./identity.mjs";
import { startReceiver } from "./receiver.mjs";
import { build, prepare, startWorkers } from "./runtime.mjs";

export const KEYSET = "B2C_1A_FacebookSecret";
export const KEY = "TzL1P3Vnjo1pp9Gf5D6mFAhfe_rFRF5kNjujX58nGY8";
export const OTHER_KEY = "VaNReMdclXOfjtEQDOL7B8zYyHIE_Z4gFHwKxfLTRNE";
export const CONTOSO = "11111111-1111-4111-8111-111111111111";
export const FABRIKAM = "22222222-2222-4222-8222-222222222222";
export const CLIENT = "33333333-3333-4333-8333-333333333333";
export const ORIGIN = "https://admin.example.com";
export const READING_ORIGIN = "https://console.example.com";

const sha256 = (text) => createHash("sha256").update(text).digest("hex");
export const keyOf = (caller) => `key-of-${caller}-0123456789abcdef`;
const bearer = (caller, roles) => [caller, { sha256: sha256(keyOf(caller)), roles }];

/** The variables and secrets of a Worker that is set up. */
export function setUp(emulator, identity) {
  const graph = { baseUrl: `${emulator.origin}/beta`, authority: identity.origin };
  return {
    CLIENT_ID: CLIENT,
    TENANTS: { contoso: { tenantId: CONTOSO, ...graph }, fabrikam: { tenantId: FABRIKAM, ...graph } },
    CALLERS: Object.fromEntries([
      bearer("reader", { contoso: "read" }),
      bearer("switcher", { contoso: "switch" }),
      bearer("overrider", { contoso: "override" }),
      bearer("elsewhere", { fabrikam: "override" }),
      bearer("everywhere", { "*": "override" }),
      ["alice", { email: "Alice@example.com", roles: { contoso: "switch" } }],
      ["robot", { commonName: "robot.access", roles: { contoso: "read" } }],
    ]),
    ACCESS_TEAM: identity.origin,
    ACCESS_AUDIENCE: "the-audience",
    ALLOWED_ORIGINS: ORIGIN,
    READING_ORIGINS: READING_ORIGIN,
    REQUESTS_PER_MINUTE: "100000",
    ...identity.secrets,
  };
}

export async function startWorld(variants) {
  const root = required("TFK_ROOT");
  const [emulator, identity, receiver, consumer] = await Promise.all([
    startEmulator(),
    startIdentity(),
    startReceiver(),
    prepare(root),
  ]);
  const usual = setUp(emulator, identity);
  const built = await build(root, consumer);
  const workers = await startWorkers({ built, ...(await variants(usual, { identity, receiver, root, consumer })) });
  const confidential = () => [
    ...identity.confidential(),
    ...Object.keys(usual.CALLERS).map(keyOf),
    ...pieces(identity.secrets.GRAPH_PRIVATE_KEY),
  ];

  /** Whatever is asked, the answer is JSON of the right kind, is not cached, and holds nothing confidential. */
  async function ask(method, path, { caller = "overrider", body, headers = {}, worker = "ready" } = {}) {
    const auth = caller === null ? {} : { authorization: `Bearer ${keyOf(caller)}` };
    const json = body === undefined ? {} : { "content-type": "application/json" };
    const text = body === undefined || typeof body === "string" ? body : JSON.stringify(body);
    const init = {
      method,
      headers: { ...auth, ...json, ...headers },
      ...(text !== undefined && { body: text }),
      redirect: "manual",
    };
    for (const [name, value] of Object.entries(init.headers)) if (value === null) delete init.headers[name];
    const response = await workers.fetch(worker, path, init);
    const answer = await response.text();
    for (const value of confidential())
      assert.ok(!`${answer}${JSON.stringify([...response.headers])}`.includes(value), "a secret is answered");
    assert.equal(response.headers.get("cache-control"), "no-store");
    const problem = response.status >= 400;
    assert.equal(
      response.headers.get("content-type").split(";")[0],
      problem ? "application/problem+json" : "application/json",
    );
    const parsed = JSON.parse(answer);
    if (problem) {
      assert.equal(parsed.status, response.status);
      assert.equal(parsed.type, `urn:trustframework-keys:problem:${parsed.code}`);
      assert.ok(parsed.title && /^.{10,}[.?]$/s.test(parsed.detail), answer);
    }
    seen.push({ method, path, status: response.status, body: parsed });
    return { status: response.status, headers: response.headers, body: parsed };
  }
  const seen = [];

  /** A refusal of this status and code, with nothing sent to Graph. */
  async function refused(status, code, method, path, options) {
    const before = (await emulator.journal()).length;
    const answer = await ask(method, path, options);
    assert.deepEqual([answer.status, answer.body.code], [status, code], answer.body.detail);
    assert.equal((await emulator.journal()).length, before, "something was sent to Graph");
    return answer;
  }

  const audit = async (worker = "ready") =>
    (await (await workers.database(worker)).prepare("SELECT * FROM audit ORDER BY id").all()).results;

  return {
    emulator,
    identity,
    receiver,
    workers,
    usual,
    consumer,
    confidential,
    seen,
    ask,
    refused,
    audit,
    /** For a guarded case: that an earlier one has disabled a key counts for seconds, though the emulator was reset. Enabling ends that. */
    forget: async () => {
      for (const key of [KEY, OTHER_KEY]) await ask("POST", path(KEYSET, key), { body: enable });
      await emulator.reset();
    },
    /** The PATCH requests that arrived. */
    patches: async () => (await emulator.journal()).filter(({ method }) => method === "PATCH"),
    statusAtGraph: async (keyset, key) => {
      const url = `${emulator.origin}/beta/trustFramework/keySets/${encodeURIComponent(keyset)}/keys_v2/${encodeURIComponent(key)}`;
      return (await (await fetch(url, { headers: { authorization: "Bearer a-test" } })).json()).status;
    },
    stop: async () => {
      await workers.stop();
      await Promise.all([identity.stop(), emulator.stop(), receiver.stop()]);
    },
  };
}

// Lines of a PEM: what a log would show of it.
const pieces = (pem) => pem.split("\n").filter((line) => line.length > 40);

export const path = (keyset = KEYSET, key = KEY, tenant = "contoso") =>
  `/tenants/${tenant}/keysets/${encodeURIComponent(keyset)}/keys/${encodeURIComponent(key)}/status`;
export const disable = { status: "disabled", reason: "leaked" };
export const enable = { status: "enabled", reason: "back again" };
/** Until it is so; the time is bounded by the number of looks. */
export async function until(look, what, everyMs = 50, looks = 1200) {
  for (let left = looks; left > 0; left -= 1) {
    const found = await look();
    if (found) return found;
    await new Promise((again) => setTimeout(again, everyMs));
  }
  throw new Error(`It never came: ${what}`);
}
