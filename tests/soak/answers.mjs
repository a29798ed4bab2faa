// Draws what one exchange is answered with, and says beside it what a reader must find there.

// The longest body that is read, in bytes, and the longest claims.
export const LONGEST_BODY = 64 * 1024;
const LONGEST_CLAIMS = 8 * 1024;

export const RETRIED = [429, 500, 502, 503, 504, 509];

const STATUSES = {
  204: 30,
  200: 14,
  201: 1,
  202: 1,
  206: 1,
  301: 1,
  302: 1,
  304: 1,
  307: 1,
  308: 1,
  400: 6,
  401: 9,
  402: 1,
  403: 4,
  404: 4,
  405: 1,
  408: 2,
  409: 3,
  412: 1,
  423: 2,
  428: 1,
  451: 1,
  429: 9,
  500: 3,
  501: 1,
  502: 3,
  503: 6,
  504: 3,
  505: 1,
  507: 1,
  509: 2,
  511: 1,
};

export function drawAnswer(dice, asked) {
  const form = dice.of({ native: 12, lookalike: 6, nonsense: 1 });
  if (form === "nonsense") return { form, nonsense: dice.between(0, NONSENSE.length - 1) };
  const status = Number(dice.of(STATUSES));
  const content = drawContent(dice, asked, status);
  const answer = {
    form,
    status,
    // Whether a redirect that ended in a 401 is worth another token is nobody's contract.
    redirected: form === "lookalike" && dice.once(25) && ![401, 403].includes(status),
    opaque: form === "lookalike" && dice.once(40),
    requestId: dice.once(2) ? "from-the-header" : undefined,
    retryAfter: dice.once(3) ? drawRetryAfter(dice) : undefined,
    dateSkewMs: dice.once(2) ? dice.one([0, 0, 400, -7000, 3_600_000]) : undefined,
    challenge: [401, 403].includes(status) && dice.once(2) ? drawChallenge(dice) : undefined,
    content,
    delivery: drawDelivery(dice, form, content, status),
  };
  return answer;
}

// Values that no HTTP library gives. The last ones throw where they are looked at.
export const NONSENSE = [
  () => undefined,
  () => null,
  () => 42,
  () => "204",
  () => ({}),
  () => [],
  () => () => {},
  () => ({ status: "204" }),
  () => ({ status: NaN }),
  () => ({ status: 204.5 }),
  () => ({ status: 600 }),
  () => ({ status: 100 }),
  () => ({ status: -204 }),
  () => ({ ok: true }),
  () => Symbol("204"),
  () => Response.error(),
  () => Object.create({ __proto__: null, status: 204 }, { status: { value: null } }),
  () => ({
    get status() {
      throw new Error("no status");
    },
  }),
  () => ({
    get type() {
      throw new Error("no type");
    },
    status: 204,
  }),
  () =>
    new Proxy(
      {},
      {
        getPrototypeOf: () => {
          throw new Error("no prototype");
        },
        getOwnPropertyDescriptor: () => {
          throw new Error("no member");
        },
      },
    ),
];

// `shows` is the status that the JSON shows; `code` the code of B2C in it, `requestId` the id: all only where they count.
function drawContent(dice, asked, status) {
  const other = asked === "enabled" ? "disabled" : "enabled";
  const kinds =
    status === 200
      ? { bare: 20, value: 20, other: 8, later: 4, html: 8, empty: 8, cut: 4, junk: 8, exact: 2, over: 2, endless: 1 }
      : {
          odata: 32,
          html: 12,
          empty: 12,
          cut: 4,
          junk: 8,
          throttled: 8,
          overlapping: 8,
          exact: 2,
          over: 2,
          endless: 1,
          bare: 4,
        };
  const kind = dice.of(kinds);
  const good = () =>
    status === 200 ? { text: JSON.stringify({ kid: "k", status: asked }), shows: asked } : odata(dice, "");
  const padded = (length) => {
    const content = good();
    return { ...content, text: content.text.padEnd(length) };
  };
  switch (kind) {
    case "bare":
      return { text: JSON.stringify({ kid: "k", status: asked, kty: "RSA" }), shows: asked };
    case "value":
      return { text: JSON.stringify({ "@odata.context": "x", value: { status: asked } }), shows: asked };
    case "other":
      return {
        text: JSON.stringify(dice.one([{ status: other }, { value: { status: other } }, { status: `${asked} ` }])),
      };
    case "later":
      return {
        text: JSON.stringify(
          dice.one([{ status: other, value: { status: asked } }, { keys: [{ status: asked }] }, [{ status: asked }]]),
        ),
      };
    case "html":
      return { text: "<!DOCTYPE html><title>Sign in</title>" };
    case "empty":
      return { text: "" };
    case "cut":
      return { text: good().text.slice(0, -1) };
    case "junk":
      return {
        text: dice.one([
          "null",
          "[]",
          "7",
          '"disabled"',
          "{}",
          '{"error":null}',
          '{"error":[]}',
          '{"error":5}',
          '{"status":null}',
          '{"status":true}',
          "\u0000",
        ]),
      };
    case "exact":
      return padded(LONGEST_BODY);
    case "over":
      return { text: padded(LONGEST_BODY + 1).text };
    case "endless":
      return { text: padded(LONGEST_BODY * 3).text };
    default:
      return odata(dice, { odata: "", throttled: "AADB2C95043", overlapping: "AADB2C95053" }[kind]);
  }
}

// A code stands in `code`, in a nested one, or as the first word of `message`.
function odata(dice, code) {
  const place = dice.of({ code: 1, nested: 1, message: 1 });
  const innerKey = dice.one(["innerError", "innererror"]);
  const inner = { "request-id": "from-the-body", date: "2026-11-23T14:00:00" };
  const error = { code: "Request_BadRequest", message: "Something is wrong.", [innerKey]: inner };
  if (place === "nested") inner[innerKey] = { code };
  else if (place === "message") error.message = `${code}: as Azure AD B2C says.`;
  else if (code) error.code = code;
  return { text: JSON.stringify({ error }), code: code || undefined, requestId: "from-the-body" };
}

// `seconds` is undefined where the value says nothing.
function drawRetryAfter(dice) {
  const form = dice.of({ seconds: 4, imf: 2, rfc850: 1, asctime: 1, unreadable: 2, past: 1 });
  if (form === "unreadable")
    return { form, text: dice.one(["-5", "soon", "0", "1e3", "12 s", "Mon, 99 Foo 2026 25:00:00 GMT", "0x10", "NaN"]) };
  return {
    form,
    seconds: form === "past" ? undefined : dice.one([1, 1, 2, dice.between(1, 10), dice.between(10, 70), 86_400 * 30]),
  };
}

// `claims` is what must be found, undefined where nothing is.
function drawChallenge(dice) {
  const claims = JSON.stringify({
    access_token: { nbf: { essential: true, value: String(dice.between(0, 1e9)) }, "~??>>": "\u00ff?>" },
  });
  const encode = (text) => Buffer.from(text).toString(dice.one(["base64", "base64url"]));
  const demand = (value) =>
    `Bearer realm="", authorization_uri="https://login.example/a,b", error="insufficient_claims", claims="${value}"`;
  const [text, found] = dice.one([
    [demand(encode(claims)), claims],
    [demand(encode(claims)), claims],
    [`Basic realm="x, y", ${demand(encode(claims))}`, claims],
    [`Bearer claims="${encode(claims)}",error="insufficient_claims"`, claims],
    [demand("@@@@"), undefined],
    [demand(encode("[1]")), undefined],
    [demand(encode("{not json}")), undefined],
    [demand(encode(JSON.stringify({ long: "x".repeat(LONGEST_CLAIMS) }))), undefined],
    ['Bearer realm="", error="invalid_token"', undefined],
    [`Digest error="insufficient_claims", claims="${encode(claims)}"`, undefined],
  ]);
  return { text, claims: found };
}

// How the body comes: `pieces` of it, one every `each` milliseconds, and after the last (or after `breaksAfter`) the end.
function drawDelivery(dice, form, content, status) {
  if ([204, 205, 304].includes(status) && form === "native") return { by: "none" };
  const by =
    form === "native"
      ? dice.of({ none: 1, whole: 5, stream: 8 })
      : dice.of({ none: 1, stream: 6, node: 3, generator: 2, text: 4, liar: 1, throws: 1 });
  // None of them empty, after which a Node stream would stand still.
  const pieces = Math.min(content.text.length, dice.one([1, 1, 2, 3, 7]));
  const end = dice.of({ closes: 10, breaks: 2, hangs: 2 });
  const delivery = { by, pieces, each: dice.one([0, 0, 0, dice.between(1, 300), dice.between(500, 4000)]), end };
  if (end !== "closes") delivery.pieces = Math.min(pieces, dice.between(0, 3));
  return { ...delivery, of: pieces };
}
