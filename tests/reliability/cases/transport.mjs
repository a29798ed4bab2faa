// What happens to a connection, and to the bytes on it.

import { BROWSERS, always, backOff, json, odata, once } from "../words.mjs";

const error = json(400, odata("a", "b"));
const stop = (at, by) => ({ stop: { at, by } });
const network = {
  saw: "network",
  requests: 4,
  waits: backOff(3),
  error: { retryable: true, applied: undefined, httpStatus: undefined },
  key: "enabled",
};

const WAITS_FOR_BODY = { in: ["firefox"], why: "it gives no Response before the first bytes of the body" };

// What some HTTP clients do by themselves, unseen by their callers. In pages the preflight has served before.
const again = (requests, calls) => [
  {
    in: ["deno", "chromium", "firefox"],
    why: "its HTTP client sends again by itself when a connection that served before ends before the head",
    expect: { requests, calls, waits: undefined, events: undefined },
  },
];
const cuts = ["reset", "close"].flatMap((by) => [
  {
    name: `${by} before the head`,
    plan: [always(stop("start", by))],
    expect: { ...network, cause: { type: "object" } },
    differs: again([4, 8], 4),
  },
  {
    name: `${by} before the head, once`,
    plan: [stop("start", by)],
    expect: { saw: "ok", requests: 2, waits: backOff(1), events: [{ code: "network", httpStatus: undefined }] },
    differs: again(2, [1, 2]),
  },
  {
    name: `${by} before the head, once, applied`,
    plan: [{ ...stop("start", by), apply: true }],
    expect: { saw: "ok", requests: 2 },
    differs: again(2, [1, 2]),
  },
  {
    name: `${by} before the head, applied, retry: false`,
    plan: [always({ ...stop("start", by), apply: true })],
    options: once,
    expect: { saw: "network", requests: 1, error: { applied: undefined }, key: "disabled" },
    differs: again([1, 2], 1),
  },
  {
    name: `${by} within the head`,
    plan: [always({ ...error, ...stop("head", by) })],
    options: once,
    expect: { ...network, requests: 1, waits: [] },
    differs: again([1, 2], 1),
  },
  {
    name: `${by} after the head of a 400`,
    plan: [{ ...error, ...stop("afterHead", by) }],
    expect: { saw: "rejected", requests: 1, error: { httpStatus: 400, applied: false, graphCode: undefined } },
    ...(by === "reset" && { differs: [{ ...WAITS_FOR_BODY, expect: { saw: "ok", requests: 2, waits: backOff(1) } }] }),
  },
  {
    name: `${by} within the body of a 400`,
    plan: [{ ...error, ...stop("body", by) }],
    expect: { saw: "rejected", requests: 1, error: { httpStatus: 400, applied: false, graphCode: undefined } },
  },
  {
    name: `${by} within the body of a 200`,
    plan: [{ ...json(200, { status: "disabled" }), ...stop("body", by) }],
    expect: { saw: "ok", requests: 2, waits: backOff(1), events: [{ code: "network", httpStatus: 200 }] },
  },
  {
    name: `${by} within the body of a 200, retry: false`,
    plan: [{ ...json(200, { status: "disabled" }), ...stop("body", by) }],
    options: once,
    expect: { saw: "network", requests: 1, error: { httpStatus: 200, retryable: true, applied: undefined } },
  },
  {
    name: `${by} within the body of a 503`,
    plan: [{ ...json(503, odata("a", "b")), ...stop("body", by) }],
    expect: { saw: "ok", requests: 2, waits: backOff(1) },
  },
  {
    name: `${by} after a 204`,
    plan: [{ normal: true, ...stop("end", by) }],
    alone: true,
    expect: { saw: "ok", requests: 1 },
  },
]);

// Four real seconds: long enough for what must arrive within it.
const TIMES = { attemptTimeoutMs: 100_000, timeoutMs: 400_000 };
// Of what ends so soon, the request may not have arrived on a machine that stalls: that it was sent is to be seen.
const SHORT = { attemptTimeoutMs: 10_000, timeoutMs: 60_000 };
const sent = (calls) => ({ requests: [0, calls], calls, ended: ["left", undefined] });
const hang = stop("start", "hang");
const hangs = [
  {
    name: "hangs before the head, once",
    plan: [hang],
    options: TIMES,
    expect: { saw: "ok", requests: 2, events: [{ code: "timeout", httpStatus: undefined }] },
  },
  {
    name: "hangs before the head",
    plan: [always(hang)],
    options: { ...SHORT, retry: { maxAttempts: 2 } },
    expect: {
      saw: "timeout",
      ...sent(2),
      took: 20_250,
      error: { message: /attemptTimeoutMs/, retryable: true, applied: undefined, httpStatus: undefined },
    },
  },
  {
    name: "hangs before the head, with the default limits",
    plan: [always(hang)],
    limits: "default",
    options: { retry: { maxAttempts: 2 } },
    expect: { saw: "timeout", ...sent(2), took: 20_250, error: { message: /attemptTimeoutMs/ } },
  },
  {
    name: "hangs until timeoutMs is over",
    plan: [always(hang)],
    // The third attempt begins after 21 seconds at most, and a machine that stalls has 8 more.
    options: { attemptTimeoutMs: 10_000, timeoutMs: 29_000, retry: { maxAttempts: 9 } },
    expect: {
      saw: "timeout",
      ...sent(3),
      took: 29_000,
      error: { message: /timeoutMs ran out/, retryable: true },
    },
  },
  {
    name: "hangs with timeoutMs under attemptTimeoutMs",
    plan: [always(hang)],
    options: { timeoutMs: 20_000 },
    expect: { saw: "timeout", ...sent(1), took: 20_000, error: { message: /timeoutMs ran out/ } },
  },
  {
    name: "timeoutMs 0",
    options: { timeoutMs: 0 },
    expect: { saw: "timeout", requests: 0, took: 0, error: { applied: false } },
  },
  {
    name: "timeoutMs Infinity",
    options: { timeoutMs: Infinity, attemptTimeoutMs: Infinity },
    expect: { saw: "ok", requests: 1 },
  },
  {
    name: "timeoutMs beyond what timers count",
    options: { timeoutMs: 2 ** 40, attemptTimeoutMs: 2 ** 40 },
    expect: { saw: "ok", requests: 1 },
  },
  {
    name: "hangs after the head of a 400",
    plan: [{ ...error, ...stop("afterHead", "hang") }],
    options: TIMES,
    expect: {
      saw: "rejected",
      requests: 1,
      took: 100_000,
      error: { httpStatus: 400, applied: false },
      ended: ["left"],
    },
    differs: [{ ...WAITS_FOR_BODY, expect: { saw: "ok", requests: 2, took: 100_250, ended: undefined } }],
  },
  {
    name: "hangs within the body of a 400",
    plan: [{ ...error, ...stop("body", "hang") }],
    options: TIMES,
    expect: {
      saw: "rejected",
      requests: 1,
      error: { httpStatus: 400, applied: false, graphCode: undefined },
      ended: ["left"],
    },
  },
  {
    name: "hangs within the body of a 200",
    plan: [{ ...json(200, { status: "disabled" }), ...stop("body", "hang") }],
    options: TIMES,
    expect: { saw: "ok", requests: 2, events: [{ code: "timeout", httpStatus: 200 }] },
  },
  {
    name: "hangs within the body of a 200, retry: false",
    plan: [{ ...json(200, { status: "disabled" }), ...stop("body", "hang") }],
    options: { ...TIMES, ...once },
    expect: {
      saw: "timeout",
      requests: 1,
      error: { httpStatus: 200, retryable: true, applied: undefined },
      ended: ["left"],
    },
  },
  {
    name: "drips the body of a 400 for longer than there is time",
    plan: [{ ...json(400, { repeat: " ", times: 10_000, prefix: "{", suffix: "}" }), drip: { bytes: 10, ms: 20 } }],
    options: TIMES,
    expect: { saw: "rejected", requests: 1, took: 100_000, error: { httpStatus: 400 }, ended: ["left"] },
  },
  {
    name: "drips the body of a 400 within its time",
    plan: [{ ...error, drip: { bytes: 20, ms: 5 } }],
    expect: { saw: "rejected", requests: 1, error: { graphCode: "a", graphMessage: "b" } },
  },
  { name: "an answer that comes late", plan: [{ normal: true, delayMs: 100 }], expect: { saw: "ok", requests: 1 } },
  {
    name: "an answer that comes too late, then in time",
    plan: [{ status: 204, delayMs: 600_000 }],
    options: TIMES,
    expect: { saw: "ok", requests: 2 },
  },
];

const framed = (name, framing, more, expect, differs) => ({
  name,
  plan: [always({ ...more, framing })],
  options: once,
  expect: { requests: 1, ...expect },
  ...(differs && { differs }),
});
const says = (saw, status) => ({ saw, error: { httpStatus: status } });
const SHOWN = json(200, { status: "disabled" }, { apply: true });
const LENIENT = [
  {
    in: ["webkit"],
    why: "it hands out what came, which was all of the JSON, and does not tell that the connection ended too soon",
    expect: { saw: "ok", error: undefined },
  },
];
const FIRST_BYTES = [
  { ...WAITS_FOR_BODY, expect: { saw: "network", error: { httpStatus: undefined, retryable: true } } },
];
const framings = [
  framed("400 with a length that is too long", "tooLong", error, says("rejected", 400)),
  framed("400 with a length that is too short", "tooShort", error, says("rejected", 400)),
  framed("400 with a length that is a word", "notANumber", error, says("network", undefined), [
    { in: ["chromium", "firefox"], why: "it reads to the end of the connection", expect: says("rejected", 400) },
  ]),
  framed("400 with a broken chunk", "brokenChunks", error, says("rejected", 400), FIRST_BYTES),
  framed("400 whose chunks do not end", "unendedChunks", error, says("rejected", 400)),
  framed("400 that ends with the connection", "none", error, {
    saw: "rejected",
    error: { httpStatus: 400, graphCode: "a" },
  }),
  framed("200 with a length that is too long", "tooLong", SHOWN, says("network", 200), LENIENT),
  framed("200 with a broken chunk", "brokenChunks", SHOWN, says("network", 200), [...LENIENT, ...FIRST_BYTES]),
  {
    name: "no HTTP at all",
    plan: [always({ raw: "SSH-2.0-OpenSSH_9.6\r\n" })],
    options: once,
    expect: { saw: "network", requests: 1, error: { retryable: true, applied: undefined } },
  },
  {
    name: "not a byte, then the end",
    plan: [always({ raw: "" })],
    options: once,
    expect: { saw: "network", requests: 1, error: { retryable: true } },
    differs: again([1, 2], 1),
  },
  {
    name: "a head without end",
    plan: [
      always({ raw: { repeat: "x-more: yes\r\n", times: 100_000, prefix: "HTTP/1.1 204 No Content\r\n", suffix: "" } }),
    ],
    options: once,
    expect: { saw: "network", requests: 1 },
  },
];

const gzips = [
  {
    name: "400, gzip cut in half",
    plan: [{ ...error, gzip: "truncated" }],
    expect: { saw: "rejected", requests: 1, error: { httpStatus: 400, applied: false } },
  },
  {
    name: "400, said to be gzip and not",
    plan: [{ ...error, gzip: "claimed" }],
    expect: { saw: "rejected", requests: 1, error: { httpStatus: 400, applied: false } },
  },
  {
    name: "503, said to be gzip and not, once",
    plan: [{ ...json(503, odata("a")), gzip: "claimed" }],
    expect: { saw: "ok", requests: 2, waits: backOff(1) },
  },
  {
    name: "204, said to be gzip",
    plan: [{ status: 204, apply: true, gzip: "claimed" }],
    expect: { saw: "ok", requests: 1 },
  },
];

// More than the buffers on the way hold, so that the server sees whether the client took all of it.
const BIG = { repeat: "x", times: 20_000_000, prefix: '{"a":"', suffix: '"}' };
const GREEDY = [
  {
    in: ["webkit"],
    why: "its network process may have taken all of it by the time the page has cancelled",
    expect: { ended: ["left", "sent"] },
  },
];
const sizes = [
  {
    name: "400 with 20 MB: cancelled",
    plan: [json(400, BIG)],
    expect: { saw: "rejected", requests: 1, error: { httpStatus: 400, graphCode: undefined }, ended: ["left"] },
    differs: GREEDY,
  },
  {
    name: "200 with 20 MB: cancelled",
    plan: [json(200, BIG)],
    expect: { saw: "unexpected-response", requests: 1, error: { httpStatus: 200 }, ended: ["left"] },
    differs: GREEDY,
  },
  {
    name: "202 with 20 MB: cancelled unread",
    plan: [json(202, BIG)],
    expect: { saw: "unexpected-response", requests: 1, error: { httpStatus: 202 }, ended: ["left"] },
    differs: GREEDY,
  },
  {
    name: "307 with 20 MB: cancelled unread",
    plan: [json(307, BIG, { headers: { location: "/beta/elsewhere/%ID%" } })],
    expect: { saw: "redirected", requests: 1 },
  },
  {
    name: "400 with 5 MB in a few bytes of gzip: cancelled",
    plan: [{ ...json(400, { ...BIG, times: 5_000_000 }), gzip: "whole" }],
    expect: { saw: "rejected", requests: 1, error: { httpStatus: 400 } },
  },
];

const HIDDEN = {
  in: BROWSERS,
  why: "a page may not read an answer without CORS headers, and cannot tell it from a network fault",
};
const cors = [
  {
    name: "404 without CORS headers",
    plan: [always({ ...json(404, {}), cors: "none" })],
    expect: { saw: "not-found", requests: 1 },
    differs: [{ ...HIDDEN, expect: { saw: "network", requests: 4, error: { message: /CORS/, applied: undefined } } }],
  },
  {
    name: "204 without CORS headers",
    plan: [always({ normal: true, cors: "none" })],
    options: once,
    expect: { saw: "ok", requests: 1 },
    differs: [{ ...HIDDEN, expect: { saw: "network", requests: 1, error: { applied: undefined }, key: "disabled" } }],
  },
  {
    name: "404 with bare CORS headers",
    plan: [{ ...json(404, odata("a", "b", { "request-id": "from-the-body" })), cors: "bare" }],
    expect: { saw: "not-found", requests: 1, error: { graphCode: "a", requestId: /./ } },
    differs: [
      {
        in: BROWSERS,
        why: "the header is not exposed",
        expect: { error: { graphCode: "a", requestId: "from-the-body" } },
      },
    ],
  },
  {
    name: "204 with bare CORS headers",
    plan: [{ normal: true, cors: "bare" }],
    expect: { saw: "ok", requests: 1, receipt: { requestId: /./ } },
    differs: [{ in: BROWSERS, why: "the header is not exposed", expect: { receipt: { requestId: undefined } } }],
  },
  {
    name: "a preflight that is refused",
    plan: [always({ status: 403, cors: "none", match: { method: "OPTIONS" } })],
    expect: { saw: "ok", requests: 1 },
    differs: [
      {
        in: BROWSERS,
        why: "only pages ask first, and do not send what they may not",
        expect: {
          saw: "network",
          requests: 0,
          calls: 4,
          error: { attempts: 4, applied: undefined, message: /CORS/ },
          key: "enabled",
        },
      },
    ],
  },
];

export const transport = [...cuts, ...hangs, ...framings, ...gzips, ...sizes, ...cors];
