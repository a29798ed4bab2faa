// Whether an app did what it should have: what it says, and what arrived at the emulator. Does no I/O.

import assert from "node:assert/strict";
import { header } from "../lib/emulator.mjs";

const KEYSET = "B2C_1A_TokenSigningKeyContainer";
const KEY = "skXTuCScdUZVjBcseBUAsuHesX2Lm3KrtlHMOI2nXHI";
const GUID = /^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/;

// `text` is the outcome as the app shows it, JSON or a sentence; undefined when its tests judged it.
export function judge(text, journal) {
  const patches = journal.filter(({ method }) => method !== "OPTIONS");
  if (text !== undefined) judgeOutcome(text, patches);
  const path = `/beta/trustFramework/keySets/${KEYSET}/keys_v2`;
  assert.deepEqual(
    patches.map(({ method, url, body, status, applied }) => ({ method, url, body, status, applied })),
    [
      { method: "PATCH", url: `${path}/${KEY}`, body: '{"status":"disabled"}', status: 204, applied: true },
      { method: "PATCH", url: `${path}/no-such-key`, body: '{"status":"disabled"}', status: 404, applied: false },
    ],
    "what arrived",
  );
  for (const patch of patches) assert.equal(header(patch, "authorization"), "Bearer a-token");
}

// `expected` has the status, and what else is to be so: the location, a part of the text.
export function judgeAnswer({ status, location, text = "" }, response, shown, journal) {
  const came = { status: response.status, location: response.headers.get("location") ?? undefined };
  assert.deepEqual({ ...came, location: came.location?.replace(/^https?:\/\/[^/]*/, "") }, { status, location }, shown);
  assert.ok(shown.includes(text), `${text} is not in ${shown}`);
  assert.deepEqual(
    journal.filter(({ method }) => method === "PATCH"),
    [],
    "what arrived",
  );
}

function judgeOutcome(text, [first]) {
  if (!text.startsWith("{")) throw new Error(text || "nothing was shown");
  const { receipt, refused } = JSON.parse(text);
  const { requestId, clientRequestId, ...rest } = receipt;
  assert.deepEqual(rest, { keysetId: KEYSET, keyId: KEY, status: "disabled", attempts: 1, verified: false }, "receipt");
  assert.ok(typeof requestId === "string" && requestId.length > 0, "the receipt has no request-id");
  assert.match(clientRequestId, GUID);
  assert.equal(clientRequestId, first && header(first, "client-request-id"), "client-request-id");
  assert.equal(refused, "not-found", "what became of the key that is not there");
}
