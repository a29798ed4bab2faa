// What every host must show: the same calls, against an emulator that remembers what arrived.
// Gets the package from its caller, which loaded it the way its host does. Uses nothing that only some hosts have.

import { equal, ok, rejection, visible, within } from "./check.mjs";
import { bulkCases } from "./bulk.mjs";
import { frameworkCases } from "./frameworks.mjs";
import { guardCases } from "./guard.mjs";
import { readCases } from "./reads.mjs";

const TOKEN = "eyJ0eXAiOiJKV1QifQ.secret-token-of-the-suite.c2lnbmF0dXJl";
const KEYSET = "B2C_1A_TokenSigningKeyContainer";

// Headers that a host or its HTTP implementation adds by itself.
const HOST_HEADERS =
  /^(host|connection|user-agent|accept-encoding|accept-language|content-length|origin|referer|pragma|cache-control|priority|keep-alive|te|sec-.*|cf-.*|mf-.*)$/;

// What the helpers of Babel and SWC themselves do not survive.
const NOT_LOWERED = "an accessor's half on Object.prototype does not unmake an error";

// `api` is an entry of the package, `broken` the same with the feature deliberate-panic, `emulator` the URL of the local Graph. `lowered` says
// that the package was rewritten for old targets.
export async function runCases({ entry, api, broken, emulator, lowered }) {
  const results = [];
  for (const [name, run] of Object.entries(cases({ entry, api, broken, graph: connect(emulator) }))) {
    if (lowered && name === NOT_LOWERED) continue;
    try {
      await within(30_000, run);
      results.push({ name, ok: true });
    } catch (error) {
      results.push({ name, ok: false, why: `${error?.message}\n${error?.stack ?? ""}`.replaceAll(TOKEN, "[token]") });
    }
  }
  return results;
}

function connect(emulator) {
  const control = (path, body) =>
    fetch(`${emulator}/_emulator/${path}`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body ?? null),
    });
  return {
    baseUrl: `${emulator}/beta`,
    reset: () => control("reset"),
    answer: (...answers) => control("answers", answers),
    settings: (settings) => control("settings", settings),
    putKeyset: (id, keys) => control("keysets", { id, keys }),
    arrived: async () =>
      (await (await fetch(`${emulator}/_emulator/journal`)).json()).filter(({ method }) => method !== "OPTIONS"),
    firstKey: async () => {
      const read = await fetch(`${emulator}/beta/trustFramework/keySets/${KEYSET}/keys_v2`, {
        headers: { authorization: "Bearer reader" },
      });
      const { value } = await read.json();
      return value[0].kid;
    },
  };
}

// What each entry exports. A case of a function that an entry does not have is not among its cases.
const EXPORTS = {
  root: [
    "KeyStatusError",
    "buildPatchRequest",
    "getActiveKey",
    "getKey",
    "isKeyStatusError",
    "listKeys",
    "listKeysets",
    "outlook",
    "patchKeyStatus",
    "patchKeyStatuses",
    "ready",
  ],
  lite: ["KeyStatusError", "isKeyStatusError", "patchKeyStatus", "ready"],
};

function cases({ entry, api, broken, graph }) {
  const { patchKeyStatus, buildPatchRequest, ready, isKeyStatusError, KeyStatusError } = api;
  const inEntry = (wanted, some) => (entry === wanted ? some : {});
  const options = { baseUrl: graph.baseUrl };
  // Trying again is tests/reliability's business.
  const once = { ...options, retry: false };

  // A call that must reject; the error is checked for the token in everything that shows it.
  async function refused(args, expected, extra) {
    const error = await rejection(patchKeyStatus(...args, { ...once, ...extra }), `call with ${expected.code}`);
    ok(
      isKeyStatusError(error) && error instanceof KeyStatusError && error instanceof Error,
      `not a KeyStatusError: ${error}`,
    );
    for (const [key, value] of Object.entries(expected)) equal(error[key], value, `${key} of ${error.message}`);
    ok(!visible(error).includes(TOKEN), "the error holds the token");
    ok(error.message.length > 20 && /[.!]$/.test(error.message), `no sentence: ${error.message}`);
    return error;
  }

  async function answered(answer, expected) {
    await graph.reset();
    await graph.answer(answer);
    const error = await refused([KEYSET, "kid", "disabled", TOKEN], expected);
    equal((await graph.arrived()).length, 1, "requests");
    return error;
  }

  const odata = (code, message) => ({
    headers: { "content-type": "application/json" },
    body: JSON.stringify({
      error: { code, message, innerError: { date: "2026-11-23T10:20:30", "request-id": "from-the-body" } },
    }),
  });

  return {
    "the entry has what it is to have": async () => equal(Object.keys(api).sort(), EXPORTS[entry], "exports"),

    "a host without WebAssembly is `load`, and no rejection is left unhandled": async () => {
      const { WebAssembly } = globalThis;
      globalThis.WebAssembly = undefined;
      try {
        const error = await refused([KEYSET, "kid", "disabled", TOKEN], {
          code: "load",
          applied: false,
          retryable: false,
        });
        // Workers are handed the module, and need the rest all the same.
        ok(error.message.includes("no WebAssembly") && !error.message.includes("script-src"), error.message);
        // Hosts report it once the turn is over; Node, Deno and Bun end with it.
        await new Promise((resolve) => setTimeout(resolve, 20));
      } finally {
        globalThis.WebAssembly = WebAssembly;
      }
    },

    "a module that cannot start is `load`, and the next call starts it": async () => {
      const { Instance } = WebAssembly;
      const broken = new Error("no module today");
      WebAssembly.Instance = class {
        constructor() {
          throw broken;
        }
      };
      try {
        await refused([KEYSET, "kid", "disabled", TOKEN], {
          code: "load",
          applied: false,
          retryable: true,
          cause: broken,
        });
      } finally {
        WebAssembly.Instance = Instance;
      }
    },

    // As older versions of Chromium, for more than 4 KiB in a page.
    "a host that compiles nothing at once compiles it all the same": async () => {
      const { Module } = WebAssembly;
      let refusals = 0;
      function Refusing() {
        refusals += 1;
        throw new RangeError("not on the main thread");
      }
      WebAssembly.Module = Refusing;
      WebAssembly.Module.prototype = Module.prototype;
      try {
        equal(await ready(), undefined, "ready");
      } finally {
        WebAssembly.Module = Module;
      }
      // What is there as a module is not compiled at all.
      equal(refusals, globalThis.navigator?.userAgent === "Cloudflare-Workers" ? 0 : 1, "refusals");
    },

    ...inEntry("root", guardCases({ api, graph })),

    ...inEntry("root", bulkCases({ api, graph })),

    ...frameworkCases({ entry, api }),

    ...inEntry("root", readCases({ api, graph, hostHeaders: HOST_HEADERS })),

    "the request is exactly the documented one": async () => {
      await graph.reset();
      const kid = await graph.firstKey();
      await graph.reset();
      const receipt = await patchKeyStatus(KEYSET, kid, "disabled", TOKEN, { ...options, clientRequestId: "golden" });
      const [request, ...more] = await graph.arrived();
      equal(more.length, 0, "further requests");
      equal(
        [request.method, request.url, request.status],
        ["PATCH", `/beta/trustFramework/keySets/${KEYSET}/keys_v2/${kid}`, 204],
        "request",
      );
      const own = request.headers.filter(([name]) => !HOST_HEADERS.test(name));
      equal(
        Object.fromEntries(own),
        {
          accept: "application/json",
          authorization: `Bearer ${TOKEN}`,
          "client-request-id": "golden",
          "content-type": "application/json",
        },
        "headers",
      );
      equal(own.length, 4, "headers");
      equal(JSON.parse(request.body), { status: "disabled" }, "body");
      const { requestId, ...rest } = receipt;
      equal(
        rest,
        { keysetId: KEYSET, keyId: kid, status: "disabled", attempts: 1, verified: false, clientRequestId: "golden" },
        "receipt",
      );
      ok(/^[0-9a-f-]{36}$/.test(requestId), `request id ${requestId}`);
    },

    ...inEntry("lite", {
      "guard and verify are refused by name": async () => {
        for (const name of ["guard", "verify"]) {
          const error = await refused(
            [KEYSET, "kid", "disabled", TOKEN],
            { code: "invalid-argument", argument: name, applied: false },
            { [name]: true },
          );
          ok(
            error.message.startsWith(
              `${name} is not in trustframework-keys/lite; import patchKeyStatus from "trustframework-keys"`,
            ),
            error.message,
          );
        }
      },
    }),

    ...inEntry("root", {
      "buildPatchRequest sends nothing, and gives the same on the wire": async () => {
        await graph.reset();
        const kid = await graph.firstKey();
        await graph.reset();
        const request = await buildPatchRequest(KEYSET, kid, "enabled", TOKEN, {
          ...options,
          clientRequestId: "built",
        });
        ok(request instanceof Request, "a Request");
        equal([request.method, request.redirect], ["PATCH", "manual"], "request");
        equal((await graph.arrived()).length, 0, "requests before it is sent");
        equal((await fetch(request)).status, 204, "status");
        await patchKeyStatus(KEYSET, kid, "enabled", TOKEN, { ...options, clientRequestId: "built" });
        const [built, called] = (await graph.arrived()).map(({ method, url, headers, body }) => ({
          method,
          url,
          body,
          headers: headers.filter(([name]) => !HOST_HEADERS.test(name)).sort(),
        }));
        equal(built, called, "on the wire");
      },

      "buildPatchRequest refuses what a call would, and options of sending": async () => {
        equal((await rejection(buildPatchRequest("s", "..", "enabled", TOKEN), "dots")).argument, "keyId", "argument");
        const controller = new AbortController();
        const request = await buildPatchRequest("s", "k", "enabled", TOKEN, { signal: controller.signal });
        equal(request.signal.aborted, false, "aborted before");
        controller.abort();
        equal(request.signal.aborted, true, "aborted with the caller's signal");
        equal(
          (await rejection(buildPatchRequest("s", "k", "enabled", TOKEN, { fetch }), "an option of sending")).argument,
          "options",
          "argument",
        );
      },
    }),

    "the key is really switched, off and on again": async () => {
      await graph.reset();
      const kid = await graph.firstKey();
      const status = async () => {
        const read = await fetch(`${graph.baseUrl}/trustFramework/keySets/${KEYSET}/keys_v2/${kid}`, {
          headers: { authorization: "Bearer reader" },
        });
        return (await read.json()).status;
      };
      for (const wanted of ["disabled", "enabled"]) {
        await patchKeyStatus(KEYSET, kid, wanted, TOKEN, options);
        equal(await status(), wanted, "status");
      }
    },

    "each call has its own client-request-id; false sends none": async () => {
      await graph.reset();
      const kid = await graph.firstKey();
      await graph.reset();
      const first = await patchKeyStatus(KEYSET, kid, "enabled", TOKEN, options);
      const second = await patchKeyStatus(KEYSET, kid, "enabled", TOKEN, options);
      const none = await patchKeyStatus(KEYSET, kid, "enabled", TOKEN, { ...options, clientRequestId: false });
      await patchKeyStatus(KEYSET, kid, "enabled", TOKEN, { ...options, clientRequestId: "~".repeat(128) });
      ok(
        /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/.test(first.clientRequestId),
        first.clientRequestId,
      );
      ok(first.clientRequestId !== second.clientRequestId, "the same id twice");
      equal("clientRequestId" in none, false, "an id in the receipt");
      const sent = (await graph.arrived()).map(
        ({ headers }) => headers.find(([name]) => name === "client-request-id")?.[1] ?? null,
      );
      equal(sent, [first.clientRequestId, second.clientRequestId, null, "~".repeat(128)], "sent");
    },

    "awkward ids travel as one escaped segment": async () => {
      await graph.reset();
      const awkward = {
        "a/b": "a%2Fb",
        "a?b": "a%3Fb",
        "#": "%23",
        "%2e%2e": "%252e%252e",
        " a b ": "%20a%20b%20",
        "'\"": "%27%22",
        ключ: "%D0%BA%D0%BB%D1%8E%D1%87",
        "😀": "%F0%9F%98%80",
      };
      for (const id of Object.keys(awkward))
        await refused([id, id, "disabled", TOKEN], { code: "not-found", httpStatus: 400, graphCode: "AADB2C90073" });
      equal(
        (await graph.arrived()).map(({ url }) => url),
        Object.values(awkward).map((segment) => `/beta/trustFramework/keySets/${segment}/keys_v2/${segment}`),
        "URLs",
      );
    },

    "what is wrong is refused by name, and nothing is sent": async () => {
      await graph.reset();
      const wrongIds = [
        "",
        ".",
        "..",
        "x".repeat(8_193),
        "a\nb",
        "\u0000",
        "\u007f",
        "\ud800",
        "a\udc00b",
        undefined,
        null,
        7,
        {},
        ["x"],
        new String("x"),
      ];
      const invalid = (argument) => ({
        code: "invalid-argument",
        argument,
        applied: false,
        attempts: 0,
        retryable: false,
        httpStatus: undefined,
      });
      for (const id of wrongIds) {
        await refused([id, "kid", "disabled", TOKEN], invalid("keysetId"));
        await refused([KEYSET, id, "disabled", TOKEN], invalid("keyId"));
      }
      for (const status of [
        "Disabled",
        "DISABLED",
        " enabled",
        "",
        "unknownFutureValue",
        null,
        undefined,
        true,
        0,
        {},
        ["enabled"],
        TOKEN,
      ]) {
        await refused([KEYSET, "kid", status, TOKEN], invalid("status"));
      }
      const tokens = [
        "",
        " ",
        `Bearer ${TOKEN}`,
        `bearer ${TOKEN}`,
        `${TOKEN}\n`,
        `${TOKEN}\r\n`,
        ` ${TOKEN}`,
        `${TOKEN} x`,
        `${TOKEN}é`,
        `${TOKEN}\u0000`,
        "x".repeat(65_537),
        null,
        undefined,
        5,
        {},
      ];
      for (const token of tokens) await refused([KEYSET, "kid", "disabled", token], invalid("token"));
      for (const [extra, argument] of [
        [{ gaurd: true }, "options"],
        [{ clouds: "china" }, "options"],
        [{ toString: 1 }, "options"],
        [JSON.parse('{"__proto__":1}'), "options"],
        [{ cloud: "Global" }, "cloud"],
        [{ cloud: null }, "cloud"],
        [{ cloud: 1 }, "cloud"],
        [{ baseUrl: "http://graph.example/beta" }, "baseUrl"],
        [{ baseUrl: "https://user:pw@host/beta" }, "baseUrl"],
        [{ baseUrl: "https://host/beta?x" }, "baseUrl"],
        [{ baseUrl: null }, "baseUrl"],
        [{ baseUrl: "https://256.256.256.256/beta" }, "baseUrl"],
        [{ baseUrl: "https://[:::::]/beta" }, "baseUrl"],
        [{ clientRequestId: "" }, "clientRequestId"],
        [{ clientRequestId: true }, "clientRequestId"],
        [{ clientRequestId: null }, "clientRequestId"],
        [{ clientRequestId: "a\nb" }, "clientRequestId"],
        [{ clientRequestId: " " }, "clientRequestId"],
        [{ clientRequestId: "\u00e4" }, "clientRequestId"],
        [{ clientRequestId: "a".repeat(129) }, "clientRequestId"],
        [{ clientRequestId: 5 }, "clientRequestId"],
        [{ fetch: null }, "fetch"],
        [{ fetch: "fetch" }, "fetch"],
        [{ timeoutMs: NaN }, "timeoutMs"],
        [{ timeoutMs: -1 }, "timeoutMs"],
        [{ attemptTimeoutMs: "5" }, "attemptTimeoutMs"],
        [{ tokenTimeoutMs: null }, "tokenTimeoutMs"],
        [{ retry: true }, "retry"],
        [{ retry: null }, "retry"],
        [{ retry: ["maxAttempts", 3] }, "retry"],
        [{ retry: { maxAttempts: 0 } }, "retry"],
        [{ retry: { maxAttempts: 1.5 } }, "retry"],
        [{ retry: { maxDelayMs: -1 } }, "retry"],
        [{ retry: { attempts: 2 } }, "retry"],
        [{ onAttempt: null }, "onAttempt"],
        [{ signal: {} }, "signal"],
        [{ signal: "abort" }, "signal"],
        [new Map([["cloud", "china"]]), "options"],
        [[], "options"],
      ]) {
        const error = await rejection(patchKeyStatus(KEYSET, "kid", "disabled", TOKEN, extra), argument);
        for (const [key, value] of Object.entries(invalid(argument)))
          equal(error[key], value, `${key} of ${error.message}`);
      }
      for (const bad of [null, 5, "x", true, () => 1, new Date()]) {
        equal(
          (await rejection(patchKeyStatus(KEYSET, "kid", "disabled", TOKEN, bad), "options")).argument,
          "options",
          "argument",
        );
      }
      equal((await graph.arrived()).length, 0, "requests");
    },

    "a baseUrl is https or this machine, and nothing but host, port and path": async () => {
      const sent = [];
      const fetch = async (url) => {
        sent.push(url);
        return new Response(null, { status: 204 });
      };
      for (const good of [
        "https://graph.microsoft.com/beta",
        "HTTPS://host:65535/beta",
        "https://host",
        "https://[2001:db8::1]:8443/beta",
        "http://localhost:8085/beta",
        "http://LOCALHOST/beta",
        "http://tenant.localhost/beta",
        "http://127.0.0.1:1/beta",
        "http://127.255.255.255",
        "http://[::1]:3/beta",
      ]) {
        for (const baseUrl of [good, `${good}/`, `${good}//`])
          await patchKeyStatus("set", "kid", "enabled", TOKEN, { baseUrl, fetch });
        equal(sent.splice(0), Array(3).fill(`${good}/trustFramework/keySets/set/keys_v2/kid`), good);
      }
      for (const baseUrl of [
        "",
        "host",
        "ftp://host",
        "https:/host",
        "https://",
        "https:///beta",
        "http://host/beta",
        "http://127.0.0.1.evil.example",
        "http://127.0.0.256",
        "http://127.0.0",
        "http://0127.0.0.1",
        "http://evillocalhost",
        "http://localhost.evil.example",
        "http://[::2]",
        "http://[::ffff:127.0.0.1]",
        "http://2130706433",
        "https://user@host",
        "https://u:p@host",
        "https://host?x",
        "https://host#x",
        "https://host\\x",
        "https://ho st",
        " https://host",
        "https://host\n",
        "https://host:port",
        "https://host:65536",
        "https://[::1",
        "https://[]",
        "https://h\u00f6.example",
        "http://localhost@evil.example",
      ]) {
        await refused(
          [KEYSET, "kid", "disabled", TOKEN],
          { code: "invalid-argument", argument: "baseUrl", applied: false },
          { baseUrl, fetch },
        );
      }
      equal(sent, [], "sent");
    },

    "an unknown option names the nearest known one": async () => {
      const error = await refused(
        [KEYSET, "kid", "disabled", TOKEN],
        { code: "invalid-argument" },
        { baseURL: "https://host/beta" },
      );
      equal(error.message, "options has no member baseURL; the nearest is baseUrl.", "message");
    },

    "options are read once, at call time, and only own ones": async () => {
      await graph.reset();
      let reads = 0;
      const call = patchKeyStatus(KEYSET, "kid", "disabled", TOKEN, {
        get baseUrl() {
          reads += 1;
          return graph.baseUrl;
        },
      });
      equal(reads, 1, "reads at call time");
      await rejection(call, "unknown kid");
      equal(reads, 1, "reads");
      const unreadable = await rejection(
        patchKeyStatus(KEYSET, "kid", "disabled", TOKEN, {
          get cloud() {
            throw new Error("getter");
          },
        }),
        "a getter that throws",
      );
      equal([unreadable.code, unreadable.argument], ["invalid-argument", "options"], "error");
      Object.prototype.fetch = () => {
        throw new Error("inherited");
      };
      try {
        await refused([KEYSET, "kid", "disabled", TOKEN], { code: "not-found" });
      } finally {
        delete Object.prototype.fetch;
      }
      const undefinedIsAbsent = { cloud: undefined, clientRequestId: undefined, fetch: undefined };
      await refused([KEYSET, "kid", "disabled", TOKEN], { code: "not-found" }, Object.freeze(undefinedIsAbsent));
    },

    "Graph's refusals become errors that say what to do": async () => {
      await graph.reset();
      await refused([KEYSET, "no-such-kid", "disabled", TOKEN], {
        code: "not-found",
        httpStatus: 404,
        applied: false,
        attempts: 1,
      });
      const forbidden = await refused([KEYSET, "kid", "disabled", `read-only-${TOKEN}`], {
        code: "forbidden",
        httpStatus: 403,
        applied: false,
      });
      ok(
        forbidden.message.includes("TrustFrameworkKeySet.ReadWrite.All") &&
          forbidden.message.includes("B2C IEF Keyset Administrator"),
        forbidden.message,
      );
      await refused([KEYSET, "kid", "disabled", `expired-${TOKEN}`], {
        code: "unauthorized",
        httpStatus: 401,
        applied: false,
      });
      await answered(
        { status: 400, ...odata("AADB2C95059", `no: ${TOKEN}`) },
        {
          code: "rejected",
          message:
            'Graph refused the request; correct what it complains of, the same call would be refused again; Graph said "AADB2C95059: no: [token]".',
          graphCode: "AADB2C95059",
          graphMessage: "no: [token]",
          applied: false,
          retryable: false,
        },
      );
      await answered(
        { status: 429, ...odata("TooManyRequests", "slow down") },
        { code: "throttled", httpStatus: 429, applied: undefined, retryable: true },
      );
      await answered(
        { status: 400, ...odata("AADB2C95043", "") },
        { code: "throttled", httpStatus: 400, applied: false, retryable: true },
      );
      await answered(
        { status: 400, ...odata(7, { value: "wrapped" }) },
        { code: "rejected", graphCode: "7", graphMessage: "wrapped" },
      );
      const unavailable = await answered(
        { status: 503, ...odata("serviceNotAvailable", "busy") },
        { code: "unavailable", httpStatus: 503, graphCode: "serviceNotAvailable", applied: undefined, retryable: true },
      );
      ok(typeof unavailable.requestId === "string", "request id");
    },

    "ids and date come from the body where headers are missing": async () => {
      const hidden = { "request-id": null, date: null, "content-type": "application/json" };
      const error = await answered(
        { status: 500, ...odata("generalException", "x"), headers: hidden },
        { code: "unavailable", requestId: "from-the-body" },
      );
      ok(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.000Z$/.test(error.date), `date ${error.date}`);
    },

    "only 204, or a 200 that shows the status, is success": async () => {
      for (const [status, body] of [
        [200, ""],
        [200, "<html>sign in</html>"],
        [200, '{"status":"enabled"}'],
        [200, '{"status":"disab'],
        [200, `{"status":"disabled","padding":"${"x".repeat(70_000)}"}`],
        [202, '{"status":"disabled"}'],
        [201, ""],
      ]) {
        await answered(
          { status, headers: { "content-type": "application/json" }, body },
          { code: "unexpected-response", httpStatus: status, applied: undefined },
        );
      }
      for (const body of ['{"status":"disabled"}', '{"value":{"status":"disabled"}}']) {
        await graph.reset();
        await graph.answer({ status: 200, headers: { "content-type": "application/json" }, body });
        equal((await patchKeyStatus(KEYSET, "kid", "disabled", TOKEN, options)).status, "disabled", "receipt");
      }
    },

    "a redirect is refused and not followed": async () => {
      for (const status of [301, 302, 303, 307, 308]) {
        await answered(
          { status, headers: { location: `${graph.baseUrl}/elsewhere` }, body: "" },
          { code: "redirected", applied: undefined, retryable: false },
        );
      }
      for (const status of [204, 404]) {
        const followed = async () => ({ status, redirected: true });
        await refused(
          [KEYSET, "kid", "disabled", TOKEN],
          { code: "redirected", applied: undefined },
          { fetch: followed },
        );
      }
    },

    "HTML, empty and broken bodies never hide the status": async () => {
      for (const body of [
        "<html>502</html>",
        "",
        "{",
        "[1]",
        '"text"',
        "null",
        '{"error":5}',
        '{"error":{"code":[],"message":{}}}',
      ]) {
        await answered(
          { status: 502, headers: { "content-type": "application/json" }, body },
          { code: "unavailable", httpStatus: 502, graphCode: undefined },
        );
      }
    },

    "a network fault is `network`, its error the cause": async () => {
      const error = await refused(
        [KEYSET, "kid", "disabled", TOKEN],
        { code: "network", applied: undefined, retryable: true, attempts: 1 },
        { baseUrl: "http://127.0.0.1:9/beta" },
      );
      ok(error.cause instanceof Error, "cause");
    },

    "a custom fetch is called as fetch(url, init), and may do anything": async () => {
      let seen;
      const receipt = await patchKeyStatus(KEYSET, "kid", "disabled", TOKEN, {
        fetch: async function (...args) {
          seen = { self: this, args };
          return new Response(null, { status: 204, headers: { "request-id": `echo ${TOKEN}` } });
        },
      });
      equal(
        [seen.self, seen.args.length, seen.args[0]],
        [undefined, 2, `https://graph.microsoft.com/beta/trustFramework/keySets/${KEYSET}/keys_v2/kid`],
        "call",
      );
      equal(
        Object.keys(seen.args[1]).sort(),
        ["body", "cache", "dispatcher", "headers", "method", "redirect", "signal"],
        "init",
      );
      equal(
        [Object.getPrototypeOf(seen.args[1]) === Object.prototype, seen.args[1].redirect],
        [true, "manual"],
        "init",
      );
      equal(Object.getPrototypeOf(seen.args[1].headers) === Object.prototype, true, "plain headers");
      equal(receipt.requestId, "echo [token]", "request id");
      const throwing = (value) => () => {
        throw value;
      };
      const reading = (...values) => ({
        getReader: () => ({
          read: async () => (values.length > 0 ? { value: values.shift() } : { done: true }),
          cancel() {},
        }),
      });
      const liar = Object.defineProperty(new Uint8Array(10), "byteLength", { value: 2 });
      const endless = new ReadableStream({ pull: (controller) => controller.enqueue(new Uint8Array(0)) });
      for (const [fetch, code] of [
        [throwing(new Error(`bad ${TOKEN}`)), "network"],
        [throwing("text"), "network"],
        [throwing(undefined), "network"],
        [() => Promise.reject(null), "network"],
        [() => Promise.reject({ config: { headers: new Headers({ authorization: `Bearer ${TOKEN}` }) } }), "network"],
        [() => undefined, "unexpected-response"],
        [async () => null, "unexpected-response"],
        [async () => ({}), "unexpected-response"],
        [async () => "204", "unexpected-response"],
        [async () => ({ status: "204" }), "unexpected-response"],
        [async () => ({ status: NaN }), "unexpected-response"],
        [async () => ({ status: 204.5 }), "unexpected-response"],
        [async () => ({ status: 1e9 }), "unexpected-response"],
        [async () => ({ status: 200, body: 5, text: 5 }), "unexpected-response"],
        [async () => ({ status: 200, text: async () => '{"status":"enabled"}' }), "unexpected-response"],
        [
          async () => ({ status: 200, body: { getReader: () => ({ read: async () => ({ value: "text" }) }) } }),
          "unexpected-response",
        ],
        [async () => ({ status: 500, body: reading(Object.create(Uint8Array.prototype)) }), "unavailable"],
        [async () => ({ status: 500, body: reading(new Proxy(new Uint8Array(2), {})) }), "unavailable"],
        [async () => ({ status: 500, body: reading(liar) }), "unavailable"],
        [async () => ({ status: 500, body: reading({ byteLength: 3 }, null, 7) }), "unavailable"],
        [async () => ({ status: 500, body: endless }), "unavailable"],
        [async () => Promise.reject(new Map([[1, TOKEN]])), "network"],
        [
          async () => Promise.reject(Object.assign(new Error("x"), { data: new Uint8Array(5e6), [TOKEN]: 1 })),
          "network",
        ],
        [async () => Promise.reject(new Error(JSON.stringify(JSON.stringify(TOKEN)))), "network"],
        [async () => ({ status: 500, text: throwing(new Error("no")) }), "unavailable"],
        [async () => ({ status: 404, headers: { get: throwing(new Error("no")) } }), "not-found"],
      ]) {
        await refused([KEYSET, "kid", "disabled", TOKEN], { code }, { fetch });
      }
      for (const answer of [{ status: 204 }, { status: 200, text: async () => '{"status":"disabled"}' }]) {
        await patchKeyStatus(KEYSET, "kid", "disabled", TOKEN, { fetch: async () => answer });
      }
    },

    "globalThis.fetch is looked up at call time": async () => {
      const real = globalThis.fetch;
      let calls = 0;
      globalThis.fetch = async () => {
        calls += 1;
        return new Response(null, { status: 204 });
      };
      const call = patchKeyStatus(KEYSET, "kid", "disabled", TOKEN);
      globalThis.fetch = undefined;
      const none = patchKeyStatus(KEYSET, "kid", "disabled", TOKEN);
      globalThis.fetch = real;
      await call;
      equal(calls, 1, "calls");
      const error = await rejection(none, "no fetch");
      equal([error.code, error.argument, error.attempts], ["invalid-argument", "fetch", 0], "error");
    },

    "each cloud has its own host": async () => {
      for (const [cloud, host] of Object.entries({
        global: "graph.microsoft.com",
        usGov: "graph.microsoft.us",
        usGovDod: "dod-graph.microsoft.us",
        china: "microsoftgraph.chinacloudapi.cn",
      })) {
        let called;
        await patchKeyStatus("s", "k", "enabled", TOKEN, {
          cloud,
          fetch: async (url) => ((called = url), new Response(null, { status: 204 })),
        });
        equal(called, `https://${host}/beta/trustFramework/keySets/s/keys_v2/k`, "URL");
      }
    },

    "a signal that fires where nobody tells the call stops it all the same": async () => {
      const silent = () => {
        const controller = new AbortController();
        controller.signal.addEventListener("abort", (event) => event.stopImmediatePropagation());
        return controller;
      };
      let sent = 0;
      const asking = silent();
      const ask = async () => (asking.abort("in the ask"), TOKEN);
      const fetch = async () => ((sent += 1), new Response(null, { status: 503 }));
      equal(
        await patchKeyStatus(KEYSET, "kid", "disabled", ask, { signal: asking.signal, fetch }).catch(
          (reason) => reason,
        ),
        "in the ask",
        "reason",
      );
      equal(sent, 0, "requests after an abort in the ask");
      const waiting = silent();
      const onAttempt = () => waiting.abort("in the wait");
      equal(
        await patchKeyStatus(KEYSET, "kid", "disabled", TOKEN, { signal: waiting.signal, fetch, onAttempt }).catch(
          (reason) => reason,
        ),
        "in the wait",
        "reason",
      );
      equal(sent, 1, "requests before an abort in the wait");
    },

    "a cause that holds no token is the host's own, dates and functions included": async () => {
      const cause = Object.assign(new Error("boom"), { when: new Date(), pattern: /x/, work: () => {} });
      const error = await rejection(
        patchKeyStatus(KEYSET, "kid", "disabled", TOKEN, { fetch: () => Promise.reject(cause), retry: false }),
        "down",
      );
      ok(error.cause === cause, "another cause");
      const quoting = Object.assign(() => {}, { toString: () => `() => "${TOKEN}"` });
      const quoted = await rejection(
        patchKeyStatus(KEYSET, "kid", "disabled", TOKEN, { fetch: () => Promise.reject(quoting), retry: false }),
        "down",
      );
      ok(!String(quoted.cause).includes(TOKEN), "a function that quotes the token");
    },

    "errors can be made by callers, and say what they are about": async () => {
      const cause = Object.assign(new Error("inner", { cause: new Error("innermost", { cause: 5 }) }), { code: "E_X" });
      const made = new KeyStatusError({ code: "throttled", message: "Too many.", cause, httpStatus: undefined });
      ok(isKeyStatusError(made) && made instanceof Error && made.cause === cause, "no KeyStatusError");
      equal(
        JSON.parse(JSON.stringify(made)),
        {
          name: "KeyStatusError",
          message: "Too many.",
          code: "throttled",
          retryable: false,
          outcome: "unknown",
          cause: { name: "Error", message: "inner", code: "E_X", cause: { name: "Error", message: "innermost" } },
        },
        "JSON",
      );
      for (const [applied, outcome] of [
        [true, "applied"],
        [false, "failed"],
      ])
        equal(new KeyStatusError({ code: "network", message: "x.", applied }).outcome, outcome, "outcome");
      await graph.reset();
      const body = { error: { code: "x", message: "no", innerError: { correlationId: "c-1", "request-id": "r-1" } } };
      await graph.answer({ status: 400, body: JSON.stringify(body) });
      const error = await refused(["set/1", "kid 1", "disabled", TOKEN], { code: "rejected", outcome: "failed" });
      equal(
        [error.keysetId, error.keyId, error.correlationId, error.requestId !== undefined],
        ["set/1", "kid 1", "c-1", true],
        "what it is about",
      );
      const wrong = await refused([KEYSET, "..", "disabled", TOKEN], { code: "invalid-argument", keysetId: KEYSET });
      equal(wrong.outcome, "failed", "outcome");
      const slip = await refused(
        [`eyJhbGciOi.${TOKEN}`, "kid", "disabled", "short"],
        {},
        { fetch: () => new Response("{}", { status: 404 }) },
      );
      equal(slip.keysetId, "[token]", "a token in the place of an id");
      async function callerOfTheCase() {
        await patchKeyStatus(KEYSET, "kid", "disabled", TOKEN, {
          ...once,
          fetch: () => Promise.reject(new Error("down")),
        });
      }
      ok((await rejection(callerOfTheCase(), "down")).stack.includes("callerOfTheCase"), "the caller's line");
    },

    "what stands in a token's place is named, and what stands in a status's place goes nowhere": async () => {
      const nothing = {
        fetch: () => {
          throw new Error("sent");
        },
      };
      for (const [token, words] of [
        [`"${TOKEN}"`, "quotes"],
        [`'${TOKEN}'`, "quotes"],
        [`\ufeff${TOKEN}`, "byte order mark"],
        [Promise.resolve(TOKEN), "await it"],
        [{ accessToken: TOKEN }, "pass accessToken"],
        [{ token: TOKEN, expiresOnTimestamp: 5 }, "pass token"],
      ]) {
        const error = await refused(
          [KEYSET, "kid", "disabled", token],
          { code: "invalid-argument", argument: "token" },
          nothing,
        );
        ok(error.message.includes(words), error.message);
        if (typeof token?.then === "function") continue;
        const given = await refused([KEYSET, "kid", "disabled", async () => token], { code: "token" }, nothing);
        ok(given.message.includes(words), given.message);
      }
      const swapped = await refused(
        [KEYSET, "kid", TOKEN, "disabled"],
        { code: "invalid-argument", argument: "status" },
        nothing,
      );
      ok(/swap the two/.test(swapped.message) && !swapped.message.includes("[token]"), swapped.message);
    },

    "messages tell a gateway from Graph, and a read from a change": async () => {
      const text = (status, body, headers) => () => Promise.resolve(new Response(body, { status, headers }));
      const said = async (fetch, extra) =>
        (await refused([KEYSET, "kid", "disabled", TOKEN], {}, { fetch, ...extra })).message;
      const html = { "content-type": "text/html", "request-id": "x" };
      for (const status of [401, 403, 404, 500, 502, 503]) {
        for (const headers of [html, {}])
          ok(/proxy or a gateway/.test(await said(text(status, "<html>", headers))), `${status}`);
        ok(!/gateway before Graph/.test(await said(text(status, "{}", { "request-id": "x" }))), `${status} of Graph`);
      }
      ok(/permission/.test(await said(text(403, "{}", { "request-id": "x" }))), "403 of Graph");
      const not = await said(text(501, "{}", { "request-id": "x" }));
      ok(/cannot do this/.test(not), not);
      const bare = { baseUrl: graph.baseUrl.replace("/beta", "/v1.0") };
      ok(/does not end in \/beta/.test(await said(text(400, "{}", { "request-id": "x" }), bare)), "no /beta");
      ok(!/\/beta/.test(await said(text(400, "{}", { "request-id": "x" }))), "with /beta");
      const down = await said(() => Promise.reject(new Error("down")));
      ok(/CORS/.test(down) === (globalThis.location !== undefined) && /change may have been made/.test(down), down);
      if (!api.listKeysets) return;
      for (const fetch of [() => Promise.reject(new Error("down")), () => new Promise(() => {}), text(503, "{}")]) {
        const { message } = await rejection(api.listKeysets(TOKEN, { ...once, fetch, attemptTimeoutMs: 20 }), "a read");
        ok(!/carried out|applied|change/.test(message), message);
      }
      const none = await rejection(
        api.getActiveKey("set", TOKEN, { ...once, fetch: text(404, "{}", { "request-id": "x" }) }),
        "none",
      );
      ok(/no key that is usable now/.test(none.message), none.message);
    },

    "errors are known by brand, and toJSON leaves the stack out": async () => {
      const error = await refused(
        [KEYSET, "kid", "disabled", TOKEN],
        { code: "network", name: "KeyStatusError" },
        { fetch: () => Promise.reject(new Error("down")) },
      );
      const brand = Reflect.ownKeys(error).find((key) => typeof key === "symbol");
      equal(isKeyStatusError({ [brand]: true }), true, "another copy's error");
      for (const other of [null, undefined, "x", new Error("x"), {}, Object.getPrototypeOf(error)])
        equal(isKeyStatusError(other), false, "a stranger");
      const json = JSON.parse(JSON.stringify(error));
      equal(
        [json.cause, "stack" in json, json.code, json.message],
        [{ name: "Error", message: "down" }, false, "network", error.message],
        "JSON",
      );
    },

    [NOT_LOWERED]: async () => {
      Object.prototype.set = 5;
      try {
        await refused([KEYSET, "kid", "Disabled", TOKEN], { code: "invalid-argument", argument: "status" });
      } finally {
        delete Object.prototype.set;
      }
    },

    "a time limit ends a call although the clocks stand still": async () => {
      const clocks = [
        [Date, "now"],
        [performance, "now"],
      ].map(([of, name]) => [of, name, Object.getOwnPropertyDescriptor(of, name)]);
      for (const [of, name] of clocks)
        Object.defineProperty(of, name, { value: () => 5, configurable: true, writable: true });
      try {
        await refused(
          [KEYSET, "kid", "disabled", TOKEN],
          { code: "timeout", attempts: 1 },
          { timeoutMs: 1_000, fetch: () => new Promise(() => {}) },
        );
      } finally {
        for (const [of, name, before] of clocks) before ? Object.defineProperty(of, name, before) : delete of[name];
      }
    },

    "a token that Graph refused is not sent again, and a wait that it asks for goes first": async () => {
      const sent = [];
      const statuses = [401, 503, 204];
      const fetch = async (_, { headers }) => {
        sent.push(headers.authorization);
        return new Response(null, { status: statuses[sent.length - 1] });
      };
      await patchKeyStatus(KEYSET, "kid", "disabled", ({ forceRefresh }) => (forceRefresh ? "fresh" : "refused"), {
        fetch,
      });
      equal(sent, ["Bearer refused", "Bearer fresh", "Bearer fresh"], "sent");
      let asked = 0;
      const throttled = async () =>
        new Response('{"error":{"code":"AADB2C95043"}}', { status: 401, headers: { "retry-after": "3600" } });
      const source = () => `token-${(asked += 1)}`;
      await refused(
        [KEYSET, "kid", "disabled", source],
        { code: "throttled", retryAfterMs: 3_600_000, attempts: 1 },
        { retry: {}, fetch: throttled },
      );
      equal(asked, 1, "asks");
    },

    "what a refused token came to is told before the source is asked for another": async () => {
      const said = [];
      const fetch = async () =>
        new Response(null, { status: said.filter((what) => what === 401).length === 0 ? 401 : 204 });
      const source = async ({ forceRefresh }) => {
        // A person may take minutes here.
        await new Promise((resolve) => setTimeout(resolve, 20));
        said.push(forceRefresh ? "asked again" : "asked");
        return forceRefresh ? "fresh" : "refused";
      };
      await patchKeyStatus(KEYSET, "kid", "disabled", source, {
        fetch,
        onAttempt: ({ httpStatus }) => said.push(httpStatus),
      });
      equal(said, ["asked", 401, "asked again", 204], "order");
      said.length = 0;
      const same = async () => "refused";
      const refusal = async () => new Response(null, { status: 401 });
      await refused(
        [KEYSET, "kid", "disabled", same],
        { code: "unauthorized" },
        { fetch: refusal, onAttempt: ({ httpStatus }) => said.push(httpStatus) },
      );
      equal(said, [401], "told once");
    },

    "claims are base64 of either alphabet, of a JSON object of at most 8 KiB; others are ignored": async () => {
      const encode = (bytes) =>
        btoa(String.fromCharCode(...(typeof bytes === "string" ? new TextEncoder().encode(bytes) : bytes)));
      const claimsIn = async (base64) => {
        const headers = { "www-authenticate": `Bearer error="insufficient_claims", claims="${base64}"` };
        const fetch = async () => new Response("", { status: 401, headers });
        return (await refused([KEYSET, "kid", "disabled", TOKEN], { code: "unauthorized" }, { fetch })).claims;
      };
      // Chosen to need both symbols that the alphabets differ in.
      const spaced = (length) => `{${" ".repeat(length - 2)}}`;
      for (const json of [
        '{"a":"???>>>"}',
        '{"a":"???>>>~"}',
        '{"a":"???>>>~~"}',
        "{}",
        ' {"\u00e4":"\u20ac\u{1f600}"}\r\n',
        spaced(8192),
      ]) {
        const standard = encode(json);
        const forms = [standard, standard.replaceAll("+", "-").replaceAll("/", "_")].flatMap((form) => [
          form,
          form.replaceAll("=", ""),
        ]);
        for (const form of forms) equal(await claimsIn(form), json, form.slice(0, 80));
      }
      const none = [
        "",
        "{",
        "}",
        "[]",
        "null",
        "x{}",
        "{}x",
        "{1}",
        spaced(8193),
        [0x7b, 0xff, 0x7d],
        [0x7b, 0xc3, 0x7d],
        [0x7b, 0xed, 0xa0, 0x80, 0x7d],
      ].map(encode);
      for (const wrong of [
        ...none,
        "{}",
        "e30*",
        "e",
        "ezF9A",
        "e30==",
        "e30===",
        "e===",
        "e30=e30=",
        "=e30",
        "e30\u00e4",
      ]) {
        equal(await claimsIn(wrong), undefined, wrong.slice(0, 80));
      }
    },

    "a cause that holds no token is the host's own error, whatever its form": async () => {
      class FetchError extends Error {
        get [Symbol.toStringTag]() {
          return "FetchError";
        }
        toJSON() {
          return { code: this.code };
        }
      }
      const cause = Object.assign(new FetchError("down"), { code: "ECONNREFUSED", retry: () => 5 });
      const kept = await refused(
        [KEYSET, "kid", "disabled", TOKEN],
        { code: "network" },
        { fetch: () => Promise.reject(cause) },
      );
      ok(kept.cause === cause, "the cause was replaced");
      class Quiet extends Error {
        #secret = TOKEN;
        toString() {
          return this.#secret;
        }
      }
      const quiet = new Quiet("down");
      const error = await refused(
        [KEYSET, "kid", "disabled", TOKEN],
        { code: "network" },
        { fetch: () => Promise.reject(quiet) },
      );
      equal([error.cause === quiet, error.cause.message], [false, "down"], "cause");
    },

    "fifty calls at once keep apart": async () => {
      const fetch = async (url) => new Response(null, { status: url.endsWith("7") ? 404 : 204 });
      const calls = Array.from({ length: 50 }, (_, n) =>
        patchKeyStatus(KEYSET, `k${n}`, "enabled", TOKEN, { fetch }).then(
          ({ keyId }) => keyId,
          ({ code }) => code,
        ),
      );
      equal(
        await Promise.all(calls),
        Array.from({ length: 50 }, (_, n) => (n % 10 === 7 ? "not-found" : `k${n}`)),
        "outcomes",
      );
    },

    "a panic rejects with `internal`, pending calls too, and the next call works": async () => {
      for (const place of ["panic-before-sending", "panic-after-the-answer"]) {
        const pending = broken.patchKeyStatus(KEYSET, "kid", "disabled", TOKEN, { fetch: () => new Promise(() => {}) });
        await broken.ready();
        const error = await rejection(
          broken.patchKeyStatus(place, "kid", "disabled", TOKEN, {
            fetch: async () => new Response(null, { status: 204 }),
          }),
          place,
        );
        const other = await rejection(pending, "the pending call");
        equal([error.cause instanceof Error, other.cause], [true, undefined], "causes");
        for (const each of [error, other]) {
          equal([broken.isKeyStatusError(each), each.code, each.applied], [true, "internal", undefined], "error");
          ok(!visible(each).includes(TOKEN), "the error holds the token");
        }
        await graph.reset();
        const kid = await graph.firstKey();
        equal(
          (await broken.patchKeyStatus(KEYSET, kid, "disabled", TOKEN, options)).status,
          "disabled",
          "the next call",
        );
      }
    },
  };
}
