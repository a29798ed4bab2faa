// Provokes what a caller can meet, in a host and in a page, and gives all messages as one text: npm/api/messages.txt records it. Whoever
// changes one sees all of them.

const TOKEN = "eyJ0eXAiOiJKV1QifQ.e30.c2lnbmF0dXJl";
const SET = "B2C_1A_TokenSigningKeyContainer";

const enabled = (kid, more) => ({ kid, status: "enabled", ...more });
const graph = { "request-id": "r", date: "Sat, 28 Nov 2026 00:00:00 GMT" };
const json = (status, body, headers = graph) => new Response(JSON.stringify(body), { status, headers });
const error = (code, message) => ({ error: { code, message } });
// Answers reads with these keys, and a PATCH by `patch`.
const keys =
  (value, patch = () => new Response(null, { status: 204, headers: graph }), headers = graph) =>
  async (_, { method }) =>
    method === "PATCH" ? patch() : json(200, { value }, headers);
// Both keys are enabled until one is disabled; then neither is.
function emptied() {
  let status = "enabled";
  return async (url, { method }) => {
    if (method === "PATCH") {
      status = "disabled";
      return new Response(null, { status: 204, headers: graph });
    }
    const [kid, other] = ["kid", "b"].map((kid) => ({ kid, status }));
    return json(200, url.endsWith("/kid") ? kid : { value: [kid, other] });
  };
}
const always = (make) => async () => make();
const down = () => Promise.reject(new TypeError("fetch failed"));
const hangs = () => new Promise(() => {});
const nothing = () => {
  throw new Error("sent");
};

// What is done, and the call that ends so.
function provocations({ patchKeyStatus, patchKeyStatuses, listKeysets, listKeys, getKey, getActiveKey, outlook }) {
  const change = (fetch, options) => () =>
    patchKeyStatus(SET, "kid", "disabled", TOKEN, { retry: false, fetch, ...options });
  const guarded = (fetch, options) => change(fetch, { guard: true, ...options });
  const wrong =
    (...args) =>
    () =>
      patchKeyStatus(...args);
  const token = (given) => wrong(SET, "kid", "disabled", given, { fetch: nothing });
  const soon = Date.now() / 1000 + 3_600;
  const answers = [
    ["401", json(401, error("InvalidAuthenticationToken", "Expired."))],
    ["403", json(403, error("Authorization_RequestDenied", "No."))],
    ["403 of a gateway", new Response("<html>", { status: 403, headers: { "content-type": "text/html" } })],
    ["404", json(404, error("itemNotFound", "No such key."))],
    ["404 of a gateway", new Response("", { status: 404 })],
    ["400 AADB2C90073", json(400, error("AADB2C90073", "No such set."))],
    ["400", json(400, error("Request_BadRequest", "Wrong."))],
    ["400 AADB2C95053", json(400, error("AADB2C95053", "Busy."))],
    ["409", json(409, error("Conflict", "Busy."))],
    ["429", json(429, error("TooManyRequests", "Slow down."), { ...graph, "retry-after": "7" })],
    ["500", json(500, error("InternalServerError", "Oops."))],
    ["501", json(501, error("NotImplemented", "No."))],
    ["502 of a gateway", new Response("<html>", { status: 502, headers: { "content-type": "text/html" } })],
    ["302", new Response(null, { status: 302, headers: graph })],
    ["200 of a sign-in page", new Response("<html>", { status: 200 })],
  ];
  const clone = (answer) => always(() => answer.clone());
  return [
    ...answers.map(([what, answer]) => [`PATCH: ${what}`, change(clone(answer))]),
    [
      "PATCH: 404 below another baseUrl",
      change(clone(json(404, error("x", "No segment."))), { baseUrl: "https://graph.microsoft.com/v1.0" }),
    ],
    [
      "PATCH: claims",
      change(
        always(() =>
          json(401, {}, { ...graph, "www-authenticate": `Bearer error="insufficient_claims", claims="${btoa("{}")}"` }),
        ),
      ),
    ],
    ["PATCH: no connection", change(down)],
    [
      "PATCH: fetch throws",
      change(() => {
        throw new Error("mine");
      }),
    ],
    ["PATCH: fetch gives no Response", change(always(() => 5))],
    ["PATCH: attemptTimeoutMs", change(hangs, { attemptTimeoutMs: 5 })],
    ["PATCH: timeoutMs", change(hangs, { timeoutMs: 5 })],
    ...answers
      .filter(([what]) => /^(40[134]|429|500|200)/.test(what))
      .map(([what, answer]) => [
        `listKeysets: ${what}`,
        () => listKeysets(TOKEN, { retry: false, fetch: clone(answer) }),
      ]),
    ["listKeysets: no connection", () => listKeysets(TOKEN, { retry: false, fetch: down })],
    ["listKeysets: attemptTimeoutMs", () => listKeysets(TOKEN, { retry: false, fetch: hangs, attemptTimeoutMs: 5 })],
    ["listKeys: 404", () => listKeys(SET, TOKEN, { fetch: clone(json(404, {})) })],
    ["getKey: 404", () => getKey(SET, "kid", TOKEN, { fetch: clone(json(404, {})) })],
    ["getActiveKey: 404", () => getActiveKey(SET, TOKEN, { fetch: clone(json(404, {})) })],
    ["guard: the last usable key", guarded(keys([enabled("kid"), { kid: "b", status: "disabled" }]))],
    ["guard: the last for its use", guarded(keys([enabled("kid", { use: "sig" }), enabled("b", { use: "enc" })]))],
    [
      "guard: by the host's clock",
      guarded(keys([enabled("kid"), enabled("b", { exp: soon })], undefined, { "request-id": "r" })),
    ],
    [
      "guard: an unknown status",
      guarded(
        keys([
          { kid: "kid", status: "new" },
          { kid: "b", status: "disabled" },
        ]),
      ),
    ],
    [
      "guard: no such key",
      guarded(async (url) => json(200, url.endsWith("keys_v2") ? { value: [] } : { id: SET, keys: [] })),
    ],
    ["guard: no permission to read", guarded(clone(json(403, error("Authorization_RequestDenied", "No."))))],
    ["outlook: no key set", () => outlook([])],
    ["outlook: no time", () => outlook({ id: SET, keys: [] }, { now: Date.now() })],
    ["outlook: an unknown option", () => outlook({ id: SET, keys: [] }, { time: 5 })],
    ["verify: no usable key is left", guarded(emptied(), { verify: true })],
    ["verify: never shown", change(keys([]), { verify: true, timeoutMs: 300 })],
    [
      "token: the source throws",
      token(() => {
        throw new Error("signed out");
      }),
    ],
    [
      "token: the source hangs",
      () => patchKeyStatus(SET, "kid", "disabled", hangs, { fetch: nothing, tokenTimeoutMs: 5 }),
    ],
    ["token: the source gives an AccessToken", token(async () => ({ token: TOKEN }))],
    ["token: nothing", token(undefined)],
    ["token: empty", token("")],
    ["token: Bearer", token(`Bearer ${TOKEN}`)],
    ["token: quotes", token(`"${TOKEN}"`)],
    ["token: a byte order mark", token(`\ufeff${TOKEN}`)],
    ["token: a line break", token(`${TOKEN}\n`)],
    ["token: a promise", token(Promise.resolve(TOKEN))],
    ["token: an MSAL result", token({ accessToken: TOKEN })],
    ["token: an AccessToken", token({ token: TOKEN, expiresOnTimestamp: 5 })],
    ["status: in capitals", wrong(SET, "kid", "Disabled", TOKEN)],
    ["status: another", wrong(SET, "kid", "off", TOKEN)],
    ["status: swapped with the token", wrong(SET, "kid", TOKEN, "disabled")],
    ["ids: no text", wrong(5, "kid", "disabled", TOKEN)],
    ["ids: empty", wrong("", "kid", "disabled", TOKEN)],
    ["ids: dots", wrong(SET, "..", "disabled", TOKEN)],
    ["ids: a line break", wrong(SET, "a\nb", "disabled", TOKEN)],
    ["ids: too long", wrong(SET, "x".repeat(9_000), "disabled", TOKEN)],
    ["options: an unknown one", wrong(SET, "kid", "disabled", TOKEN, { gaurd: true })],
    ["options: no object", wrong(SET, "kid", "disabled", TOKEN, null)],
    ["options: http", wrong(SET, "kid", "disabled", TOKEN, { baseUrl: "http://graph.microsoft.com/beta" })],
    ["options: another cloud", wrong(SET, "kid", "disabled", TOKEN, { cloud: "mars" })],
    ["options: a time", wrong(SET, "kid", "disabled", TOKEN, { timeoutMs: -1 })],
    [
      "many: opposites",
      () =>
        patchKeyStatuses(
          [enabled("a"), enabled("b")].map((_, at) => ({
            keysetId: "s",
            keyId: "k",
            status: at ? "enabled" : "disabled",
          })),
          TOKEN,
        ),
    ],
    ["many: no list", () => patchKeyStatuses(5, TOKEN)],
  ];
}

// One provocation after another: what a call does to a key would count for the guard of the next. `another` is the package once more, which has
// loaded no module yet.
export async function transcript(api, another) {
  const lines = [`load: no WebAssembly\n${await told(() => withoutWebAssembly(another))}\n`];
  for (const place of ["a host", "a page"]) {
    const inPage = place === "a page";
    if (inPage) globalThis.location = { href: "https://app.example/" };
    try {
      for (const [what, call] of provocations(api)) {
        if (inPage && !what.includes("no connection")) continue;
        lines.push(`${what}${inPage ? ", in a page" : ""}\n${await told(call)}\n`);
      }
    } finally {
      delete globalThis.location;
    }
  }
  return lines.join("\n");
}

async function withoutWebAssembly({ patchKeyStatus }) {
  const { WebAssembly } = globalThis;
  delete globalThis.WebAssembly;
  try {
    return await patchKeyStatus(SET, "kid", "disabled", TOKEN, { fetch: nothing });
  } finally {
    globalThis.WebAssembly = WebAssembly;
  }
}

async function told(call) {
  const error = await call().then(
    () => {
      throw new Error("nothing went wrong");
    },
    (error) => error,
  );
  if (error.name !== "KeyStatusError") throw error;
  const { code, retryable, outcome, message, cause } = error;
  const led = cause?.name === "KeyStatusError" ? `\n  cause: ${cause.code}: ${cause.message}` : "";
  const text = `  ${code}, ${retryable ? "retryable" : "final"}, ${outcome}\n  ${message}${led}`;
  return text.replace(/\d{4}-\d\d-\d\dT[\d:]+Z/g, "[time]");
}
