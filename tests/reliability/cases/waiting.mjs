// When and how often a request is sent again.

import { BROWSERS, always, backOff, json, odata, once } from "../words.mjs";

const retryAfter = (value, more = {}) => ({ status: 429, ...more, headers: { "retry-after": value, ...more.headers } });
const waitsFor = (name, entry, wait, more = {}, options = {}) => ({
  name: `Retry-After ${name}`,
  plan: [entry],
  options,
  expect: { saw: "ok", requests: 2, waits: [wait], ...more },
});
const exactly = (ms) => [ms, ms];

// A server whose clock is long past, and lets pages read it.
const PAST = { date: "Sun, 06 Nov 1994 08:49:37 GMT", "access-control-expose-headers": "Date, Retry-After" };

const understood = [
  waitsFor("2", retryAfter("2"), exactly(2000)),
  waitsFor("2 with 503", { ...retryAfter("2"), status: 503 }, exactly(2000)),
  waitsFor("2 with 502", { ...retryAfter("2"), status: 502 }, exactly(2000)),
  waitsFor("2 with AADB2C95053", json(400, odata("AADB2C95053"), { headers: { "retry-after": "2" } }), exactly(2000)),
  waitsFor("30, the longest that is waited for", retryAfter("30"), exactly(30_000)),
  waitsFor("a fraction, rounded up", retryAfter("1.2"), exactly(2000)),
  waitsFor("on two lines: the longer", retryAfter(["1", "3"]), exactly(3000)),
  waitsFor("with blanks around", retryAfter("  2  "), exactly(2000)),
  waitsFor("with leading zeros", retryAfter("0002"), exactly(2000)),
  waitsFor(
    "as a date, by the server's clock",
    retryAfter("Sun, 06 Nov 1994 08:49:41 GMT", { headers: PAST }),
    exactly(4000),
  ),
  waitsFor(
    "as a date of RFC 850, by the server's clock",
    retryAfter("Sunday, 06-Nov-94 08:49:41 GMT", { headers: PAST }),
    exactly(4000),
  ),
  waitsFor(
    "as a date of asctime, by the server's clock",
    retryAfter("Sun Nov  6 08:49:41 1994", { headers: PAST }),
    exactly(4000),
  ),
  ...["imf", "rfc850", "asctime"].map((form) =>
    waitsFor(
      `as a date (${form}), by our own clock`,
      retryAfter({ date: 60_000, form }, { headers: { date: null } }),
      [1000, 60_000],
      { obeyed: true },
      { retry: { maxDelayMs: 60_000 } },
    ),
  ),
];

const fallback = [
  ["words", "soon"],
  ["negative", "-5"],
  ["0", "0"],
  ["empty", ""],
  ["with a unit", "2s"],
  ["in the past", "Sun, 06 Nov 1994 08:49:37 GMT"],
  ["a date that is none", "Sun, 31 Feb 2094 08:49:37 GMT"],
  ["a date of another zone", "Sun, 06 Nov 2094 08:49:37 CET"],
  ["infinite", "Infinity"],
  ["hexadecimal", "0x10"],
].map(([name, value]) => waitsFor(`${name}: back-off`, retryAfter(value), [250, 500]));

const failsNow = (name, entry, retryAfterMs, options = {}, saw = "throttled") => ({
  name: `Retry-After ${name}: fails now`,
  plan: [always(entry)],
  options,
  expect: { saw, requests: 1, waits: [], error: { retryAfterMs, retryable: true } },
});
const tooLong = [
  failsNow("31, longer than maxDelayMs", retryAfter("31"), 31_000),
  failsNow("of a day", retryAfter("86400"), 86_400_000),
  failsNow("beyond what timers count", retryAfter("2147484"), 2_147_484_000),
  failsNow("of a hundred digits", retryAfter("9".repeat(100)), 9_007_199_254_740_991),
  failsNow("6 with maxDelayMs 5000", retryAfter("6"), 6000, { retry: { maxDelayMs: 5000 } }),
  failsNow("20 with timeoutMs 15000", retryAfter("20"), 20_000, { timeoutMs: 15_000 }),
  failsNow(
    "20 with 503 and timeoutMs 15000",
    { ...retryAfter("20"), status: 503 },
    20_000,
    { timeoutMs: 15_000 },
    "unavailable",
  ),
  failsNow("5 with retry: false", retryAfter("5"), 5000, once),
  failsNow("5 with maxAttempts 1", retryAfter("5"), 5000, { retry: { maxAttempts: 1 } }),
  {
    name: "Retry-After 60 with maxDelayMs 60000",
    plan: [retryAfter("60")],
    options: { retry: { maxDelayMs: 60_000 } },
    expect: { saw: "ok", requests: 2, waits: [exactly(60_000)] },
  },
  {
    name: "back-off longer than maxDelayMs: fails now",
    plan: [always({ status: 503 })],
    options: { retry: { maxDelayMs: 499 } },
    expect: { saw: "unavailable", requests: 2, waits: [[250, 500]], error: { retryable: true } },
  },
  {
    name: "Retry-After with 404 is not obeyed",
    plan: [{ ...retryAfter("2"), status: 404 }],
    expect: { saw: "not-found", requests: 1, error: { retryable: false, retryAfterMs: undefined } },
  },
];

const hidden = [
  {
    name: "Retry-After that CORS hides",
    plan: [retryAfter("3", { cors: "bare" })],
    expect: { saw: "ok", requests: 2, waits: [exactly(3000)] },
    differs: [
      {
        in: BROWSERS,
        why: "a page sees no header that is not exposed, so it backs off",
        expect: { waits: [[250, 500]] },
      },
    ],
  },
];

const attempts = [
  {
    name: "503 once",
    plan: [{ status: 503 }],
    expect: {
      saw: "ok",
      requests: 2,
      waits: backOff(1),
      events: [
        { httpStatus: 503, code: "unavailable" },
        { httpStatus: 204, code: undefined, waitMs: undefined },
      ],
    },
  },
  {
    name: "503, retry: false",
    plan: [always({ status: 503 })],
    options: once,
    expect: { saw: "unavailable", requests: 1, waits: [], error: { retryable: true, retryAfterMs: undefined } },
  },
  {
    name: "503, maxAttempts 1",
    plan: [always({ status: 503 })],
    options: { retry: { maxAttempts: 1 } },
    expect: { saw: "unavailable", requests: 1, waits: [] },
  },
  {
    name: "503, maxAttempts 2",
    plan: [always({ status: 503 })],
    options: { retry: { maxAttempts: 2 } },
    expect: { saw: "unavailable", requests: 2, waits: backOff(1) },
  },
  {
    name: "503, maxAttempts 6",
    plan: [always({ status: 503 })],
    options: { retry: { maxAttempts: 6 } },
    expect: { saw: "unavailable", requests: 6, waits: backOff(5) },
  },
  {
    name: "503, retry: {}",
    plan: [always({ status: 503 })],
    options: { retry: {} },
    expect: { saw: "unavailable", requests: 4, waits: backOff(3) },
  },
  {
    name: "three faults of three kinds",
    plan: [{ status: 500 }, retryAfter("1"), json(409, odata("AADB2C95053"))],
    expect: { saw: "ok", requests: 4, waits: [[250, 500], exactly(1000), [1000, 2000]] },
  },
  { name: "a 500 that was applied", plan: [{ status: 500, apply: true }], expect: { saw: "ok", requests: 2 } },
  {
    name: "a 404 after a 503",
    plan: [{ status: 503 }, json(404, {})],
    expect: { saw: "not-found", requests: 2, error: { applied: undefined } },
  },
  {
    name: "writes to one set that overlap",
    slow: true,
    plan: [{ normal: true, delayMs: 2500 }],
    and: { keyId: "other", retry: { maxAttempts: 12, maxDelayMs: 1e9 } },
    expect: { saw: "ok", requests: 1, and: { saw: "ok", again: true } },
  },
  {
    name: "writes to one set that overlap, retry: false",
    plan: [{ normal: true, delayMs: 2500 }],
    and: { keyId: "other", retry: false },
    expect: { saw: "ok", requests: 1, and: { saw: "rejected", again: false } },
  },
];

export const waiting = [...understood, ...fallback, ...tooLong, ...hidden, ...attempts];
