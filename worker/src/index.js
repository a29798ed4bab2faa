// A Cloudflare Worker with one route: `POST /keysets/:keysetId/keys/:keyId/status` switches one policy key.
//
// Its callers show a key of its own and never see the Graph token. It fetches and renews no token, reads no key, and allows no
// browser on another origin; trying again is the package's business.

import { isKeyStatusError, patchKeyStatus } from "trustframework-keys";

const route = /^\/keysets\/([^/]*)\/keys\/([^/]*)\/status$/;

// What an error of the package is to our caller. A code that is not here is Graph's doing, or our token's: 502.
const statusOf = { "invalid-argument": 400, "not-found": 404, throttled: 503, load: 500, internal: 500 };

// These arguments come from the caller, all others from our own configuration.
const callersArguments = ["keysetId", "keyId", "status"];

export default {
  async fetch(request, env) {
    try {
      return answer(200, await serve(request, env));
    } catch (error) {
      if (error instanceof Refusal) return answer(error.status, { message: error.message }, error.headers);
      if (isKeyStatusError(error)) return answer(httpStatus(error), error.toJSON(), retryAfter(error));
      throw error;
    }
  },
};

async function serve(request, env) {
  if (![env.WORKER_KEY, env.GRAPH_TOKEN].every((secret) => typeof secret === "string" && secret !== "")) {
    throw new Refusal(500, "This Worker is not set up: it needs the secrets WORKER_KEY and GRAPH_TOKEN.");
  }
  if (!(await holdsKey(request, env.WORKER_KEY))) {
    throw new Refusal(401, "Send this Worker's key as \"Authorization: Bearer <key>\".", { "www-authenticate": "Bearer" });
  }
  const [keysetId, keyId] = idsOf(request);
  const status = await statusIn(request);
  return patchKeyStatus(keysetId, keyId, status, env.GRAPH_TOKEN, { baseUrl: env.GRAPH_BASE_URL });
}

// Compares digests, which have one length, in constant time: neither the key's length nor its beginning can be measured.
async function holdsKey(request, key) {
  const [, shown = ""] = /^Bearer +(.*)$/i.exec(request.headers.get("authorization") ?? "") ?? [];
  const digest = (text) => crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  return crypto.subtle.timingSafeEqual(await digest(shown), await digest(key));
}

// The ids are decoded once, as they are meant; the package escapes them again.
function idsOf(request) {
  const [, ...segments] = route.exec(new URL(request.url).pathname) ?? [];
  if (segments.length === 0) throw new Refusal(404, "There is only /keysets/{keysetId}/keys/{keyId}/status here.");
  if (request.method !== "POST") throw new Refusal(405, "Use POST here.", { allow: "POST" });
  try {
    return segments.map(decodeURIComponent);
  } catch {
    throw new Refusal(400, "An id in the path is not well escaped; pass it through encodeURIComponent.");
  }
}

// Whether it is a status that Graph knows is for the package to say.
async function statusIn(request) {
  const [mediaType] = (request.headers.get("content-type") ?? "").split(";");
  if (mediaType.trim().toLowerCase() !== "application/json") throw new Refusal(415, "The Content-Type must be application/json.");
  const body = await request.json().catch(() => undefined);
  if (typeof body !== "object" || body === null || Object.keys(body).join() !== "status") {
    throw new Refusal(400, "The body must be JSON with one member: {\"status\": \"disabled\"} or {\"status\": \"enabled\"}.");
  }
  return body.status;
}

function httpStatus({ code, argument }) {
  if (code === "invalid-argument" && !callersArguments.includes(argument)) return 500;
  return statusOf[code] ?? 502;
}

const retryAfter = ({ retryAfterMs }) => (retryAfterMs === undefined ? {} : { "retry-after": String(Math.ceil(retryAfterMs / 1000)) });

const answer = (status, body, headers) => Response.json(body, { status, headers: { "cache-control": "no-store", ...headers } });

// What the Worker itself says no to.
class Refusal extends Error {
  constructor(status, message, headers) {
    super(message);
    this.status = status;
    this.headers = headers;
  }
}
