// What Graph, or something in its place, may answer: success, what only looks like it, redirects, refusals, and the shapes of an error.

import { BROWSERS, always, backOff, json, odata, once } from "../words.mjs";

const SHOWN = { status: "disabled" };
const UNEXPECTED = { saw: "unexpected-response", requests: 1, error: { retryable: false, applied: undefined } };
const LOST = { saw: "ok", requests: 2, error: undefined, events: [{ code: "network", httpStatus: 200 }] };
const unexpected = (name, entry, httpStatus = 200) => ({
  name,
  plan: [entry],
  expect: { ...UNEXPECTED, error: { ...UNEXPECTED.error, httpStatus } },
});
const applied = (name, entry) => ({ name, plan: [{ ...entry, apply: true }], expect: { saw: "ok", requests: 1 } });

const successes = [
  {
    name: "204",
    expect: {
      saw: "ok",
      requests: 1,
      receipt: { requestId: /^[0-9a-f-]{36}$/, clientRequestId: /^r\d+$/ },
      events: [{ httpStatus: 204, code: undefined }],
    },
  },
  { name: "204 for enabling", status: "enabled", expect: { saw: "ok", requests: 1 } },
  applied("200 that shows the key bare", json(200, { kid: "key", ...SHOWN })),
  applied("200 that shows the key in value", json(200, { "@odata.context": "x", value: SHOWN })),
  applied("200 as text/plain that shows the key", {
    status: 200,
    headers: { "content-type": "text/plain" },
    body: JSON.stringify(SHOWN),
  }),
  applied(
    "200 of just under 64 KiB",
    json(200, { repeat: "x", times: 65_000, prefix: '{"status":"disabled","x":"', suffix: '"}' }, {}),
  ),
  applied("200 with the status in capitals", json(200, { status: "Disabled" })),
  applied("200 in chunks", json(200, SHOWN, { framing: "chunked" })),
  applied("200 that ends with the connection", json(200, SHOWN, { framing: "none" })),
  applied("200, gzipped", json(200, SHOWN, { gzip: "whole" })),
  applied("200 with a byte-order mark", json(200, { base64: "77u/eyJzdGF0dXMiOiJkaXNhYmxlZCJ9" })),
];

const lies = [
  unexpected("200 with another status", json(200, { status: "enabled" })),
  unexpected("200 with another status in value", json(200, { value: { status: "enabled" } })),
  unexpected("200 with the status beside value's", json(200, { status: "enabled", value: SHOWN })),
  unexpected("200 with the status deeper", json(200, { key: SHOWN })),
  unexpected("200 with a list", json(200, { value: [SHOWN] })),
  unexpected("200, empty", { status: 200 }),
  unexpected("200, null", json(200, "null")),
  unexpected("200, an array", json(200, [SHOWN])),
  unexpected("200, a text", json(200, '"disabled"')),
  unexpected("200, HTML of a captive portal", {
    status: 200,
    headers: { "content-type": "text/html" },
    body: "<!doctype html><title>Sign in to the Wi-Fi</title>",
  }),
  unexpected(
    "200, too long",
    json(200, { repeat: "x", times: 66_000, prefix: '{"status":"disabled","x":"', suffix: '"}' }, {}),
  ),
  unexpected("200, JSON that breaks off", json(200, '{"status":"disabled"')),
  {
    ...unexpected("200, gzip cut in half", json(200, SHOWN, { gzip: "truncated" })),
    differs: [
      {
        in: ["deno", "bun", "workerd"],
        why: "they say that the body was lost, where others hand out what there is",
        expect: LOST,
      },
    ],
  },
  {
    name: "200, said to be gzip and not",
    plan: [json(200, SHOWN, { gzip: "claimed", apply: true })],
    expect: LOST,
    differs: [
      {
        in: ["webkit"],
        why: "it hands out the body as it came when it is not what the header says",
        expect: { saw: "ok", requests: 1, events: undefined },
      },
    ],
  },
  unexpected("200, no UTF-8", json(200, { base64: "eyJzdGF0dXMiOiL/In0=" })),
  unexpected("201", json(201, SHOWN), 201),
  unexpected("202", { status: 202 }, 202),
  unexpected("202 that shows the key", json(202, SHOWN), 202),
  unexpected("203", json(203, SHOWN), 203),
  unexpected("205", { status: 205 }, 205),
  unexpected("206", json(206, SHOWN), 206),
  unexpected("226", json(226, SHOWN), 226),
];

const OPAQUE = [
  {
    in: BROWSERS,
    why: "a page sees an opaque redirect, without its status",
    expect: { error: { httpStatus: undefined, retryable: false, applied: undefined } },
  },
];
const redirects = [301, 302, 303, 307, 308].flatMap((status) => {
  const redirected = {
    expect: { saw: "redirected", requests: 1, error: { httpStatus: status, retryable: false, applied: undefined } },
    differs: OPAQUE,
  };
  return [
    {
      name: `${status} to the same origin`,
      plan: [{ status, headers: { location: "/beta/trustFramework/keySets/%ID%/keys_v2/other" } }],
      ...redirected,
    },
    {
      name: `${status} to another origin`,
      plan: [{ status, headers: { location: "%ELSEWHERE%/beta/elsewhere/%ID%" } }],
      ...redirected,
    },
  ];
});
const notFollowed = [300, 304, 305].map((status) => ({
  name: `${status}`,
  plan: [{ status }],
  expect: { saw: "redirected", requests: 1, error: { httpStatus: status, retryable: false, applied: undefined } },
}));

// Status, code, retryable, applied, requests.
const statuses = [
  [400, "rejected", false, false, 1],
  [401, "unauthorized", false, false, 1],
  [402, "rejected", false, false, 1],
  [403, "forbidden", false, false, 1],
  [404, "not-found", false, false, 1],
  [405, "rejected", false, false, 1],
  [408, "rejected", false, undefined, 1],
  [409, "rejected", false, undefined, 1],
  [410, "rejected", false, false, 1],
  [412, "rejected", false, false, 1],
  [413, "rejected", false, false, 1],
  [415, "rejected", false, false, 1],
  [418, "rejected", false, false, 1],
  [423, "rejected", false, false, 1],
  [429, "throttled", true, undefined, 4],
  [451, "rejected", false, false, 1],
  [500, "unavailable", true, undefined, 4],
  [501, "unavailable", false, undefined, 1],
  [502, "unavailable", true, undefined, 4],
  [503, "unavailable", true, undefined, 4],
  [504, "unavailable", true, undefined, 4],
  [505, "unavailable", false, undefined, 1],
  [509, "unavailable", true, undefined, 4],
  [599, "unavailable", false, undefined, 1],
].map(([status, code, retryable, applied, requests]) => ({
  name: `${status}`,
  plan: [always(json(status, odata("SomeCode", "why")))],
  expect: {
    saw: code,
    requests,
    waits: backOff(requests - 1),
    error: {
      httpStatus: status,
      retryable,
      applied,
      graphCode: "SomeCode",
      graphMessage: "why",
      message: /Graph said "SomeCode: why"\.$/,
    },
    events: [{ httpStatus: status, code }],
  },
  ...(status === 408 && {
    differs: [
      {
        in: ["chromium"],
        why: "it sends again by itself after a 408 on a connection that served before",
        expect: { requests: [1, 2], calls: 1 },
      },
    ],
  }),
}));

const b2c = [
  ["AADB2C95043", "throttled", 4],
  ["AADB2C95053", "rejected", 4],
].flatMap(([graphCode, code, requests]) => {
  const cases = {
    "in code": [400, odata(graphCode)],
    "in code, with 403": [403, odata(graphCode), code === "rejected" ? "forbidden" : code],
    "in code, with 409": [409, odata(graphCode)],
    "in innerError": [400, odata("Request_BadRequest", "why", { code: graphCode })],
    "in innererror": [400, { error: { code: "x", message: "why", innererror: { code: graphCode } } }],
    "three deep": [400, odata("a", "why", { code: "b", innerError: { code: "c", innererror: { code: graphCode } } })],
    "in details": [
      400,
      {
        error: {
          code: "x",
          message: "why",
          details: [
            { code: "y", message: "z" },
            { code: graphCode, message: "why" },
          ],
        },
      },
    ],
    "behind a hundred members": [
      400,
      { error: { ...Object.fromEntries(Array.from({ length: 100 }, (_, at) => [`m${at}`, at])), code: graphCode } },
    ],
    "first in an error that is a text": [400, { error: `${graphCode}: more words` }],
    "first in a message that is wrapped": [
      400,
      { error: { code: "x", message: { lang: "en", value: `${graphCode} more words` } } },
    ],
    "first in the message": [400, odata("Request_BadRequest", `${graphCode}: more words`)],
    "first in an inner message": [400, odata("Request_BadRequest", "why", { message: `${graphCode} more words` })],
  };
  const met = Object.entries(cases).map(([where, [status, body, saw = code]]) => ({
    name: `${graphCode} ${where}`,
    plan: [always(json(status, body))],
    expect: { saw, requests, error: { httpStatus: status, retryable: true, graphCode } },
  }));
  return [
    ...met,
    {
      name: `${graphCode} once`,
      plan: [json(400, odata(graphCode))],
      expect: { saw: "ok", requests: 2, waits: backOff(1) },
    },
    {
      name: `${graphCode} amid the message`,
      plan: [json(400, odata("x", `see ${graphCode}`))],
      expect: { saw: "rejected", requests: 1, error: { retryable: false, applied: false, graphCode: "x" } },
    },
    {
      name: `${graphCode} with more digits`,
      plan: [json(400, odata(`${graphCode}1`))],
      expect: { saw: "rejected", requests: 1, error: { retryable: false, applied: false } },
    },
  ];
});

const shape = (name, body, error, more = {}) => ({
  name: `error body: ${name}`,
  plan: [json(400, body, more)],
  expect: { saw: "rejected", requests: 1, error: { httpStatus: 400, applied: false, ...error } },
});
const NOTHING = { graphCode: undefined, graphMessage: undefined };
const shapes = [
  shape("innerError", odata("a", "b", { code: "c", "request-id": "deep" }), { graphCode: "a", graphMessage: "b" }),
  shape("B2C's code within", odata("a", "b", { code: "AADB2C95059" }), { graphCode: "AADB2C95059", graphMessage: "b" }),
  shape("an empty code", odata("", "b", { code: "c" }), { graphMessage: "b" }),
  shape("a numeric code", odata(7, "b"), { graphCode: "7", graphMessage: "b" }),
  shape(
    "a code and no message",
    { error: { code: "a" } },
    { graphCode: "a", graphMessage: undefined, message: /Graph said "a"\.$/ },
  ),
  shape("wrong types", { error: { code: {}, message: [], innerError: 5 } }, NOTHING),
  shape("null everywhere", { error: { code: null, message: null, innerError: null } }, NOTHING),
  shape("error is a text", { error: "invalid_request" }, { graphCode: undefined, graphMessage: "invalid_request" }),
  shape("error is a number", { error: 5 }, {}),
  shape("error is a list", { error: [odata("a").error] }, { graphCode: "a" }),
  shape("error is null", { error: null }, NOTHING),
  shape("a list", [odata("a")], NOTHING),
  shape("a text", '"bad"', NOTHING),
  shape("a number", "7", NOTHING),
  shape(
    "message is { value }",
    { error: { code: "a", message: { lang: "en", value: "b" } } },
    { graphCode: "a", graphMessage: "b" },
  ),
  shape(
    "fifty deep",
    Array.from({ length: 50 }).reduce((inner, _, n) => odata(`c${n}`, "m", inner.error), odata("deep")),
    {},
  ),
  shape(
    "a thousand members",
    { error: { ...Object.fromEntries(Array.from({ length: 1000 }, (_, n) => [`m${n}`, n])), code: "a" } },
    {},
  ),
  shape("no JSON", "<html>", NOTHING),
  shape("cut off", '{"error":{"code":"a"', NOTHING),
  shape("empty", "", NOTHING),
  shape("no UTF-8", { base64: "//79" }, NOTHING),
  shape("gzipped", odata("a", "b"), { graphCode: "a", graphMessage: "b" }, { gzip: "whole" }),
  shape("a message with line breaks", odata("a", "one\r\ntwo\u0000\u2028three"), { message: /^[^\r\n\0]*$/ }),
  shape("a message that shows nothing", odata("a", "\ufeff \r\n"), {
    graphMessage: "\ufeff \r\n",
    message: /Graph said "a"\.$/,
  }),
  shape(
    "a message that shows nothing, and no code",
    { error: { message: "\ufeff" } },
    { graphMessage: "\ufeff", message: /^Graph refused [^"]+refused again\.$/ },
  ),
  shape("a message of 60,000 characters", odata("a", "m".repeat(60_000)), { message: /^.{20,1500}$/ }),
  shape("that echoes the token", odata("%TOKEN%", "no: Bearer %TOKEN%"), {
    graphCode: "[token]",
    graphMessage: "no: Bearer [token]",
  }),
  shape(
    "that echoes the token for a request id",
    odata("a", "b", { "request-id": "%TOKEN%", date: "%TOKEN%" }),
    { date: undefined, requestId: "[token]" },
    { headers: { "request-id": null, date: null } },
  ),
];

const ids = [
  {
    name: "request id from the header",
    plan: [
      json(404, odata("a", "b", { "request-id": "from-the-body" }), { headers: { "request-id": "from-the-header" } }),
    ],
    expect: { saw: "not-found", requests: 1, error: { requestId: "from-the-header" } },
  },
  {
    name: "request id from the body",
    plan: [json(404, odata("a", "b", { "request-id": "from-the-body" }), { headers: { "request-id": null } })],
    expect: { saw: "not-found", requests: 1, error: { requestId: "from-the-body" } },
  },
  {
    name: "request id nowhere",
    plan: [json(404, {}, { headers: { "request-id": null } })],
    expect: { saw: "not-found", requests: 1, error: { requestId: undefined } },
  },
  {
    name: "date from the body, without a zone",
    plan: [json(404, odata("a", "b", { date: "2026-11-23T10:20:30" }), { headers: { date: null } })],
    expect: { saw: "not-found", requests: 1, error: { date: "2026-11-23T10:20:30.000Z" } },
  },
  {
    name: "date from the header",
    plan: [json(404, {}, { headers: { date: "Sun, 06 Nov 1994 08:49:37 GMT" } })],
    expect: { saw: "not-found", requests: 1, error: { date: "1994-11-06T08:49:37.000Z" } },
    differs: [{ in: BROWSERS, why: "Graph does not expose Date to pages", expect: { error: { date: undefined } } }],
  },
  {
    name: "HTML with 502",
    plan: [
      always({ status: 502, headers: { "content-type": "text/html" }, body: "<html><h1>502 Bad Gateway</h1></html>" }),
    ],
    options: once,
    expect: { saw: "unavailable", requests: 1, error: { httpStatus: 502, ...NOTHING } },
  },
  {
    name: "HTML with 503, twice",
    plan: [{ status: 503, body: "<html>", times: 2 }],
    expect: { saw: "ok", requests: 3, waits: backOff(2) },
  },
];

export const answers = [...successes, ...lies, ...redirects, ...notFollowed, ...statuses, ...b2c, ...shapes, ...ids];
