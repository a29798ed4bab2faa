// Where the token comes from, what Graph says to it, and what the source does then.

import { BROWSERS, always, json, odata, once } from "../words.mjs";

const REFUSED = json(401, odata("InvalidAuthenticationToken"), {
  headers: { "www-authenticate": 'Bearer realm="", authorization_uri="https://login.example"' },
});
const fn = (...gives) => ({ kind: "function", gives });
const credential = (...gives) => ({ kind: "credential", gives });
const FIRST = { forceRefresh: false, claims: undefined };
const AGAIN = { forceRefresh: true, claims: undefined };

const sources = [
  { name: "function", token: fn("one"), expect: { saw: "ok", requests: 1, asks: [FIRST], tokens: ["one"] } },
  {
    name: "function: asked before each attempt",
    token: fn("one", "two", "three"),
    plan: [{ status: 503, times: 2 }],
    expect: { saw: "ok", requests: 3, asks: [FIRST, FIRST, FIRST], tokens: ["one", "two", "three"] },
  },
  {
    name: "function: the cloud's scope",
    token: fn("one"),
    options: { cloud: "china" },
    expect: { saw: "ok", requests: 1, asks: [FIRST] },
  },
  {
    name: "TokenCredential",
    token: credential("one"),
    expect: { saw: "ok", requests: 1, asks: [{ enableCae: true, claims: undefined }], tokens: ["one"] },
  },
];

const plain401 = [
  {
    name: "401 with a string",
    plan: [always(REFUSED)],
    expect: { saw: "unauthorized", requests: 1, error: { retryable: false, applied: false, claims: undefined } },
  },
  {
    name: "401 once, function: another token",
    token: fn("one", "two"),
    plan: [REFUSED],
    expect: {
      saw: "ok",
      requests: 2,
      asks: [FIRST, AGAIN],
      tokens: ["one", "two"],
      receipt: { attempts: 2 },
      events: [{ httpStatus: 401, code: "unauthorized", waitMs: undefined }, { httpStatus: 204 }],
    },
  },
  {
    name: "401, function: the same token",
    token: fn("one"),
    plan: [always(REFUSED)],
    expect: { saw: "unauthorized", requests: 1, asks: [FIRST, AGAIN], tokens: ["one"] },
  },
  {
    name: "401, function: another token each time",
    token: fn("one", "two", "three"),
    plan: [always(REFUSED)],
    expect: {
      saw: "unauthorized",
      requests: 2,
      asks: [FIRST, AGAIN],
      tokens: ["one", "two"],
      error: { applied: false },
    },
  },
  {
    name: "401 once, retry: false: another token all the same",
    token: fn("one", "two"),
    plan: [REFUSED],
    options: once,
    expect: { saw: "ok", requests: 2, tokens: ["one", "two"] },
  },
  {
    name: "401 does not count in maxAttempts",
    token: fn("one", "two", "three"),
    plan: [REFUSED, { status: 503 }],
    options: { retry: { maxAttempts: 2 } },
    expect: { saw: "ok", requests: 3, tokens: ["one", "two", "three"], asks: [FIRST, AGAIN, FIRST] },
  },
  {
    name: "401 after a 503",
    token: fn("one", "two", "three"),
    plan: [{ status: 503 }, REFUSED],
    expect: { saw: "ok", requests: 3, asks: [FIRST, FIRST, AGAIN], tokens: ["one", "two", "three"] },
  },
  {
    name: "401, then the source throws",
    token: fn("one", { throws: "no more" }),
    plan: [REFUSED],
    expect: {
      saw: "token",
      requests: 1,
      asks: [FIRST, AGAIN],
      error: { applied: false },
      cause: { message: "no more" },
    },
  },
  {
    name: "401, then the source throws the refused token",
    token: fn("one", { throws: "bad *" }),
    plan: [REFUSED],
    expect: { saw: "token", requests: 1, cause: { message: "bad [token]" } },
  },
  {
    name: "401, then the source hangs",
    token: fn("one", { hangs: true }),
    plan: [REFUSED],
    options: { tokenTimeoutMs: 5000 },
    expect: { saw: "timeout", requests: 1, error: { message: /tokenTimeoutMs/, applied: false } },
  },
  {
    name: "401 once, TokenCredential",
    token: credential("one", "two"),
    plan: [REFUSED],
    expect: {
      saw: "ok",
      requests: 2,
      asks: [{ enableCae: true }, { enableCae: true, claims: undefined }],
      tokens: ["one", "two"],
    },
  },
  {
    name: "401 without a header",
    token: fn("one", "two"),
    plan: [{ status: 401 }],
    expect: { saw: "ok", requests: 2, asks: [FIRST, AGAIN] },
  },
  {
    name: "403 without a challenge is final",
    token: fn("one", "two"),
    plan: [json(403, {})],
    expect: { saw: "forbidden", requests: 1, asks: [FIRST] },
  },
];

const CLAIMS = '{"access_token":{"nbf":{"essential":true,"value":"1604106651"}}}';
const CLAIMS64 = btoa(CLAIMS);
// Claims whose base64 has + and /, or - and _.
const ODD = '{"a":"\u00bf\u00be?>~"}';
const ODD64 = btoa(String.fromCharCode(...new TextEncoder().encode(ODD)));
const PADDED = '{"a":1}';
const challenge = (claims, extra = "") =>
  `Bearer realm="", authorization_uri="https://login.example/a,b", error="insufficient_claims"${extra}, claims="${claims}"`;
const demands = (header, status = 401) =>
  json(status, odata("InvalidAuthenticationToken"), { headers: { "www-authenticate": header } });
const BLIND = [
  {
    in: ["firefox"],
    why: "its Headers have no WWW-Authenticate at all when it came on several lines",
    expect: { asks: [FIRST, AGAIN] },
  },
];
const met = (name, header, claims, status) => ({
  name: `claims: ${name}`,
  token: fn("one", "two"),
  plan: [demands(header, status)],
  expect: { saw: "ok", requests: 2, asks: [FIRST, { claims, forceRefresh: false }], tokens: ["one", "two"] },
  ...(Array.isArray(header) && { differs: BLIND }),
});
const ignored = (name, header) => ({
  name: `claims: ${name}`,
  token: fn("one", "two"),
  plan: [demands(header)],
  expect: { saw: "ok", requests: 2, asks: [FIRST, AGAIN], tokens: ["one", "two"] },
});

const claims = [
  met("one line", challenge(CLAIMS64), CLAIMS),
  met("several lines", ["Negotiate", 'Basic realm="x, y"', challenge(CLAIMS64)], CLAIMS),
  met("joined in one line", `Negotiate, Basic realm="x, y", ${challenge(CLAIMS64)}`, CLAIMS),
  met(
    "after PoP",
    [`PoP nonce="abc", error="insufficient_claims", claims="${btoa('{"pop":1}')}"`, challenge(CLAIMS64)],
    CLAIMS,
  ),
  met("with 403", challenge(CLAIMS64), CLAIMS, 403),
  met("padding inside the quotes", challenge(btoa(PADDED)), PADDED),
  met("without padding", challenge(btoa(PADDED).replaceAll("=", "")), PADDED),
  met("base64", challenge(ODD64), ODD),
  met("base64url", challenge(ODD64.replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "")), ODD),
  met("without quotes", `bearer ERROR=insufficient_claims,claims=${CLAIMS64}`, CLAIMS),
  met("claims before error", `Bearer claims="${CLAIMS64}", error="insufficient_claims"`, CLAIMS),
  met("after a challenge without parameters", `Bearer, ${challenge(CLAIMS64)}`, CLAIMS),
  met("after a token68", `Negotiate YII=, ${challenge(CLAIMS64)}`, CLAIMS),
  met("after another Bearer", `Bearer error="invalid_token", ${challenge(CLAIMS64)}`, CLAIMS),
  met("after some that cannot be decoded", `${challenge("bm8=")}, ${challenge(CLAIMS64)}`, CLAIMS),
  met("the first", `${challenge(CLAIMS64)}, ${challenge("e30=")}`, CLAIMS),
  met("after a quoted decoy", `Basic realm="a \\" b, Bearer c", ${challenge(CLAIMS64)}`, CLAIMS),
  met("with blanks and empty elements", `bEARER CLAIMS = "${CLAIMS64}" ,, ERROR=insufficient_claims`, CLAIMS),
  met("escaped", 'Bearer error="\\i\\nsufficient_claims", claims="\\e30"', "{}"),
  ignored("in two challenges", `Bearer error="insufficient_claims", Bearer claims="${CLAIMS64}"`),
  ignored("with the error of PoP", `Bearer claims="${CLAIMS64}", PoP error="insufficient_claims"`),
  ignored("without a scheme", `error="insufficient_claims", claims="${CLAIMS64}"`),
  ignored("without an error", `Bearer claims="${CLAIMS64}"`),
  ignored("with an error in other letters", `Bearer error="Insufficient_Claims", claims="${CLAIMS64}"`),
  ignored("of another name", `Bearer error="insufficient_claims", xclaims="${CLAIMS64}"`),
  ignored("of a longer scheme", `Bearers error="insufficient_claims", claims="${CLAIMS64}"`),
  ignored("in a quoted-string", `Basic realm="Bearer error=insufficient_claims, claims=${CLAIMS64}"`),
  ignored("between escaped quotes", 'Basic realm="\\", Bearer error=insufficient_claims, claims=e30, x=\\""'),
  ignored("after a quote that is not closed", `Basic realm="x, Bearer error=insufficient_claims, claims=${CLAIMS64}`),
  ignored("an escaped end", `Bearer error="insufficient_claims", claims="${CLAIMS64}\\"`),
  ignored("of another error", `Bearer error="invalid_token", claims="${CLAIMS64}"`),
  ignored("too long", challenge(btoa(`{"a":"${"x".repeat(9000)}"}`))),
  ignored("not JSON", challenge(btoa("{nbf:1}"))),
  ignored("a JSON list", challenge(btoa("[1]"))),
  ignored("a JSON text", challenge(btoa('"x"'))),
  ignored("not base64", challenge("!!!!")),
  ignored("empty", challenge("")),
  ignored("of PoP only", `PoP error="insufficient_claims", claims="${CLAIMS64}"`),
  ignored("an unclosed quote", `Bearer error="insufficient_claims", claims="${CLAIMS64}`),
  {
    name: "claims: with a string, in the error",
    plan: [always(demands(challenge(CLAIMS64)))],
    expect: { saw: "unauthorized", requests: 1, error: { claims: CLAIMS, applied: false } },
  },
  {
    name: "claims: demanded again",
    token: fn("one", "two", "three"),
    plan: [always(demands(challenge(CLAIMS64)))],
    expect: { saw: "unauthorized", requests: 2, asks: [FIRST, { claims: CLAIMS }], error: { claims: CLAIMS } },
  },
  {
    name: "claims: the same token again",
    token: fn("one"),
    plan: [always(demands(challenge(CLAIMS64)))],
    expect: { saw: "unauthorized", requests: 1, asks: [FIRST, { claims: CLAIMS }], error: { claims: CLAIMS } },
  },
  {
    name: "claims: asked for once",
    token: fn("one", "two", "three"),
    plan: [demands(challenge(CLAIMS64)), { status: 503 }],
    expect: { saw: "ok", requests: 3, asks: [FIRST, { claims: CLAIMS }, FIRST], tokens: ["one", "two", "three"] },
  },
  {
    name: "claims: the token that meets them is kept while the source gives the refused one",
    token: fn("one", "two", "one"),
    plan: [demands(challenge(CLAIMS64)), { status: 503 }],
    expect: { saw: "ok", requests: 3, asks: [FIRST, { claims: CLAIMS }, FIRST], tokens: ["one", "two", "two"] },
  },
  {
    name: "claims: TokenCredential",
    token: credential("one", "two"),
    plan: [demands(challenge(CLAIMS64))],
    options: once,
    expect: {
      saw: "ok",
      requests: 2,
      asks: [
        { enableCae: true, claims: undefined },
        { enableCae: true, claims: CLAIMS },
      ],
      tokens: ["one", "two"],
    },
  },
  {
    name: "claims: hidden by CORS",
    token: fn("one", "two"),
    plan: [{ ...demands(challenge(CLAIMS64)), cors: "bare" }],
    expect: { saw: "ok", requests: 2, asks: [FIRST, { claims: CLAIMS }] },
    differs: [
      {
        in: BROWSERS,
        why: "a page sees no header that is not exposed, so it asks for a fresh token",
        expect: { asks: [FIRST, AGAIN] },
      },
    ],
  },
];

const unusable = (name, token, more = {}) => ({
  name: `source ${name}`,
  token,
  ...more,
  expect: { saw: "token", requests: 0, error: { applied: false, retryable: false }, ...more.expect },
});
const failing = [
  unusable("throws", fn({ throws: "no token today" }), { expect: { cause: { message: "no token today" } } }),
  unusable("rejects", fn({ rejects: "no token today" }), {
    expect: { cause: { name: "TypeError", message: "no token today" } },
  }),
  unusable("rejects with null", fn({ rejects: "null" })),
  {
    name: "source hangs",
    token: fn({ hangs: true }),
    options: { tokenTimeoutMs: 5000 },
    expect: {
      saw: "timeout",
      requests: 0,
      took: 5000,
      error: { message: /tokenTimeoutMs/, applied: false },
      asks: [{ aborted: true }],
    },
  },
  {
    name: "source hangs, with the default limit",
    slow: true,
    token: fn({ hangs: true }),
    expect: { saw: "timeout", requests: 0, took: 300_000, asks: [{ aborted: true }] },
  },
  {
    name: "source takes longer than timeoutMs",
    token: fn("one"),
    options: { timeoutMs: 40_000, tokenTimeoutMs: 290_000 },
    expect: { saw: "ok", requests: 1 },
  },
  unusable("gives undefined", fn({ value: undefined })),
  unusable("gives null", fn({ value: null })),
  unusable("gives a number", fn({ value: 5 })),
  unusable("gives an empty text", fn({ value: "" }), { expect: { error: { message: /empty/ } } }),
  unusable("gives Bearer and a token", fn({ text: "Bearer *" }), { expect: { error: { message: /Bearer/ } } }),
  unusable("gives a token and a line break", fn({ text: "*\n" }), {
    expect: { error: { message: /line break|white space/ } },
  }),
  unusable("gives a token with a blank", fn({ text: "* *" })),
  unusable("gives a token that is no ASCII", fn({ text: "*\u00e9" })),
  unusable("gives a token of 70,000 characters", fn({ text: `*${"x".repeat(70_000)}` }), {
    expect: { error: { message: /64 KiB/ } },
  }),
  unusable("gives an MSAL result", fn({ object: { accessToken: "*", account: {} } }), {
    expect: { error: { message: /accessToken/ } },
  }),
  unusable("gives a list", fn({ object: ["*"] })),
  unusable("(credential) gives null", { kind: "credential", gives: [{ value: null }], bare: true }),
  unusable("(credential) gives a text", { kind: "credential", gives: ["one"], bare: true }),
  unusable("(credential) gives null for token", credential({ value: null })),
  unusable("(credential) throws", credential({ throws: "no login" }), { expect: { cause: { message: "no login" } } }),
];

const invalid = (name, token) => ({
  name: `token ${name}`,
  token,
  expect: { saw: "invalid-argument", requests: 0, error: { argument: "token", applied: false, retryable: false } },
});
const wrong = [
  invalid("is empty", { kind: "value", value: "" }),
  invalid("is null", { kind: "value", value: null }),
  invalid("is a number", { kind: "value", value: 5 }),
  invalid("is an object", { kind: "value", value: {} }),
  invalid("has a getToken that is no function", { kind: "value", value: { getToken: 5 } }),
  invalid("has Bearer in front", { kind: "string", gives: [{ text: "Bearer *" }] }),
  invalid("ends in a line break", { kind: "string", gives: [{ text: "*\n" }] }),
  invalid("ends in a carriage return", { kind: "string", gives: [{ text: "*\r\nx-evil: 1" }] }),
  {
    name: "token of 64 KiB is refused by no one here",
    token: { kind: "string", gives: [{ text: `*${"x".repeat(60_000)}` }] },
    fetch: "gives status 204 alone",
    expect: { saw: "ok", requests: 1 },
  },
  {
    name: "token of every visible character",
    token: { kind: "string", gives: [{ text: "*!\"#$%&'()*+,-./09:;<=>?@AZ[\\]^_`az{|}~" }] },
    expect: { saw: "ok", requests: 1 },
  },
];

export const tokens = [...sources, ...plain401, ...claims, ...failing, ...wrong];
