// The words that cases are written in. A case is data; what it may hold:
//
//   name      a sentence's worth
//   plan      entries for the emulator (emulator/src/lib.rs), each matched to this case; after them Graph answers normally. A header that
//             is `{ date: ms, form }` becomes an HTTP-date so many milliseconds from now
//   token     "string", or { kind: "function" | "credential", gives: […] }: what the source gives in turn, the last again and again. A
//             string is a token's name; { throws }, { rejects }, { hangs }, { value }, { text } (a token's text, * for its name)
//   options   what the call is given; `with` names a form of them in oddities.mjs
//   status    instead of "disabled"
//   fetch     a name in fetches.mjs: the `fetch` option. Nothing is then sent to the emulator unless that fetch does
//   abort     { when, reason, by }: "before" the call, "asking" the token source, "sent", "reading" the body, "waiting", "told" (within
//             onAttempt), "settled"
//   listener  what onAttempt does: "throws", "rejects"
//   and       another call, of another key of the set, that begins once the first has arrived
//   pollute   a name in oddities.mjs: what stands on Object.prototype during the call
//   alone     no other case runs at the same time
//   slow      it takes long, and so goes first
//   limits    "default": attemptTimeoutMs and timeoutMs are left out. Otherwise they are generous, as a busy machine is slow
//   expect    see judge.mjs
//   differs   [{ in: [hosts], why, expect }]: what those hosts show instead, and the reason

export const BROWSERS = ["chromium", "firefox", "webkit"];
export const NODES = ["node-20", "node-24"];

// What every token of the suite holds, and nothing else does.
export const SECRET = "tfk5ecr3t";

const JSON_TYPE = { "content-type": "application/json" };

// Graph's error body.
export const odata = (code, message = "why", inner = {}) => ({ error: { code, message, innerError: inner } });

// What the emulator takes for a body as it is.
const isContent = (body) => typeof body === "string" || "repeat" in body || "base64" in body;

// An answer with a JSON body.
export const json = (status, body, more = {}) => ({
  status,
  body: isContent(body) ? body : JSON.stringify(body),
  ...more,
  headers: { ...JSON_TYPE, ...more.headers },
});

export const always = (entry) => ({ times: "always", ...entry });

// Back-off before each attempt but the first, in milliseconds.
export const backOff = (waits) => Array.from({ length: waits }, (_, n) => [250 * 2 ** n, 500 * 2 ** n]);

export const once = { retry: false };
