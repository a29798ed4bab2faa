// What the functions that read must show in every host.

import { equal, ok, rejection, visible } from "./check.mjs";
import { plainResponse, simulated } from "./clock.mjs";

const SIGNING = "B2C_1A_TokenSigningKeyContainer";
const TOKEN = "eyJ0eXAiOiJKV1QifQ.secret-token-of-the-suite.c2lnbmF0dXJl";
const PRIVATE = ["k", "d", "p", "q", "dp", "dq", "qi"];

export function readCases({ api, graph, hostHeaders }) {
  const { listKeysets, listKeys, getKey, getActiveKey, outlook, isKeyStatusError } = api;
  const options = { baseUrl: graph.baseUrl };
  const once = { ...options, retry: false };
  const reads = {
    listKeysets: (extra) => listKeysets(TOKEN, extra),
    listKeys: (extra) => listKeys("set", TOKEN, extra),
    getKey: (extra) => getKey("set", "kid", TOKEN, extra),
    getActiveKey: (extra) => getActiveKey("set", TOKEN, extra),
  };

  // Gives one answer, or those of a list in turn, to whoever fetches, and remembers the URLs.
  function answering(...answers) {
    const urls = [];
    const fetch = async (url) => {
      urls.push(url);
      const answer = answers[Math.min(urls.length, answers.length) - 1];
      return new Response(typeof answer === "string" ? answer : JSON.stringify(answer), { status: 200 });
    };
    fetch.urls = urls;
    return { fetch };
  }

  async function refused(promise, expected) {
    const error = await rejection(promise, `read with ${expected.code}`);
    ok(isKeyStatusError(error), `not a KeyStatusError: ${error}`);
    for (const [key, value] of Object.entries(expected)) equal(error[key], value, `${key} of ${error.message}`);
    ok(!visible(error).includes(TOKEN), "the error holds the token");
    ok(error.message.length > 20 && /[.!]$/.test(error.message), `no sentence: ${error.message}`);
    return error;
  }

  return {
    "key sets and keys are read as Graph shows them, in one page or in many": async () => {
      await graph.reset();
      const keysets = await listKeysets(TOKEN, options);
      equal(
        keysets.map(({ id, keys }) => [id.startsWith("B2C_1A_"), keys.length]),
        [
          [true, 3],
          [true, 2],
          [true, 2],
          [true, 3],
        ],
        "key sets",
      );
      const keys = await listKeys(SIGNING, TOKEN, options);
      equal(keys, keysets[0].keys, "keys of the first");
      const [expired, active] = keys;
      equal(
        [active.kty, active.use, active.status, active.e, typeof active.nbf, active.exp > Date.now() / 1000],
        ["RSA", "sig", "enabled", "AQAB", "number", true],
        "key",
      );
      equal(await getActiveKey(SIGNING, TOKEN, options), active, "active key");
      equal(await getKey(SIGNING, expired.kid, TOKEN, options), expired, "one key");
      await graph.settings({ pageSize: 1 });
      equal([await listKeysets(TOKEN, options), await listKeys(SIGNING, TOKEN, options)], [keysets, keys], "in pages");
      const pages = (await graph.arrived()).slice(4).map(({ url }) => url.replace(/^.*keySets/, ""));
      equal(
        pages,
        [
          "",
          "?$skiptoken=1",
          "?$skiptoken=2",
          "?$skiptoken=3",
          `/${SIGNING}/keys_v2`,
          ...[1, 2].map((n) => `/${SIGNING}/keys_v2?$skiptoken=${n}`),
        ],
        "URLs",
      );
    },

    "an outlook is told of a key set, sends nothing, and is `invalid-argument` for what is none": async () => {
      await graph.reset();
      const now = 1_700_000_000;
      const key = (kid, nbf, exp, more) => ({ kid, use: "sig", status: "Enabled", nbf, exp, ...more });
      const keys = [
        key("old", now - 99, now),
        key("one", now - 50, now + 50),
        key("two", now + 60, undefined, { status: "enabled" }),
        key("off", now - 1, now + 99, { status: "disabled" }),
        key("odd", now - 1, undefined, { unreadable: ["exp"] }),
      ];
      const expected = {
        state: "runs-out",
        active: "one",
        usable: ["one"],
        changes: [{ at: now + 50 }, { at: now + 60, active: "two" }],
        runsOutAt: now + 50,
        stale: ["old"],
      };
      equal(await outlook({ id: "set", keys }, { now }), expected, "outlook");
      // As Graph sends it, and without what is no key set's.
      const sent = [
        { ...keys[0], nbf: null, exp: String(now), k: "PRIVATE" },
        keys[1],
        keys[2],
        keys[3],
        { ...keys[4], unreadable: null, exp: "soon" },
      ];
      equal(await outlook({ value: { id: "set", keys: sent } }, { now }), expected, "as Graph sends it");
      const later = await outlook({ id: "set", keys }, { now: now + 60.5 });
      equal(
        later,
        { state: "lasting", active: "two", usable: ["two"], changes: [], stale: ["old", "one"] },
        "when nothing changes any more",
      );
      equal(
        await outlook({ id: "set", keys: [] }),
        { state: "unusable", usable: [], changes: [], stale: [] },
        "an empty set",
      );
      const [real] = await listKeysets(TOKEN, options);
      const look = await outlook(real);
      equal(look.active, (await getActiveKey(real.id, TOKEN, options)).kid, "the active key, by the host's clock");
      const requests = (await graph.arrived()).length;
      const set = { id: "set", keys };
      // What a caller changes after the call is too late.
      const pending = outlook(set, { now });
      keys.pop();
      keys[0].kid = "changed";
      equal(await pending, expected, "as it was at the call");
      for (const [args, argument] of [
        [[undefined], "keyset"],
        [[null], "keyset"],
        [[Promise.resolve(set)], "keyset"],
        [[keys, { now: "x" }], "keyset"],
        [[{ id: "set" }], "keyset"],
        [[{ id: "set", keys: "abc" }], "keyset"],
        [[{ id: "set", keys: [{ status: "enabled" }] }], "keyset"],
        [[{ id: "set", keys: [null] }], "keyset"],
        [[set, { now: "soon" }], "now"],
        [[set, { now: Number.NaN }], "now"],
        [[set, { now: Date.now() }], "now"],
        [[set, { now, guard: true }], "options"],
        [[set, 5], "options"],
      ]) {
        const error = await rejection(outlook(...args), `outlook with a wrong ${argument}`);
        equal([error.code, error.argument, error.applied], ["invalid-argument", argument, false], error.message);
      }
      equal((await graph.arrived()).length, requests, "requests");
    },

    "a read is a plain GET": async () => {
      await graph.reset();
      const events = [];
      await listKeysets(TOKEN, { ...options, clientRequestId: "golden", onAttempt: (event) => events.push(event) });
      const [request, ...more] = await graph.arrived();
      equal(
        [request.method, request.url, request.body, more.length],
        ["GET", "/beta/trustFramework/keySets", "", 0],
        "request",
      );
      const own = Object.fromEntries(request.headers.filter(([name]) => !hostHeaders.test(name)));
      equal(
        own,
        { accept: "application/json", authorization: `Bearer ${TOKEN}`, "client-request-id": "golden" },
        "headers",
      );
      const [{ elapsedMs, requestId, ...event }] = events;
      equal(event, { phase: "read", attempt: 1, httpStatus: 200, clientRequestId: "golden" }, "event");
      let seen;
      const fetch = async function (...args) {
        seen = { self: this, args };
        return new Response('{"value":[]}');
      };
      equal(await listKeysets(TOKEN, { fetch }), [], "an empty list");
      const [url, init] = seen.args;
      equal(
        [seen.self, seen.args.length, url, Object.getPrototypeOf(init) === Object.prototype],
        [undefined, 2, "https://graph.microsoft.com/beta/trustFramework/keySets", true],
        "call",
      );
      const cached = "cache" in Request.prototype;
      equal(
        [init.method, init.redirect, init.cache, init.body],
        ["GET", "manual", cached ? "no-store" : undefined, undefined],
        "init",
      );
    },

    "awkward ids travel as one escaped segment": async () => {
      const { fetch } = answering({ kid: "../?" }, { kid: "x" }, { value: [] });
      await getKey("a/b", "../?", TOKEN, { fetch });
      await getActiveKey("%2e", TOKEN, { fetch });
      await listKeys("#", TOKEN, { fetch });
      equal(
        fetch.urls.map((url) => url.split("keySets/")[1]),
        ["a%2Fb/keys_v2/..%2F%3F", "%252e/getActiveKey", "%23/keys_v2"],
        "URLs",
      );
    },

    "a key is read in every form that Graph is known to give it, and shows no private member": async () => {
      const secret = Object.fromEntries(PRIVATE.map((name) => [name, "PRIVATE"]));
      const key = {
        "@odata.context": "x",
        kid: "kid",
        kty: "oct",
        status: "unknownFutureValue",
        nbf: "1700000000",
        exp: 1800000000,
        x5c: ["a"],
        later: { ...secret, e: 1 },
        "x5c@odata.type": "y",
        ...secret,
      };
      const expected = {
        kid: "kid",
        kty: "oct",
        status: "unknownFutureValue",
        nbf: 1700000000,
        exp: 1800000000,
        x5c: ["a"],
        later: { e: 1 },
      };
      for (const body of [key, { "@odata.context": "x", value: key }]) {
        equal(await reads.getKey(answering(body)), expected, "key");
        equal(await reads.getActiveKey(answering(body)), expected, "active key");
      }
      equal(
        await reads.listKeys(
          answering({ value: [{ value: key }, { kid: "b", nbf: null, exp: "1900000000.5", status: null }] }),
        ),
        [expected, { kid: "b", exp: 1900000000.5 }],
        "keys",
      );
      equal(
        await reads.listKeys(answering({ value: [{ kid: "a", kty: null, use: 5 }] })),
        [{ kid: "a" }],
        "what is to be a text and is none",
      );
      equal(
        await reads.listKeys(answering({ value: [{ kid: "a", nbf: "-1", exp: "+5" }] })),
        [{ kid: "a", nbf: -1, exp: 5 }],
        "signs",
      );
      for (const exp of [
        "0x10",
        "1e3",
        " 5 ",
        "5.",
        ".5",
        "",
        "Infinity",
        "0b1",
        "1_0",
        "\u0665",
        "9".repeat(400),
        true,
        [5],
      ]) {
        for (const name of ["nbf", "exp"])
          equal(
            await reads.listKeys(answering({ value: [{ kid: "a", [name]: exp, unreadable: "theirs" }] })),
            [{ kid: "a", unreadable: [name] }],
            `${name}: ${exp}`,
          );
      }
      equal(
        await reads.listKeysets(answering({ value: [{ id: "s", keys: [key], more: 1 }, { id: "t" }] })),
        [
          { id: "s", keys: [expected] },
          { id: "t", keys: [] },
        ],
        "key sets",
      );
      equal(
        await reads.getKey(answering(`{"kid":"kid","__proto__":{"a":1}}`)).then(Object.keys),
        ["kid", "__proto__"],
        "own members",
      );
    },

    "what was not asked for is refused": async () => {
      const wrong = [
        "",
        "<html>sign in</html>",
        "null",
        "[]",
        "{",
        '"text"',
        "7",
        "{}",
        '{"value":{}}',
        '{"value":5}',
        '{"kid":"another"}',
        '{"value":{"kid":7}}',
      ];
      for (const body of wrong) {
        for (const [name, read] of Object.entries(reads)) {
          if (name === "getActiveKey" && body.includes('"another"')) continue;
          if (body === '{"value":[]}') continue;
          await refused(read({ ...answering(body), retry: false }), {
            code: "unexpected-response",
            httpStatus: 200,
            applied: false,
            attempts: 1,
          });
        }
      }
      await refused(reads.listKeysets(answering('{"value":[{"id":"s","keys":[],"keys@odata.nextLink":"x"}]}')), {
        code: "unexpected-response",
      });
      // One odd key does not make a whole listing fail. An odd key set does: what it holds would be missed.
      for (const entry of ["5", "{}", '{"kid":"","id":""}', "null", "[]"]) {
        const body = `{"value":[${entry},{"kid":"a","id":"s"}]}`;
        equal(await reads.listKeys(answering(body)), [{ kid: "a", id: "s" }], body);
        for (const read of [reads.listKeysets, reads.getKey, reads.getActiveKey])
          await refused(read({ ...answering(body), retry: false }), { code: "unexpected-response", applied: false });
      }
      for (const status of [201, 202, 204, 206]) {
        const fetch = async () => new Response(status === 204 ? null : '{"value":[],"kid":"kid"}', { status });
        for (const read of Object.values(reads))
          await refused(read({ fetch }), { code: "unexpected-response", httpStatus: status });
      }
    },

    "the next page is read only on the same origin and under the same path, and none twice": async () => {
      const here = `${graph.baseUrl}/trustFramework/keySets`;
      const at = (link) => ({ value: [{ id: "s" }], "@odata.nextLink": link });
      const away = [
        "https://evil.example/beta/trustFramework/keySets?p=2",
        "//evil.example/x",
        here.replace("://", "://user:pw@"),
        `${graph.baseUrl}/trustFramework/policies?p=2`,
        `${here}X?p=2`,
        `${here}/../policies`,
        `${here}/%2e%2e/policies`,
        `${here}/..%2fpolicies`,
        `${here}/x%2Fy?p=2`,
        `${here}/..%5Cpolicies`,
        `${here}/x%5c`,
        `${here}/%2e%2e%2fpolicies`,
        `${here}/x%2E.`,
        `${here}/%252e%252e/policies`,
        here,
        ["?p=2"],
        "?",
        "#x",
        `${here}#x`,
        "http://[",
        5,
        {},
        `${here.replace(/:\d+/, ":1")}?p=2`,
      ];
      for (const link of away) {
        const { fetch } = answering(at(link));
        await refused(listKeysets(TOKEN, { ...once, fetch }), { code: "unexpected-response", applied: false });
        equal(fetch.urls, [here], `URLs for ${link}`);
      }
      for (const link of [`${here}?p=2`, "?p=2", `${here}?p=2#fragment`, `${here}/?p=2`]) {
        const { fetch } = answering(at(link), { value: [{ id: "t" }], "@odata.nextLink": null });
        equal(
          (await listKeysets(TOKEN, { ...options, fetch })).map(({ id }) => id),
          ["s", "t"],
          link,
        );
        equal([fetch.urls.length, fetch.urls[1].includes("#")], [2, false], "URLs");
      }
      const within = { value: [{ kid: "a" }], "@odata.nextLink": "keys_v2/more?p=2" };
      const { fetch } = answering(within, { value: [{ kid: "b" }] });
      equal(
        (await listKeys("a/../b%2e\\", TOKEN, { fetch })).map(({ kid }) => kid),
        ["a", "b"],
        "an id that holds what is refused below it",
      );
      equal(fetch.urls[1].split("keySets/")[1], "a%2F..%2Fb%252e%5C/keys_v2/more?p=2", "its next page");
      const round = answering(at("?p=2"), at("?p=3"), at("?p=2"));
      await refused(listKeysets(TOKEN, { ...once, ...round }), { code: "unexpected-response", attempts: 3 });
      for (const [pages, code] of [
        [100, undefined],
        [101, "unexpected-response"],
      ]) {
        let page = 0;
        const fetch = async () =>
          new Response(
            JSON.stringify({ value: [{ id: "s" }], ...((page += 1) < pages && { "@odata.nextLink": `?p=${page}` }) }),
          );
        const read = listKeysets(TOKEN, { ...once, fetch });
        if (code) await refused(read, { code, attempts: 100 });
        else equal((await read).length, pages, "entries");
      }
    },

    "at most 16 MiB are read, over all pages": async () => {
      const MIB = 2 ** 20;
      const piece = new TextEncoder().encode(" ".repeat(MIB));
      const body = (mib, tail) => {
        let left = mib;
        return new ReadableStream({
          pull: (controller) =>
            left-- > 0
              ? controller.enqueue(piece)
              : (controller.enqueue(new TextEncoder().encode(tail)), controller.close()),
        });
      };
      const last = '{"value":[{"id":"s"}]}';
      const paged = '{"value":[{"id":"s"}],"@odata.nextLink":"?p=2"}';
      const read = (...bodies) => listKeysets(TOKEN, { ...once, fetch: async () => new Response(bodies.shift()) });
      equal((await read(body(15, last))).length, 1, "one page");
      equal((await read(body(8, paged), body(7, last))).length, 2, "two pages");
      await refused(read(body(16, last)), { code: "unexpected-response" });
      await refused(read(body(8, paged), body(8, last)), { code: "unexpected-response" });
    },

    "what fails has the code that a PATCH would have, and changed nothing": async () => {
      await graph.reset();
      await refused(getKey(SIGNING, "no-such-kid", TOKEN, options), {
        code: "not-found",
        httpStatus: 404,
        applied: false,
        attempts: 1,
      });
      await refused(getKey(SIGNING, "kid", `read-only-${TOKEN}`, options), {
        code: "forbidden",
        httpStatus: 403,
        applied: false,
      });
      equal((await listKeys(SIGNING, `read-only-${TOKEN}`, options)).length, 3, "a list needs less");
      await refused(listKeysets(`expired-${TOKEN}`, options), { code: "unauthorized", applied: false });
      const codes = {
        302: "redirected",
        400: "rejected",
        401: "unauthorized",
        403: "forbidden",
        404: "not-found",
        405: "rejected",
        409: "rejected",
        429: "throttled",
        500: "unavailable",
        501: "unavailable",
        503: "unavailable",
      };
      for (const [status, code] of Object.entries(codes)) {
        for (const read of Object.values(reads)) {
          const fetch = async () =>
            new Response(`{"error":{"code":"x","message":"no ${TOKEN}"}}`, { status: Number(status) });
          const error = await refused(read({ fetch, retry: false }), {
            code,
            httpStatus: Number(status),
            applied: false,
            attempts: 1,
          });
          if (status !== "302") equal(error.graphMessage, "no [token]", "message");
        }
      }
      for (const read of Object.values(reads)) {
        await refused(
          read({ fetch: async () => ({ status: 200, redirected: true, text: async () => '{"value":[]}' }) }),
          { code: "redirected" },
        );
        await refused(read({ fetch: () => Promise.reject(new Error("down")), retry: false }), {
          code: "network",
          applied: false,
        });
        await refused(read({ fetch: () => new Promise(() => {}), timeoutMs: 20 }), { code: "timeout", applied: false });
      }
    },

    "a read is tried again, page by page, and its events count on": async () => {
      await graph.reset();
      await graph.settings({ pageSize: 2 });
      const path = `/beta/trustFramework/keySets/${SIGNING}/keys_v2`;
      await graph.answer(
        { status: 503, match: { path } },
        { normal: true, match: { path } },
        { status: 500, match: { path } },
        { stop: { at: "start", by: "reset" }, match: { path } },
      );
      const events = [];
      // A browser sends again by itself what was reset.
      const keys = await listKeys(SIGNING, TOKEN, {
        ...options,
        onAttempt: ({ attempt, httpStatus }) => events.push([attempt, httpStatus]),
      });
      equal(keys.length, 3, "keys");
      equal(
        events.slice(0, 3),
        [
          [1, 503],
          [2, 200],
          [3, 500],
        ],
        "events",
      );
      equal(events.at(-1), [events.length, 200], "last event");
    },

    "a page whose body breaks off or stalls is read again": async () => {
      const page = (kid, next) => JSON.stringify({ value: [{ kid }], ...(next && { "@odata.nextLink": next }) });
      // All of the text, but not the end.
      const breaks = { end: () => Promise.reject(new TypeError("reset")) };
      const stalls = { end: () => new Promise(() => {}) };
      const plan = [[page("a", "?p=2")], [page("b", "?p=2"), breaks], [page("c"), stalls], [page("d")]];
      const events = [];
      const fetch = async () => plainResponse(200, ...plan.shift());
      const onAttempt = ({ attempt, httpStatus, code }) => events.push([attempt, httpStatus, code]);
      equal(
        (await simulated(() => listKeys("set", TOKEN, { fetch, onAttempt, attemptTimeoutMs: 200 }))).map(
          ({ kid }) => kid,
        ),
        ["a", "d"],
        "keys",
      );
      equal(
        events,
        [
          [1, 200, undefined],
          [2, 200, "network"],
          [3, 200, "timeout"],
          [4, 200, undefined],
        ],
        "events",
      );
      const lost = new ReadableStream({
        start: (controller) => (
          controller.enqueue(new TextEncoder().encode('{"kid":"a"}')), controller.error(new TypeError("reset"))
        ),
      });
      const { cause } = await refused(
        getKey("set", "a", TOKEN, { retry: false, fetch: async () => new Response(lost) }),
        { code: "network", applied: false },
      );
      equal(cause.message, "reset", "cause");
    },

    "a source is asked before each attempt, and once more after a 401": async () => {
      const asked = [];
      const sent = [];
      const statuses = [401, 200, 200];
      const fetch = async (_, { headers }) => {
        sent.push(headers.authorization);
        return new Response(JSON.stringify({ value: [], ...(sent.length === 2 && { "@odata.nextLink": "?p=2" }) }), {
          status: statuses[sent.length - 1],
        });
      };
      await listKeysets(({ forceRefresh }) => (asked.push(forceRefresh), `token-${asked.length}`), { fetch });
      equal(
        [asked, sent],
        [
          [false, true, false],
          ["Bearer token-1", "Bearer token-2", "Bearer token-3"],
        ],
        "asked and sent",
      );
    },

    "an abort rejects with its reason, at once": async () => {
      for (const read of Object.values(reads)) {
        const reason = { why: "a person" };
        equal(
          (await rejection(
            read({
              signal: AbortSignal.abort(reason),
              fetch: () => {
                throw new Error("sent");
              },
            }),
            "before",
          )) === reason,
          true,
          "reason",
        );
        const controller = new AbortController();
        const fetch = () => (setTimeout(() => controller.abort(reason), 1), new Promise(() => {}));
        equal((await rejection(read({ signal: controller.signal, fetch }), "amid")) === reason, true, "reason");
      }
    },

    "what is wrong is refused by name, and nothing is sent": async () => {
      const fetch = () => {
        throw new Error("sent");
      };
      for (const [promise, argument] of [
        [listKeysets("", { fetch }), "token"],
        [listKeys("..", TOKEN, { fetch }), "keysetId"],
        [getKey("s", "", TOKEN, { fetch }), "keyId"],
        [getKey(5, "k", TOKEN, { fetch }), "keysetId"],
        [getActiveKey(undefined, TOKEN, { fetch }), "keysetId"],
        [listKeysets(TOKEN, { fetch: 5 }), "fetch"],
        [listKeysets(TOKEN, { fetch, guard: true }), "options"],
        [listKeysets(TOKEN, { fetch, timeoutMs: -1 }), "timeoutMs"],
        [listKeysets(TOKEN, null), "options"],
        [listKeysets(TOKEN, { fetch, signal: 5 }), "signal"],
      ]) {
        await refused(promise, { code: "invalid-argument", argument, applied: false, attempts: 0 });
      }
    },

    "a token that the server repeats shows nowhere in what was read": async () => {
      const [key] = await listKeys(
        "set",
        TOKEN,
        answering({ value: [{ kid: `a ${TOKEN}`, note: [TOKEN], [TOKEN]: 1 }] }),
      );
      equal(key, { kid: "a [token]", note: ["[token]"], "[token]": 1 }, "key");
    },
  };
}
