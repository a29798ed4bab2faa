// The token stays a JavaScript string: after calls of every kind none of it is in the module's memory, where a search would find it.

import { equal, ok } from "node:assert/strict";
import { formsFound } from "./memory.mjs";

const SECRET = "hOw-a-ToKeN-lOoKs.In-tHe-SeArCh";
// The middle of it, so that a token that lost its ends is found too.
const PART = SECRET.slice(4, -4);
const KEYSET = "B2C_1A_TokenSigningKeyContainer";

export function secretChecks({ api, clock, instances }) {
  const { patchKeyStatus, buildPatchRequest } = api;
  const never = () => new Promise(() => {});
  const odata = (message) => Response.json({ error: { code: "BadRequest", message } }, { status: 400 });
  const challenge = `Bearer error="insufficient_claims", claims="${Buffer.from('{"access_token":{}}').toString("base64")}"`;

  // What a call came to, in simulated time.
  async function come(call) {
    let end;
    call.then(
      () => (end = "success"),
      (error) => (end = error?.code ?? "aborted"),
    );
    await clock.run(() => end);
    return end;
  }

  const patch = (fetch, options, token = SECRET) =>
    come(patchKeyStatus(KEYSET, "kid", "disabled", token, { fetch, ...options }));

  async function holdsNone(call, outcome) {
    equal(await call(), outcome);
    equal(formsFound(instances, PART.slice(0, 8)).join(), "", "forms of the token in memory");
  }

  const calls = {
    "that succeeded": ["success", () => patch(async () => new Response(null, { status: 204 }))],
    "that Graph refused": ["rejected", () => patch(async () => odata("no"))],
    "that tried four times": ["unavailable", () => patch(async () => new Response("", { status: 503 }))],
    "whose fetch rejected": [
      "network",
      () => patch(async () => Promise.reject(new TypeError(`cannot send ${SECRET}`))),
    ],
    "whose fetch threw": [
      "network",
      () =>
        patch(() => {
          throw new TypeError(SECRET);
        }),
    ],
    "that was given no Response": ["unexpected-response", () => patch(async () => ({ status: SECRET, body: SECRET }))],
    "that timed out": ["timeout", () => patch(never, { timeoutMs: 50 })],
    "that was aborted": [
      "aborted",
      () => {
        const controller = new AbortController();
        clock.later(20, () => controller.abort(SECRET));
        return patch(never, { signal: controller.signal });
      },
    ],
    "with a challenge": [
      "unauthorized",
      () =>
        patch(
          async () => new Response("", { status: 401, headers: { "www-authenticate": challenge } }),
          {},
          async () => SECRET,
        ),
    ],
    "with a token that is refreshed": [
      "unauthorized",
      () => {
        let asked = 0;
        return patch(
          async () => new Response("", { status: 401 }),
          {},
          async () => `${SECRET}${(asked += 1)}`,
        );
      },
    ],
    "whose source threw": ["token", () => patch(never, {}, async () => Promise.reject(new Error(SECRET)))],
    "whose source gave a token of a wrong form": ["token", () => patch(never, {}, async () => `Bearer ${SECRET}`)],
    "with a token in front of which stands Bearer": ["invalid-argument", () => patch(never, {}, `Bearer ${SECRET}`)],
    "with a token that ends in a line break": ["invalid-argument", () => patch(never, {}, `${SECRET}\n`)],
    "with a token that is not ASCII": ["invalid-argument", () => patch(never, {}, `${SECRET}\u00e9`)],
    "with a token that is too long": ["invalid-argument", () => patch(never, {}, SECRET.repeat(3000))],
    "that built a Request": ["success", () => come(buildPatchRequest(KEYSET, "kid", "disabled", SECRET))],
    "whose server repeats the token in its error": ["rejected", () => patch(async () => odata(`not ${SECRET}`))],
    "whose server repeats the token in the claims of a challenge": [
      "unauthorized",
      () =>
        patch(
          async () =>
            new Response("", {
              status: 401,
              headers: {
                "www-authenticate": `Bearer error="insufficient_claims", claims="${Buffer.from(JSON.stringify({ seen: SECRET })).toString("base64")}"`,
              },
            }),
        ),
    ],
    "whose server repeats a short token": [
      "rejected",
      () => patch(async () => odata(`not ${PART.slice(0, 8)}`), {}, PART.slice(0, 8)),
    ],
    "whose server repeats the token in its headers": [
      "rejected",
      () =>
        patch(
          async () =>
            new Response("", {
              status: 400,
              headers: {
                "request-id": `for ${SECRET}`,
                date: SECRET,
                "retry-after": SECRET,
                "www-authenticate": `Bearer realm="${SECRET}"`,
              },
            }),
        ),
    ],
  };

  const checks = {
    "the search finds an id, which does go through the module's memory": async () => {
      const id = "hOw-An-Id-LoOkS.iN-tHe-SeArCh";
      equal(formsFound(instances, id).join(), "", "before it is passed");
      equal(
        await come(
          patchKeyStatus(KEYSET, id, "disabled", SECRET, { fetch: async () => new Response(null, { status: 204 }) }),
        ),
        "success",
      );
      ok(formsFound(instances, id).includes("UTF-8"), "the id is not found");
    },
    "the search finds a text in each of its forms": () => {
      const holding = (bytes) => {
        const memory = new WebAssembly.Memory({ initial: 1 });
        Buffer.from(memory.buffer).set(bytes, 77);
        return [{ exports: { memory } }];
      };
      equal(formsFound(holding(Buffer.alloc(0)), PART).join(), "");
      equal(formsFound(holding(Buffer.from(SECRET)), PART).join(), "UTF-8");
      equal(formsFound(holding(Buffer.from(SECRET, "utf16le")), PART).join(), "UTF-16");
      for (const before of ["", "a", "ab"]) {
        equal(
          formsFound(holding(Buffer.from(Buffer.from(`${before}${SECRET}`).toString("base64"))), PART).length,
          1,
          `base64 after ${before.length} bytes`,
        );
      }
    },
  };
  for (const [kind, [outcome, call]] of Object.entries(calls)) {
    checks[`no token is in the module's memory after a call ${kind}`] = () => holdsNone(call, outcome);
  }
  return checks;
}
