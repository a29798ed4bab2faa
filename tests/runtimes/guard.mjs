// What guard and read-back must show in every host.

import { equal, ok, rejection, visible } from "./check.mjs";
import { plainResponse, simulated } from "./clock.mjs";

const TOKEN = "eyJ0eXAiOiJKV1QifQ.secret-token-of-the-suite.c2lnbmF0dXJl";
const DAY = 86_400;
const now = () => Math.floor(Date.now() / 1000);

export function guardCases({ api, graph }) {
  const { patchKeyStatus, isKeyStatusError } = api;
  // Another one for each tenant: what this program does to a key counts in its set for seconds.
  let sets = 0;
  let SET = "guarded-0";
  const options = { baseUrl: graph.baseUrl, retry: false };
  const guarded = { ...options, guard: true };
  const both = { ...guarded, verify: true };
  const LAST = { code: "last-usable-key", applied: false, attempts: 0, retryable: false, httpStatus: undefined };
  const UNAVAILABLE = { code: "guard-unavailable", applied: false, attempts: 0 };

  const disable = (extra, kid = "key") => patchKeyStatus(SET, kid, "disabled", TOKEN, extra);
  // Requests so far, shortened: "GET keys_v2", "PATCH key".
  const arrived = async () => (await graph.arrived()).map(({ method, url }) => `${method} ${url.split("/").at(-1)}`);
  const enabled = (kid, more) => ({ kid, status: "enabled", ...more });
  async function tenant(...keys) {
    await graph.reset();
    SET = `guarded-${(sets += 1)}`;
    await graph.putKeyset(SET, keys);
  }

  async function refused(promise, expected) {
    const error = await rejection(promise, `call with ${expected.code}`);
    ok(isKeyStatusError(error), `not a KeyStatusError: ${error}`);
    for (const [key, value] of Object.entries(expected)) equal(error[key], value, `${key} of ${error.message}`);
    ok(!visible(error).includes(TOKEN), "the error holds the token");
    ok(error.message.length > 20 && /[.!]$/.test(error.message), `no sentence: ${error.message}`);
    return error;
  }

  // Before the first request of that kind goes on, something happens.
  function intruding(method, work) {
    let done = false;
    return async (url, init) => {
      if (init.method === method && !done) {
        done = true;
        await work();
      }
      return fetch(url, init);
    };
  }
  const admin = (kid, status) => patchKeyStatus(SET, kid, status, "other-admin", { baseUrl: graph.baseUrl });

  return {
    "the guard keeps the last usable key, and says which it is": async () => {
      const others = [
        [],
        [enabled("a", { exp: now() - 1 })],
        [enabled("a", { nbf: now() + DAY }), { kid: "b", status: "disabled" }],
        [{ kid: "a" }, { kid: "b", status: "unknownFutureValue" }, { kid: "c", status: "Disabled" }],
        [enabled("a", { nbf: String(now() + DAY) }), enabled("b", { nbf: now() - DAY, exp: String(now() - 1) })],
      ];
      for (const keys of others) {
        await tenant(...keys, enabled("key", { nbf: now() - DAY, exp: now() + DAY }));
        const error = await refused(disable(guarded), LAST);
        ok(error.message.includes("key key ") && error.message.includes(`set ${SET},`), error.message);
        equal(await arrived(), ["GET keys_v2"], "requests");
      }
    },

    "the guard lets pass what is safe": async () => {
      for (const other of [
        enabled("a"),
        enabled("a", { nbf: now() - DAY, exp: now() + 2 * DAY }),
        enabled("a", { exp: String(now() + 2 * DAY), nbf: null }),
      ]) {
        await tenant(other, enabled("key"));
        equal(await disable(guarded).then(({ attempts, verified }) => [attempts, verified]), [1, false], "receipt");
        equal(await arrived(), ["GET keys_v2", "PATCH key"], "requests");
      }
      for (const useless of [
        { kid: "key", status: "disabled" },
        enabled("key", { exp: now() - 2 * DAY }),
        enabled("key", { nbf: now() + DAY }),
      ]) {
        await tenant(useless, { kid: "a", status: "disabled" });
        equal((await disable(guarded)).status, "disabled", "receipt");
      }
      await tenant({ kid: "key", status: "disabled" });
      await patchKeyStatus(SET, "key", "enabled", TOKEN, guarded);
      equal(await arrived(), ["PATCH key"], "enabling reads nothing");
      await tenant(enabled("a"));
      await refused(disable(guarded), { code: "not-found", attempts: 0, applied: false, retryable: false });
      equal(await arrived(), ["GET keys_v2", `GET ${SET}`], "nothing is sent for a key that is not there");
    },

    "the guard reads all pages": async () => {
      await tenant(enabled("key"), { kid: "a", status: "disabled" }, enabled("b"));
      await graph.settings({ pageSize: 1 });
      await disable(guarded);
      equal((await arrived()).length, 4, "requests");
    },

    "the guard reads the key set where its keys cannot be listed": async () => {
      for (const status of [400, 403, 404, 405, 501]) {
        await tenant(enabled("key"), { kid: "a", status: "disabled" });
        const path = `/beta/trustFramework/keySets/${SET}/keys_v2`;
        await graph.answer({ status, match: { path } });
        await refused(disable(guarded), LAST);
        equal(await arrived(), ["GET keys_v2", `GET ${SET}`], "requests");
        await graph.answer({ status, match: { path } });
        await admin("a", "enabled");
        await disable(guarded);
      }
      const part = async (url) =>
        new Response(
          url.endsWith(SET)
            ? JSON.stringify({ id: SET, keys: [{ kid: "a", status: "disabled" }], "keys@odata.nextLink": "?p=2" })
            : "{}",
          { status: url.endsWith(SET) ? 200 : 404 },
        );
      equal(
        (await refused(disable({ ...guarded, fetch: part }), UNAVAILABLE)).cause.code,
        "unexpected-response",
        "a part of the keys",
      );
      await graph.reset();
      await graph.reset();
      const gone = { code: "not-found", applied: false, attempts: 0, retryable: false };
      const error = await refused(disable(guarded), gone);
      equal([error.cause.code, isKeyStatusError(error.cause)], ["not-found", true], "cause");
    },

    "a guard that cannot see the key set lets nothing pass, and says why": async () => {
      for (const unclear of [
        { kid: "key" },
        { kid: "key", status: "unknownFutureValue" },
        enabled("key", { nbf: "soon" }),
      ]) {
        await tenant(unclear, { kid: "a", status: "disabled" });
        const error = await refused(disable(guarded), { ...UNAVAILABLE, cause: undefined, retryable: false });
        ok(error.message.includes("key key cannot be read"), error.message);
        equal(await arrived(), ["GET keys_v2"], "requests");
      }
      await tenant();
      await refused(disable(guarded), { code: "not-found", applied: false, attempts: 0 });
      equal(await arrived(), ["GET keys_v2", `GET ${SET}`], "a set that lists no keys");
      for (const [answer, cause, retryable, requests = 1] of [
        [{ status: 403 }, "forbidden", false, 2],
        [{ status: 401 }, "unauthorized", false],
        [{ status: 503, headers: { "retry-after": "7" } }, "unavailable", true],
        [{ status: 429 }, "throttled", true],
        [{ status: 200, body: "<html>" }, "unexpected-response", false],
        [{ status: 302, headers: { location: "/beta/x" } }, "redirected", false],
      ]) {
        await tenant(enabled("key"), enabled("a"));
        await graph.answer(...Array(requests).fill(answer));
        const error = await refused(disable(guarded), { ...UNAVAILABLE, retryable });
        equal([error.cause.code, error.cause.applied, isKeyStatusError(error.cause)], [cause, false, true], "cause");
        if (answer.headers?.["retry-after"]) equal(error.retryAfterMs, 7_000, "retryAfterMs");
        equal((await arrived()).length, requests, "requests");
      }
      const whole = JSON.stringify({ value: [enabled("key"), enabled("a")] });
      const lost = () =>
        new Response(
          new ReadableStream({
            start: (controller) => (
              controller.enqueue(new TextEncoder().encode(whole)), controller.error(new Error("reset"))
            ),
          }),
        );
      equal(
        (await refused(disable({ ...guarded, fetch: async () => lost() }), { ...UNAVAILABLE, retryable: true })).cause
          .code,
        "network",
        "a list that breaks off",
      );
      const down = await refused(
        disable({ ...guarded, fetch: () => Promise.reject(new TypeError(`down ${TOKEN}`)) }),
        UNAVAILABLE,
      );
      equal(down.cause.code, "network", "cause");
      const late = await refused(
        disable({ ...guarded, timeoutMs: 30, fetch: () => new Promise(() => {}) }),
        UNAVAILABLE,
      );
      equal(late.cause.code, "timeout", "cause");
    },

    "a source that gives no token is `token`, with the guard too": async () => {
      const sent = () => {
        throw new Error("sent");
      };
      const refuse = () => {
        throw new Error("no");
      };
      await refused(patchKeyStatus(SET, "key", "disabled", refuse, { ...guarded, fetch: sent }), {
        code: "token",
        applied: false,
        attempts: 0,
      });
      await refused(
        patchKeyStatus(SET, "key", "disabled", () => new Promise(() => {}), {
          ...guarded,
          fetch: sent,
          tokenTimeoutMs: 20,
        }),
        { code: "timeout", applied: false },
      );
    },

    "the guard judges by the server's clock where it can be read, else by the host's": async () => {
      const keys = [enabled("key"), enabled("a", { nbf: 1_000, exp: 2_000 })];
      const at =
        (date) =>
        async (_, { method }) =>
          method === "PATCH"
            ? new Response(null, { status: 204 })
            : new Response(JSON.stringify({ value: keys }), { headers: date === undefined ? {} : { date } });
      const http = (seconds) => new Date(seconds * 1000).toUTCString();
      for (const seconds of [1_000, 1_999]) await disable({ guard: true, fetch: at(http(seconds)) });
      for (const seconds of [999, 2_000]) await refused(disable({ guard: true, fetch: at(http(seconds)) }), LAST);
      for (const date of [undefined, "yesterday"]) await refused(disable({ guard: true, fetch: at(date) }), LAST);
      for (const [nbf, exp, sure] of [
        [now() - 1_000, now() + 2 * DAY, true],
        [now() - 10, now() + 2 * DAY, false],
        [now() - 1_000, now() + DAY - 10, false],
        // A clock that is two hours slow takes it for usable.
        [now() - DAY, now() + 3_600, false],
      ]) {
        keys[1] = enabled("a", { nbf, exp });
        for (const date of [undefined, "yesterday"]) {
          const call = disable({ guard: true, fetch: at(date) });
          if (sure) await call;
          else {
            const { message } = await refused(call, LAST);
            ok(
              / of the key a is too near: \d{4}-\d\d-\d\dT[\d:]{8}Z\.$/.test(message),
              `the key and its time are named: ${message}`,
            );
          }
        }
      }
    },

    "the guard reads again before an attempt that follows a wait": async () => {
      await tenant(enabled("key"), enabled("a"));
      await graph.answer({ status: 503, match: { method: "PATCH" } });
      const events = [];
      const fetch = intruding("PATCH", async () => {});
      const call = disable({
        ...guarded,
        retry: {},
        fetch,
        onAttempt: ({ phase, attempt, httpStatus }) => events.push([phase, attempt, httpStatus]),
      });
      equal((await call).attempts, 2, "attempts");
      equal(
        events,
        [
          ["guard", 1, 200],
          ["patch", 1, 503],
          ["guard", 2, 200],
          ["patch", 2, 204],
        ],
        "events",
      );
      await tenant(enabled("key"), enabled("a"));
      await graph.answer({ status: 503, match: { method: "PATCH", keyset: SET } });
      let other;
      const later = disable({
        ...guarded,
        retry: {},
        onAttempt: ({ phase }) => phase === "patch" && (other = admin("a", "disabled")),
      });
      const error = await refused(later, { code: "last-usable-key", applied: undefined, attempts: 1 });
      ok(error.message.endsWith("An earlier attempt of this call may have changed the key."), error.message);
      await other;
    },

    "the source is asked once, and what the guard read is what the PATCH goes by": async () => {
      const page = (path, next) => ({
        value: [enabled("key"), enabled(path)],
        ...(next && { "@odata.nextLink": next }),
      });
      const challenge = { "www-authenticate": `Bearer error="insufficient_claims", claims="${btoa("{}")}"` };
      // Answers as `plan` says for the requests in turn, a status or headers of a 401; else as Graph would.
      async function log(plan, extra) {
        const seen = [];
        let requests = 0;
        const source = async ({ forceRefresh, claims }) =>
          `token-${seen.push(`ask${forceRefresh ? " refresh" : ""}${claims ?? ""}`)}`;
        const fetch = async (url, { method, headers }) => {
          const path = url.split("/").at(-1);
          seen.push(`${method} ${path} ${headers.authorization.split("-")[1]}`);
          const planned = plan[(requests += 1)];
          if (planned)
            return new Response(
              "{}",
              typeof planned === "number" ? { status: planned } : { status: 401, headers: planned },
            );
          if (path === SET) return new Response(JSON.stringify({ id: SET, keys: [enabled("key"), enabled("a")] }));
          return method === "PATCH"
            ? new Response(null, { status: 204 })
            : new Response(JSON.stringify(page(path, path === "keys_v2" && extra?.pages && "?p=2")));
        };
        const { pages, ...options } = extra ?? {};
        const end = await patchKeyStatus(SET, "key", "disabled", source, { guard: true, fetch, ...options }).then(
          ({ attempts }) => attempts,
          ({ code }) => code,
        );
        return [end, ...seen];
      }
      const pages = true;
      const retry = false;
      for (const [what, plan, extra, ...expected] of [
        ["plain", {}, {}, 1, "ask", "GET keys_v2 1", "PATCH key 1"],
        ["pages", {}, { pages }, 1, "ask", "GET keys_v2 1", "GET keys_v2?p=2 1", "PATCH key 1"],
        ["the other list", { 1: 404 }, {}, 1, "ask", "GET keys_v2 1", `GET ${SET} 1`, "PATCH key 1"],
        [
          "401 on the PATCH",
          { 2: {} },
          { retry },
          2,
          "ask",
          "GET keys_v2 1",
          "PATCH key 1",
          "ask refresh",
          "GET keys_v2 4",
          "PATCH key 4",
        ],
        [
          "claims on the PATCH",
          { 2: challenge, 4: 503 },
          {},
          3,
          "ask",
          "GET keys_v2 1",
          "PATCH key 1",
          "ask{}",
          "GET keys_v2 4",
          "PATCH key 4",
          "ask",
          "GET keys_v2 7",
          "PATCH key 7",
        ],
        [
          "401 twice",
          { 2: {}, 4: {} },
          {},
          "unauthorized",
          "ask",
          "GET keys_v2 1",
          "PATCH key 1",
          "ask refresh",
          "GET keys_v2 4",
          "PATCH key 4",
        ],
        [
          "401 on a read",
          { 1: {} },
          { retry },
          1,
          "ask",
          "GET keys_v2 1",
          "ask refresh",
          "GET keys_v2 3",
          "PATCH key 3",
        ],
        [
          "401 on the second page",
          { 2: {} },
          { pages, retry },
          1,
          "ask",
          "GET keys_v2 1",
          "GET keys_v2?p=2 1",
          "ask refresh",
          "GET keys_v2 4",
          "GET keys_v2?p=2 4",
          "PATCH key 4",
        ],
        [
          "503 on the PATCH",
          { 2: 503 },
          {},
          2,
          "ask",
          "GET keys_v2 1",
          "PATCH key 1",
          "ask",
          "GET keys_v2 4",
          "PATCH key 4",
        ],
        [
          "503 on the second page",
          { 2: 503, 4: 503 },
          { pages, retry: { maxAttempts: 2 } },
          "guard-unavailable",
          "ask",
          "GET keys_v2 1",
          "GET keys_v2?p=2 1",
          "ask",
          "GET keys_v2 4",
          "GET keys_v2?p=2 4",
        ],
      ]) {
        equal(await log(plan, extra), expected, what);
      }
    },

    "an administrator who disables the other key while a person signs in is seen": async () => {
      for (const answer of [
        { status: 401 },
        { status: 403, headers: { "www-authenticate": `Bearer error="insufficient_claims", claims="${btoa("{}")}"` } },
      ]) {
        await tenant(enabled("key"), enabled("a"));
        await graph.answer({ ...answer, match: { method: "PATCH", keyset: SET } });
        let asks = 0;
        const signIn = async () => {
          asks += 1;
          if (asks === 2) await admin("a", "disabled");
          return `token-${asks}`;
        };
        await refused(patchKeyStatus(SET, "key", "disabled", signIn, guarded), {
          code: "last-usable-key",
          applied: false,
          attempts: 1,
        });
        equal([asks, await arrived()], [2, ["GET keys_v2", "PATCH key", "PATCH a", "GET keys_v2"]], "requests");
      }
    },

    "one program does not empty a set by two calls at once, or by one after another where reads lag": async () => {
      const REFUSED = { code: "last-usable-key", applied: false, attempts: 0, retryable: true };
      await tenant(enabled("a"), enabled("b"));
      const two = await Promise.allSettled([disable(guarded, "a"), disable(guarded, "B")]);
      equal(
        two.map(({ status }) => status),
        ["fulfilled", "rejected"],
        "at once",
      );
      // Whether that is owed to the note, or to a read that shows the change by then, is for the network to say.
      equal([two[1].reason.code, two[1].reason.applied], ["last-usable-key", false], "the second");
      // Nothing that was changed shows.
      const stale =
        (...kids) =>
        async (_, { method }) =>
          method === "PATCH"
            ? plainResponse(204)
            : plainResponse(200, JSON.stringify({ value: kids.map((kid) => enabled(kid)) }));
      const fetch = stale("a", "b", "c");
      const late = { guard: true, fetch };
      const other = (set, extra, kid) => patchKeyStatus(set, kid, "disabled", TOKEN, { ...late, ...extra });
      for (const kid of ["a", "b"]) await other("loop", {}, kid);
      const { message } = await refused(other("LOOP", {}, "c"), REFUSED);
      ok(message.includes("another call of this program"), message);
      // Other places are other sets.
      await other("loop", { cloud: "usGov" }, "c");
      const jwt = (tid) => `e30.${btoa(JSON.stringify({ tid }))}.x`;
      for (const kid of ["a", "b"]) await patchKeyStatus("tenants", kid, "disabled", jwt("one"), late);
      await patchKeyStatus("tenants", "c", "disabled", jwt("two"), late);
      await refused(patchKeyStatus("tenants", "c", "disabled", jwt("one"), late), REFUSED);
      // So do changes that nobody guarded, and those of which nobody knows what came.
      await other("plain", { guard: false }, "a");
      const lost = async (url, init) =>
        init.method === "PATCH" ? Promise.reject(new Error("reset")) : fetch(url, init);
      await rejection(other("plain", { fetch: lost, retry: false }, "b"), "a lost answer");
      await refused(other("plain", {}, "c"), REFUSED);
      // A certain refusal ends it, and so does enabling.
      await patchKeyStatus("plain", "a", "enabled", TOKEN, { fetch });
      await other("plain", {}, "c");
      const no = async (url, init) => (init.method === "PATCH" ? plainResponse(400, "{}") : fetch(url, init));
      for (const kid of ["a", "b"]) await rejection(other("refused", { fetch: no }, kid), "a refusal");
      await other("refused", {}, "c");
      await simulated(async () => {
        for (const kid of ["a", "b"]) await other("later", {}, kid);
        await new Promise((resolve) => setTimeout(resolve, 9_900));
        await refused(other("later", {}, "c"), REFUSED);
        await new Promise((resolve) => setTimeout(resolve, 200));
        await other("later", {}, "c");
      });
    },

    "of two opposite calls for one key the last to arrive stands, and no other key goes because of it": async () => {
      const keys = { a: "disabled", b: "enabled" };
      let leaves;
      let arrives;
      const left = new Promise((resolve) => (leaves = resolve));
      const held = new Promise((resolve) => (arrives = resolve));
      const fetch = async (url, { method, body }) => {
        const value = Object.entries(keys).map(([kid, status]) => ({ kid, status }));
        if (method === "GET") return plainResponse(200, JSON.stringify({ value }));
        const { status } = JSON.parse(body);
        const kid = url.split("/").at(-1);
        if (kid === "a" && status === "disabled") {
          leaves();
          await held;
        }
        keys[kid] = status;
        return plainResponse(204);
      };
      const change = (kid, status) => patchKeyStatus("opposite", kid, status, TOKEN, { guard: true, fetch });
      // It finds its key unused, and is on its way for long.
      const disabling = change("a", "disabled");
      await left;
      try {
        await change("a", "enabled");
        equal(keys, { a: "enabled", b: "enabled" }, "the enable has arrived");
        await refused(change("b", "disabled"), {
          code: "last-usable-key",
          applied: false,
          attempts: 0,
          retryable: true,
        });
      } finally {
        arrives();
        await disabling;
      }
      equal(keys, { a: "disabled", b: "enabled" }, "the disable has arrived");
    },

    "two administrators can race, and guard with verify tells": async () => {
      const race = () => intruding("PATCH", () => admin("a", "disabled"));
      await tenant(enabled("key"), enabled("a"));
      equal((await disable({ ...guarded, fetch: race() })).verified, false, "the guard alone does not see it");
      await tenant(enabled("key"), enabled("a"));
      const error = await refused(disable({ ...both, fetch: race() }), {
        code: "no-usable-key",
        applied: true,
        attempts: 1,
        retryable: false,
        cause: undefined,
      });
      ok(error.message.includes(SET), error.message);
      const { keysetId, keyId, status, attempts, verified } = error.receipt;
      equal([keysetId, keyId, status, attempts, verified], [SET, "key", "disabled", 1, true], "receipt");
      equal(JSON.parse(JSON.stringify(error)).receipt.verified, true, "JSON");
    },

    "verify reads the key back, and the set where the guard is on": async () => {
      await tenant(enabled("key"), enabled("a"));
      const events = [];
      const receipt = await disable({ ...both, onAttempt: ({ phase, attempt }) => events.push([phase, attempt]) });
      equal([receipt.verified, receipt.attempts], [true, 1], "receipt");
      equal(await arrived(), ["GET keys_v2", "PATCH key", "GET key", "GET keys_v2"], "requests");
      equal(
        events,
        [
          ["guard", 1],
          ["patch", 1],
          ["verify", 1],
          ["verify", 2],
        ],
        "events",
      );
      await tenant(enabled("key"));
      equal((await disable({ ...options, verify: true })).verified, true, "without guard");
      equal(await arrived(), ["PATCH key", "GET key"], "requests");
      equal((await patchKeyStatus(SET, "key", "enabled", TOKEN, both)).verified, true, "enabling");
      equal((await arrived()).slice(2), ["PATCH key", "GET key"], "requests");
    },

    "a change that shows later is read until it shows; one that does not is `not-verified`": async () => {
      const shows = (reads) => {
        const times = [];
        const fetch = async (_, { method }) => {
          if (method === "PATCH") return plainResponse(204, "", { headers: { "request-id": `r ${TOKEN}` } });
          times.push(Date.now());
          return plainResponse(
            200,
            JSON.stringify({ kid: "key", status: times.length > reads ? "disabled" : "enabled" }),
          );
        };
        return { fetch, times };
      };
      const later = shows(2);
      const never = shows(9);
      const calls = () => [
        disable({ verify: true, fetch: later.fetch }),
        refused(disable({ verify: true, fetch: never.fetch }), {
          code: "not-verified",
          applied: true,
          attempts: 1,
          cause: undefined,
        }),
      ];
      const [receipt, error] = await simulated(() => Promise.all(calls()));
      equal([receipt.verified, later.times.length], [true, 3], "the one that shows");
      const { keysetId, verified, requestId } = error.receipt;
      equal([keysetId, verified, requestId, never.times.length], [SET, false, "r [token]", 5], "the other");
      equal(
        never.times.map((time) => time - never.times[0]),
        [0, 500, 1_000, 2_000, 4_000],
        "times",
      );
    },

    "what ends the read-back is the cause of `not-verified`, an abort included": async () => {
      const NOT = { code: "not-verified", applied: true, attempts: 1 };
      const then =
        (answer) =>
        async (_, { method }) =>
          method === "PATCH" ? new Response(null, { status: 204 }) : answer();
      const answers = [
        () => new Response("{}", { status: 403 }),
        () => Promise.reject(new Error("down")),
        () => new Response("<html>"),
        () => new Response('{"kid":"other","status":"disabled"}'),
      ];
      const errors = await Promise.all(
        answers.map((answer) => refused(disable({ ...options, verify: true, fetch: then(answer) }), NOT)),
      );
      equal(
        errors.map(({ cause, receipt }) => [cause.code, receipt.status]),
        ["forbidden", "network", "unexpected-response", "unexpected-response"].map((code) => [code, "disabled"]),
        "causes",
      );
      for (const [timeoutMs, answer] of [
        [50, () => new Promise(() => {})],
        [300, () => plainResponse(200, '{"kid":"key","status":"enabled"}')],
      ]) {
        const fetch = async (_, { method }) => (method === "PATCH" ? plainResponse(204) : answer());
        const late = await simulated(() => refused(disable({ verify: true, timeoutMs, fetch }), NOT));
        equal(late.cause.code, "timeout", `cause within ${timeoutMs} ms`);
      }
      for (const reason of [{ why: "a person" }, "text", null]) {
        const controller = new AbortController();
        const aborting = then(() => (setTimeout(() => controller.abort(reason), 1), new Promise(() => {})));
        const error = await rejection(disable({ verify: true, signal: controller.signal, fetch: aborting }), "abort");
        equal([error.code, error.applied, error.receipt.keyId], ["not-verified", true, "key"], "error");
        ok(error.cause === reason, "cause");
      }
      await tenant(enabled("key"), enabled("a"));
      let reads = 0;
      const failing = (url, init) =>
        init.method === "GET" && (reads += 1) >= 3
          ? Promise.resolve(new Response("{}", { status: 403 }))
          : fetch(url, init);
      const unread = await refused(disable({ ...both, fetch: failing }), NOT);
      equal([unread.cause.code, unread.receipt.verified], ["forbidden", true], "the set could not be read again");
      await tenant(enabled("key"), enabled("a"));
      let busy = 0;
      const unavailable = (url, init) =>
        init.method === "GET" && [2, 4].includes((busy += 1))
          ? Promise.resolve(new Response("{}", { status: 503 }))
          : fetch(url, init);
      equal([(await disable({ ...both, fetch: unavailable })).verified, busy], [true, 5], "the set was read on");
      equal(await arrived(), ["GET keys_v2", "PATCH key", "GET key", "GET keys_v2"], "requests");
    },

    "a read-back that fails is read on, and the last failure is the cause": async () => {
      const SHOWN = '{"kid":"key","status":"disabled"}';
      const shown = () => plainResponse(200, SHOWN);
      const bad = (status, headers) => () => plainResponse(status, "{}", { headers });
      const down = () => Promise.reject(new Error("down"));
      const slow = () => new Promise((resolve) => setTimeout(() => resolve(plainResponse(404, "{}")), 300));
      const lost = () => plainResponse(200, SHOWN, { end: () => Promise.reject(new Error("reset")) });
      // Answers the reads in turn, the last one for ever.
      async function read(answers, extra, source = TOKEN) {
        const times = [];
        const fetch = async (_, { method }) => {
          if (method === "PATCH") return plainResponse(204);
          times.push(Date.now());
          return answers[Math.min(times.length, answers.length) - 1]();
        };
        const end = await patchKeyStatus(SET, "key", "disabled", source, {
          verify: true,
          retry: false,
          fetch,
          ...extra,
        }).then(
          ({ verified }) => verified,
          ({ code, cause, receipt }) => [code, cause.code, cause.httpStatus, receipt.verified],
        );
        return { end, times };
      }
      const ends = (code, httpStatus) => ["not-verified", code, httpStatus, false];
      let asked = 0;
      const signsOut = () => ((asked += 1) > 2 ? Promise.reject(new Error("signed out")) : TOKEN);
      let forgotten = 0;
      const hangs = () => ((forgotten += 1) > 2 ? new Promise(() => {}) : TOKEN);
      const other = ({ forceRefresh }) => (forceRefresh ? `fresh-${TOKEN}` : TOKEN);
      const all = () =>
        [
          ["404 right after the PATCH", [bad(404), shown], true, 2],
          ["5xx, a fault, a page of a proxy", [bad(503), down, () => plainResponse(200, "<html>"), shown], true, 4],
          ["never", [bad(503), down, bad(404)], ends("not-found", 404), 5],
          [
            "not shown after a failure",
            [bad(404), () => plainResponse(200, '{"kid":"key","status":"enabled"}'), bad(500), shown],
            true,
            4,
          ],
          ["403", [bad(404), bad(403)], ends("forbidden", 403), 2],
          ["401", [bad(401)], ends("unauthorized", 401), 1],
          ["401, and another token", [bad(401), bad(404), shown], true, 3, {}, other],
          ["401, and another token in vain", [bad(401)], ends("unauthorized", 401), 2, {}, other],
          ["no token", [bad(404), shown], ends("token"), 1, {}, signsOut],
          ["no token in time", [bad(404), shown], ends("timeout"), 1, { tokenTimeoutMs: 20 }, hangs],
          ["a wait that outlasts the times", [bad(429, { "retry-after": "5" }), shown], ends("throttled", 429), 1],
          [
            "a wait that outlasts them, of what is not retried",
            [bad(404, { "retry-after": "5" }), shown],
            ends("not-found", 404),
            1,
          ],
          ["a wait that passes", [bad(429, { "retry-after": "1" }), shown], true, 2, {}, TOKEN, [0, 1_000]],
          [
            "a wait of two seconds",
            [bad(404), bad(503, { "retry-after": "2" }), shown],
            true,
            3,
            {},
            TOKEN,
            [0, 500, 4_000],
          ],
          [
            "at its own times, whatever retry says",
            [bad(503), down],
            ends("network"),
            5,
            { retry: { maxAttempts: 20 } },
          ],
          ["reads that take their time put no later one off", [slow], ends("not-found", 404), 5, { timeoutMs: 5_000 }],
          [
            "a read that takes too long",
            [() => new Promise(() => {}), bad(404)],
            ends("not-found", 404),
            4,
            { attemptTimeoutMs: 1_300 },
            TOKEN,
            [0, 1_300, 2_000, 4_000],
          ],
          ["a body that breaks off", [lost, shown], true, 2],
          ["no time left", [bad(404)], ends("not-found", 404), 2, { timeoutMs: 700 }],
          ["no time left amid a read", [bad(404), () => new Promise(() => {})], ends("timeout"), 2, { timeoutMs: 700 }],
        ].map(async ([what, answers, end, reads, extra, source, times = [0, 500, 1_000, 2_000, 4_000]]) => {
          const seen = await read(answers, extra, source);
          equal([seen.end, seen.times.length], [end, reads], what);
          const since = seen.times.map((time) => time - seen.times[0]);
          // A second try after a 401 waits for nothing.
          if (typeof (source ?? TOKEN) === "string") equal(since, times.slice(0, reads), `${what}: times`);
        });
      await simulated(() => Promise.all(all()));
    },

    "verify settles a PATCH that nobody knows the outcome of": async () => {
      for (const answer of [
        { status: 503, apply: true },
        { status: 500, apply: true },
      ]) {
        await tenant(enabled("key"));
        await graph.answer({ ...answer, match: { method: "PATCH" } });
        equal(
          await disable({ ...options, verify: true }).then(({ verified, attempts }) => [verified, attempts]),
          [true, 1],
          "receipt",
        );
      }
      const settles =
        (patch) =>
        async (_, { method }) =>
          method === "PATCH" ? patch() : new Response('{"kid":"key","status":"disabled"}');
      equal(
        (await disable({ ...options, verify: true, fetch: settles(() => Promise.reject(new Error("reset"))) }))
          .verified,
        true,
        "a network fault",
      );
      const silent = async (_, { method }) =>
        method === "PATCH" ? new Promise(() => {}) : plainResponse(200, '{"kid":"key","status":"disabled"}');
      equal(
        (await simulated(() => disable({ ...options, verify: true, attemptTimeoutMs: 20, fetch: silent }))).verified,
        true,
        "a time-out",
      );
      const seen = [];
      const half = async (url, { method }) => {
        const what = `${method} ${url.split("/").at(-1)}`;
        seen.push(what);
        if (method === "PATCH") return new Response("{}", { status: 503 });
        if (what === "GET key") return new Response('{"kid":"key","status":"disabled"}');
        return seen.includes("PATCH key") && !seen.includes("GET key")
          ? new Response("{}", { status: 403 })
          : new Response('{"value":[{"kid":"key","status":"enabled"},{"kid":"a","status":"enabled"}]}');
      };
      equal(
        (await disable({ guard: true, verify: true, fetch: half })).verified,
        true,
        "a guard that could not read again",
      );
      equal(seen, ["GET keys_v2", "PATCH key", "GET keys_v2", `GET ${SET}`, "GET key", "GET keys_v2"], "requests");
      const not = async (_, { method }) =>
        method === "PATCH" ? new Response("{}", { status: 503 }) : new Response("{}", { status: 403 });
      await refused(disable({ ...options, verify: true, fetch: not }), {
        code: "unavailable",
        httpStatus: 503,
        applied: undefined,
      });
      for (const [seconds, times] of [
        ["2", [0, 2_000, 2_500, 3_000, 4_000, 6_000]],
        ["20", [0, 20_000, 20_500, 21_000, 22_000, 24_000]],
        ["1000", [0]],
      ]) {
        const sent = [];
        const busy = async (_, { method }) => {
          sent.push(Date.now());
          return method === "PATCH"
            ? plainResponse(503, "", { headers: { "retry-after": seconds } })
            : plainResponse(200, '{"kid":"key","status":"enabled"}');
        };
        await simulated(() =>
          refused(disable({ ...options, verify: true, fetch: busy }), {
            code: "unavailable",
            retryAfterMs: Number(seconds) * 1_000,
          }),
        );
        equal(
          sent.map((time) => time - sent[0]),
          times,
          `a server that asked for ${seconds} s`,
        );
      }
      let asks = 0;
      const leaves = () => ((asks += 1) > 1 ? new Promise(() => {}) : TOKEN);
      const failing = async () => new Response("{}", { status: 503 });
      await refused(
        patchKeyStatus(SET, "key", "disabled", leaves, { verify: true, tokenTimeoutMs: 20, fetch: failing }),
        { code: "timeout", applied: undefined, attempts: 1 },
      );
      equal(asks, 2, "a source that gave no token in time is not asked to read with");
      const refusal = async (_, { method }) => {
        if (method !== "PATCH") throw new Error("read");
        return new Response("{}", { status: 429 });
      };
      await refused(disable({ ...options, verify: true, fetch: refusal }), { code: "throttled" });
    },

    "an abort before acceptance rejects with its reason, and no PATCH follows": async () => {
      const reason = { why: "a person" };
      // What the call does in turn, the first PATCH being refused; each is where an abort comes.
      const points = ["ask", "GET", "PATCH", "ask", "GET", "PATCH"];
      for (const [at, point] of points.entries()) {
        const controller = new AbortController();
        const done = [];
        const reach = (what) => done.push(what) > at && controller.abort(reason);
        const source = () => (reach("ask"), `token-${done.length}`);
        const fetch = async (_, { method }) => {
          reach(method);
          if (method === "GET") return new Response(JSON.stringify({ value: [enabled("key"), enabled("a")] }));
          return new Response(null, { status: done.length > 3 ? 204 : 401 });
        };
        const error = await rejection(
          patchKeyStatus(SET, "key", "disabled", source, { ...both, signal: controller.signal, fetch }),
          point,
        );
        ok(error === reason, `${at}, ${point}: ${error}`);
        await new Promise((resolve) => setTimeout(resolve, 5));
        equal(done, points.slice(0, at + 1), `done until ${at}`);
      }
    },

    "guard and verify must be true or false, and misspelt ones are named": async () => {
      for (const value of [null, 1, "true", {}]) {
        for (const name of ["guard", "verify"]) {
          const error = await rejection(disable({ [name]: value }), name);
          equal([error.code, error.argument], ["invalid-argument", name], "error");
        }
      }
      equal(
        (await rejection(disable({ gaurd: true }), "gaurd")).message,
        "options has no member gaurd; the nearest is guard.",
        "message",
      );
      equal(
        (await rejection(disable({ verfy: true }), "verfy")).message,
        "options has no member verfy; the nearest is verify.",
        "message",
      );
    },
  };
}
