// The faults as data: what is asked, what the emulator is told to answer (emulator/src/lib.rs), and what would be right then.
//
// | member | |
// |---|---|
// | `change` | what is asked instead of disabling the key `key`, which is enabled |
// | `answers` | what answers the requests of this case, one after another; after that Graph answers by itself |
// | `tokens` | of a secret: what the token source gives, one after another, then the last again |
// | `claims` | the source gives its second token to whom asks with the claims that Graph demanded, and to nobody else |
// | `saysDone` | the answer says that the change was made, so an error would be false |
// | `curable` | a second request would have succeeded, so an error is giving up |
// | `waitMs`, `until` | how long, or until when, nothing may be sent again |
// | `httpStatus` | what the error must show |
// | `abortAtMs`, `inWait` | when the caller aborts, and that it is in the wait before a second request |
// | `mayRefuse` | to send nothing and say why is as good as success |

import { setTimeout as sleep } from "node:timers/promises";
import { ELSEWHERE } from "../lib/network.mjs";

const GRAPH = "https://graph.microsoft.com/beta/trustFramework/keySets";
const CLAIMS = '{"access_token":{"nbf":{"essential":true,"value":"1800000000"}}}';
const CHALLENGE = `Bearer realm="", error="insufficient_claims", claims="${btoa(CLAIMS)}"`;

const HANG = { stop: { at: "start", by: "hang" } };
const always = (answer) => ({ ...answer, times: "always" });
const json = (status, body, headers) => ({ status, headers: { "content-type": "application/json", ...headers }, body });
const object = (status, value) => json(status, JSON.stringify(value));
const error = (status, code, message, headers) => json(status, JSON.stringify({ error: { code, message } }), headers);
const html = (status, text) => ({
  status,
  headers: { "content-type": "text/html" },
  body: `<!doctype html><title>${text}</title>`,
});
const redirect = (status, location) => ({ status, headers: { location } });
const throttled = (retryAfter) => error(429, "TooManyRequests", "Too many requests", { "retry-after": retryAfter });
const unauthorized = (headers) =>
  error(401, "InvalidAuthenticationToken", "Access token has expired or is not yet valid.", headers);
const forToken = (token, answer) => always({ ...answer, match: { token } });

// An HTTP-date has whole seconds. It is 3.45 s ahead when the call begins: whoever rounds that down comes early. One call a second, so that
// none makes another late, which would hide it.
const AHEAD_MS = 3450;
let turn;
function dateAhead() {
  turn = Promise.resolve(turn).then(async () => {
    await sleep(1000 - ((Date.now() + AHEAD_MS) % 1000));
    return Math.round((Date.now() + AHEAD_MS) / 1000) * 1000;
  });
  return turn;
}

export const groups = {
  "Is it true?": {
    "204, no content": { answers: [{ normal: true }], saysDone: true },
    "200 with the changed key": {
      answers: [{ ...object(200, { kid: "key", status: "disabled" }), apply: true }],
      saysDone: true,
    },
    "302 to another origin that says 204": { answers: [redirect(302, `${ELSEWHERE}/x`)] },
    "307 to another origin that says 204": { answers: [redirect(307, `${ELSEWHERE}/x`)] },
    "303 to a page that says 200": { answers: [redirect(303, GRAPH)] },
    "200 with HTML (captive portal)": { answers: [html(200, "Sign in to the Wi-Fi")] },
    "200 with the other status": { answers: [object(200, { kid: "key", status: "enabled" })] },
    "202, accepted": { answers: [{ status: 202 }] },
  },

  "Is it what was asked?": {
    'status `"Disabled"`': { change: { status: "Disabled" } },
    'status `"foo"`': { change: { status: "foo" } },
    "status `null`": { change: { status: null } },
    "status `undefined`": { change: { status: undefined } },
    'key id `".."`': { change: { keyId: ".." } },
    'key id `""`': { change: { keyId: "" } },
    "key id with `/`": { change: { keyId: "a/b" } },
    "key id with `?`": { change: { keyId: "a?b" } },
    "key id with `#`": { change: { keyId: "a#b" } },
    'key set id `".."`': { change: { keysetId: ".." } },
  },

  "Is a passing fault survived?": {
    "reset before the answer, once": { answers: [{ stop: { at: "start", by: "reset" } }], curable: true },
    "reset after it was applied": { answers: [{ stop: { at: "start", by: "reset" }, apply: true }], curable: true },
    "500 after it was applied": {
      answers: [{ ...error(500, "InternalServerError", "An error occurred."), apply: true }],
      curable: true,
    },
    "502 with HTML, once": { answers: [html(502, "Bad gateway")], curable: true },
    "no HTTP at all, once": { answers: [{ raw: "SSH-2.0-OpenSSH_9.6\r\n" }], curable: true },
    "503, once": { answers: [error(503, "serviceNotAvailable", "Try again later.")], curable: true },
    "no answer, once": { answers: [HANG], curable: true },
    "429, `Retry-After: 2`": { answers: [throttled("2")], curable: true, waitMs: 2000 },
    "429, `Retry-After` as an HTTP-date": async () => {
      const until = await dateAhead();
      return { answers: [throttled(new Date(until).toUTCString())], curable: true, until };
    },
    // Nothing can be read from it, but to return at once is not what it says.
    "429, `Retry-After: soon`": { answers: [throttled("soon")], curable: true, waitMs: 100 },
    "429, `Retry-After: 3600`": { answers: [throttled("3600")], waitMs: 3_600_000 },
    "409 AADB2C95053 (overlapping writes)": {
      answers: [error(409, "AADB2C95053", "Concurrent writes.")],
      curable: true,
    },
    "401, and the source has a newer token": {
      tokens: (secret) => [`stale-${secret}`, `fresh-${secret}`],
      answers: ([stale]) => [forToken(stale, unauthorized())],
      curable: true,
    },
    "401 that demands claims": {
      tokens: (secret) => [`stale-${secret}`, `with-claims-${secret}`],
      claims: CLAIMS,
      answers: ([stale]) => [forToken(stale, unauthorized({ "www-authenticate": CHALLENGE }))],
      curable: true,
    },
  },

  "Does it end?": {
    "no answer, ever": { answers: [always(HANG)] },
    "400 whose body never ends": {
      answers: [always({ ...error(400, "Request_BadRequest", "Bad."), stop: { at: "body", by: "hang" } })],
      httpStatus: 400,
    },
    "aborted before the call": { abortAtMs: 0 },
    "aborted while no answer comes": { answers: [always(HANG)], abortAtMs: 500 },
    "aborted in the wait before a retry": { answers: [throttled("8")], abortAtMs: 1500, inWait: true },
  },

  "Is the error right, and without the token?": {
    "401, always": { answers: [always(unauthorized())], httpStatus: 401 },
    "403, always": {
      answers: [always(error(403, "Authorization_RequestDenied", "Insufficient privileges."))],
      httpStatus: 403,
    },
    "500, always": { answers: [always(error(500, "InternalServerError", "An error occurred."))], httpStatus: 500 },
    "503, always": { answers: [always(error(503, "serviceNotAvailable", "Try again later."))], httpStatus: 503 },
    "500 with broken JSON": { answers: [always(json(500, '{"error":{"code":"Inter'))], httpStatus: 500 },
    "502 with HTML": { answers: [always(html(502, "Bad gateway"))], httpStatus: 502 },
    "400 whose body is cut off": {
      answers: [{ ...error(400, "Request_BadRequest", "Bad."), stop: { at: "body", by: "reset" } }],
      httpStatus: 400,
    },
    "400 with 5 MB": {
      answers: [
        json(400, {
          repeat: "x",
          times: 5_000_000,
          prefix: '{"error":{"code":"Request_BadRequest","message":"',
          suffix: '"}}',
        }),
      ],
      httpStatus: 400,
    },
    "400 that quotes the token": {
      answers: ([token]) => [
        error(400, "Request_BadRequest", `The header Authorization: Bearer ${token} was not understood.`),
      ],
      httpStatus: 400,
    },
    "token with a line break inside": { tokens: (secret) => [`${secret}\n${secret}`], mayRefuse: true },
    "token with a line break at its end": { tokens: (secret) => [`${secret}\n`], mayRefuse: true },
  },
};
