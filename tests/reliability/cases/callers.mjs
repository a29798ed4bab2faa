// What a caller, or code of others in the same realm, may do to a call.

import { always, backOff, json, odata, once } from "../words.mjs";

const listeners = [
  { name: "onAttempt throws", listener: "throws", plan: [{ status: 503 }], expect: { saw: "ok", requests: 2 } },
  {
    name: "onAttempt gives a promise that rejects",
    listener: "rejects",
    plan: [{ status: 503 }],
    expect: { saw: "ok", requests: 2 },
  },
  {
    name: "onAttempt throws after the last failure",
    listener: "throws",
    plan: [json(404, {})],
    expect: { saw: "not-found", requests: 1 },
  },
  {
    name: "onAttempt is told what happened",
    plan: [
      json(503, odata("a", "b", { "request-id": "of-the-first" }), {
        headers: { "request-id": null, "retry-after": "1" },
      }),
    ],
    expect: {
      saw: "ok",
      requests: 2,
      events: [
        { phase: "patch", attempt: 1, httpStatus: 503, code: "unavailable", requestId: "of-the-first", waitMs: 1000 },
        { attempt: 2, httpStatus: 204, code: undefined, waitMs: undefined },
      ],
    },
  },
];

const bad = (argument, options) => ({
  saw: "invalid-argument",
  requests: 0,
  error: { argument, applied: false, retryable: false },
});
const shown = (value) =>
  typeof value === "string"
    ? `"${value}"`
    : value?.constructor === Object
      ? `{ ${Object.entries(value).map(([key, member]) => `${key}: ${shown(member)}`)} }`
      : Array.isArray(value)
        ? "[]"
        : String(value);
const wrongTypes = [
  ["timeoutMs", "1000"],
  ["timeoutMs", NaN],
  ["timeoutMs", -1],
  ["timeoutMs", null],
  ["attemptTimeoutMs", true],
  ["attemptTimeoutMs", -0.5],
  ["tokenTimeoutMs", {}],
  ["tokenTimeoutMs", 5n],
  ["retry", true],
  ["retry", null],
  ["retry", 3],
  ["retry", { maxAttempts: 0 }],
  ["retry", { maxAttempts: 1.5 }],
  ["retry", { maxAttempts: Infinity }, "ok"],
  ["retry", { maxAttempts: "4" }],
  ["retry", { maxDelayMs: -1 }],
  ["retry", { maxAttempts: null }],
  ["retry", { attempts: 3 }],
  ["retry", []],
  ["onAttempt", 5],
  ["onAttempt", null],
  ["fetch", {}],
  ["signal", 5],
  ["signal", {}],
  ["cloud", {}],
  ["baseUrl", Symbol("u")],
].map(([name, value, saw]) => ({
  name: `options.${name} is ${shown(value)}`,
  options: { [name]: value },
  expect: saw ? { saw, requests: 1 } : bad(name),
}));

const wrongArguments = [
  ["keyId", ".."],
  ["keyId", "."],
  ["keyId", ""],
  ["keyId", "a\nb"],
  ["keyId", "\ud800"],
  ["keyId", 5],
  ["status", "Disabled"],
  ["status", true],
  ["status", 0],
].map(([name, value]) => ({ name: `${name} is ${JSON.stringify(value)}`, [name]: value, expect: bad(name) }));

const requestIds = [
  {
    name: "clientRequestId: false",
    options: { clientRequestId: false },
    expect: { saw: "ok", requests: 1, receipt: { clientRequestId: undefined } },
  },
  {
    name: "clientRequestId of 128 characters",
    options: { clientRequestId: "~".repeat(128) },
    expect: { saw: "ok", requests: 1, receipt: { clientRequestId: "~".repeat(128) } },
  },
  {
    name: "clientRequestId of 129 characters",
    options: { clientRequestId: "~".repeat(129) },
    expect: bad("clientRequestId"),
  },
];

const OPTIONS = bad("options");
const forms = [
  ["frozen", { saw: "ok", requests: 1 }],
  ["without a prototype", { saw: "ok", requests: 1 }],
  ["of a class", { saw: "ok", requests: 1 }],
  ["inherited", { saw: "ok", requests: 1 }],
  ["a proxy", { saw: "ok", requests: 1 }],
  ["a proxy that refuses", OPTIONS],
  ["a proxy that names the same key twice", OPTIONS],
  ["a revoked proxy", OPTIONS],
  ["with a getter that throws", OPTIONS],
  ["with a getter that throws in retry", bad("retry")],
  ["with getters that change their answer", { saw: "unavailable", requests: 1 }, [always({ status: 503 })]],
  ["with a hidden member", OPTIONS],
  ["with a symbol", OPTIONS],
  ["changed after the call", { saw: "unavailable", requests: 4 }, [always({ status: 503 })]],
  ["null", OPTIONS],
  ["a number", OPTIONS],
  ["a text", OPTIONS],
  ["a Map", OPTIONS],
  ["an array", OPTIONS],
  ["a function", OPTIONS],
  ["a signal that is none", bad("signal")],
  ["a signal like an AbortSignal", { saw: "ok", requests: 1 }],
].map(([optionsAs, expect, plan]) => ({ name: `options ${optionsAs}`, optionsAs, expect, ...(plan && { plan }) }));

const failing = {
  saw: "network",
  requests: 4,
  waits: backOff(3),
  error: { retryable: true, applied: undefined, httpStatus: undefined },
};
const nonsense = {
  saw: "unexpected-response",
  requests: 1,
  error: { retryable: false, applied: undefined, httpStatus: undefined },
};
const unavailable = { saw: "unavailable", requests: 1, error: { httpStatus: 500 } };
const ok = { saw: "ok", requests: 1 };
const TIMES = { attemptTimeoutMs: 5000, retry: { maxAttempts: 2 } };
const customFetches = [
  [
    "throws",
    { ...failing, requests: 1, waits: [], error: { ...failing.error, retryable: false }, cause: { foreign: true } },
  ],
  ["throws a text", { saw: "network", requests: 1, cause: { type: "string", message: "text" } }],
  ["throws undefined", { saw: "network", requests: 1 }],
  ["rejects", { ...failing, cause: { foreign: true } }],
  ["rejects with null", { ...failing }],
  ["rejects with an error that holds the token", { ...failing, cause: { message: "bad [token]" } }],
  ["rejects with Headers that hold the token", { ...failing, cause: { name: "Error", foreign: false } }],
  ["rejects with a chain of causes", { ...failing, cause: { message: "outer" } }],
  ["rejects with itself in a circle", { ...failing, cause: { message: "round" } }],
  ["rejects on abort only", { saw: "timeout", requests: 2, took: 10_250 }, TIMES],
  ["never settles", { saw: "timeout", requests: 2, took: 10_250 }, TIMES],
  [
    "settles long after it was given up",
    { saw: "timeout", requests: 1, notes: ["cancelled"] },
    { attemptTimeoutMs: 1, retry: false },
  ],
  ...[
    "undefined",
    "null",
    "a text",
    "an empty object",
    "a text for status",
    "NaN for status",
    "status 204.5",
    "status 0",
    "status 99",
    "status 1e9",
    "an object with valueOf for status",
    "status by a getter that throws",
  ].map((what) => [`gives ${what}`, nonsense]),
  ["gives Response.error()", nonsense],
  ["gives a thenable that throws", failing],
  ["gives a thenable that settles twice", ok],
  ["gives a thenable that never settles", { saw: "timeout", requests: 2 }, TIMES],
  ["gives status 204 alone", ok],
  ["gives status 204 that was redirected", { saw: "redirected", requests: 1, error: { applied: undefined } }],
  ["gives status 404 that was redirected", { saw: "redirected", requests: 1, error: { applied: undefined } }],
  ["gives a Response by a plain return", ok],
  ["gives text() alone", ok],
  ["gives text() that throws", unavailable, once],
  ["gives headers that throw", { saw: "not-found", requests: 1 }],
  [
    "gives text() that never settles",
    { saw: "unavailable", requests: 1, took: 5000 },
    { attemptTimeoutMs: 5000, retry: false },
  ],
  ["gives text() of five million characters", { saw: "unexpected-response", requests: 1, error: { httpStatus: 200 } }],
  ["gives headers of wrong types", { saw: "unavailable", requests: 4, waits: backOff(3) }],
  [
    "gives headers as a plain object",
    { saw: "unavailable", requests: 4, waits: backOff(3), error: { requestId: undefined } },
  ],
  ["gives a huge header", { saw: "not-found", requests: 1, error: { requestId: undefined } }],
  ["gives headers that echo the token", { ...ok, receipt: { requestId: "echo [token]" } }],
  ["gives a body in pieces", ok],
  ["gives a body in texts", ok],
  ["gives a body by iteration", ok],
  ["gives a body of wrong pieces", unavailable, once],
  ["gives a body that lies about its length", unavailable, once],
  ["gives a body without end", unavailable, once],
  ["gives a body that fails", unavailable, once],
  [
    "gives a body that never comes",
    { saw: "rejected", requests: 1, took: 5000, error: { httpStatus: 400 } },
    { attemptTimeoutMs: 5000 },
  ],
  ["gives a body with 201", { saw: "unexpected-response", requests: 1, notes: ["cancelled"] }],
  ["gives a body with 204", { ...ok, notes: ["cancelled"] }],
  ["gives a body with 302", { saw: "redirected", requests: 1, notes: ["cancelled"] }],
  ["gives a body with status NaN", { ...nonsense, notes: ["cancelled"] }],
  ["gives a body whose cancel hangs", { saw: "unexpected-response", requests: 1, error: { httpStatus: 201 } }],
  ["gives a body whose cancel throws", { saw: "unexpected-response", requests: 1, error: { httpStatus: 201 } }],
  ["gives a body that was read already", { saw: "unexpected-response", requests: 1, error: { httpStatus: 200 } }],
  ["gives a body that is locked", { saw: "unavailable", requests: 1, error: { httpStatus: 503 } }, once],
  ["gives a body that is no text", { saw: "rejected", requests: 1, error: { httpStatus: 400 } }],
  ["gives JSON a thousand deep", { saw: "rejected", requests: 1, error: { httpStatus: 400 } }],
  ["gives JSON with __proto__", { saw: "unexpected-response", requests: 1, error: { httpStatus: 200 } }],
].map(([fetch, expect, options]) => ({ name: `fetch ${fetch}`, fetch, expect, ...(options && { options }) }));

// Something on Object.prototype neither makes a success of a failure nor the reverse, and reaches no request.
const polluted = (pollute, more) => ({ name: `Object.prototype has ${pollute}`, pollute, alone: true, ...more });
const pollutions = [
  polluted("status: 204", { fetch: "gives an empty object", expect: nonsense }),
  polluted("redirected: true", { fetch: "gives status 204 alone", expect: ok }),
  polluted("body: text", { fetch: "gives text() alone", expect: ok }),
  polluted("headers: { get }", {
    fetch: "gives status 204 alone",
    expect: { ...ok, receipt: { requestId: undefined } },
  }),
  polluted("done: true", { fetch: "gives a body in pieces", expect: ok }),
  polluted("value: { status }", {
    fetch: "gives JSON with __proto__",
    expect: { saw: "unexpected-response", requests: 1 },
  }),
  polluted("status setter", { fetch: "gives status 204 alone", expect: ok }),
  polluted("authorization setter", {
    fetch: "gives a Response by a plain return",
    expect: { ...ok, tokens: ["plain"] },
  }),
  polluted("client-request-id setter", { fetch: "gives a Response by a plain return", expect: ok }),
  ...[
    "then: 5",
    "signal: aborted",
    "redirect: follow",
    "list: []",
    "unreadable: text",
    "token: text",
    "accessToken: text",
    "claims: {}",
    "fault: 1",
    "attempts setter",
    "toJSON: function",
    "cause: text",
    "date: text",
  ].map((what) =>
    polluted(what, {
      fetch: "gives a Response by a plain return",
      expect: { ...ok, receipt: { requestId: undefined } },
    }),
  ),
  polluted("signal: aborted", {
    name: "Object.prototype has signal: aborted, no options",
    optionsAs: "none",
    fetch: "gives a Response by a plain return",
    expect: ok,
  }),
  ...["cause: text", "date: text", "code: text", "claims: {}", "error: { code }", "unreadable: text"].map((what) =>
    polluted(what, {
      name: `Object.prototype has ${what}, in a failure`,
      fetch: "gives a 404",
      expect: {
        saw: "not-found",
        requests: 1,
        error: { code: "not-found", applied: false, graphCode: undefined, claims: undefined, date: undefined },
        cause: null,
      },
    }),
  ),
  polluted("unreadable: text", {
    name: "Object.prototype has unreadable: text, options null",
    optionsAs: "null",
    expect: { ...OPTIONS, cause: null },
  }),
  ...["method: DELETE", "redirect: follow"].map((what) =>
    polluted(what, { name: `Object.prototype has ${what}, over the network`, expect: ok }),
  ),
];

export const callers = [
  ...listeners,
  ...wrongArguments,
  ...requestIds,
  ...wrongTypes,
  ...forms,
  ...customFetches,
  ...pollutions,
];
