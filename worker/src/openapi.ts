// The OpenAPI document that the Worker serves. tests/worker/cases/openapi.mjs holds every answer of the suite to it.

import { LIMITS } from "./request/meaning.ts";

const text = (more: object = {}) => ({ type: "string", ...more });
const time = text({ format: "date-time" });
const guid = text({ pattern: "^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$" });
const whole = { type: "integer", minimum: 0 };
const flag = { type: "boolean" };
const status = { type: "string", enum: ["enabled", "disabled"] };
const object = (properties: Record<string, object>, required: string[] = Object.keys(properties)) => ({
  type: "object",
  properties,
  required,
  additionalProperties: false,
});
const ref = (name: string) => ({ $ref: `#/components/schemas/${name}` });
const json = (schema: object) => ({ "application/json": { schema } });

const wish = {
  reason: text({ minLength: 1, maxLength: LIMITS.reason, description: "Why. The audit keeps it." }),
  at: text({ format: "date-time", description: "When, in UTC, at most a year ahead. Left out: now." }),
  guard: {
    ...flag,
    default: true,
    description: "Refuse to disable the last usable key of the set. `false` needs the role override.",
  },
  verify: { ...flag, default: false, description: "Read the key back until it shows the new status." },
};
const change = { keysetId: text({ maxLength: LIMITS.id }), keyId: text({ maxLength: LIMITS.id }), status };

const receipt = {
  keysetId: text(),
  keyId: text(),
  status,
  attempts: whole,
  verified: flag,
  requestId: text(),
  clientRequestId: text(),
};
const applied = { ...receipt, outcome: { const: "applied" }, attemptId: guid };

const STATES = ["pending", "sending", "applied", "failed", "unknown", "skipped"];
const result = object(
  {
    index: whole,
    ...change,
    state: { enum: STATES },
    tries: whole,
    code: text(),
    message: text(),
    attemptId: guid,
    requestId: text(),
  },
  ["index", "keysetId", "keyId", "status", "state", "tries"],
);
const run = {
  id: guid,
  tenant: text(),
  state: { enum: ["scheduled", "running", "stopping", "done", "stopped", "halted"] },
  caller: text(),
  reason: text(),
  guard: flag,
  verify: flag,
  concurrency: whole,
  createdAt: time,
  startAt: time,
  total: whole,
  counts: object(Object.fromEntries(STATES.map((state) => [state, whole]))),
  results: { type: "array", items: result },
};
const runMore = { startedAt: time, endedAt: time, message: text(), next: whole };

const entry = {
  id: whole,
  kind: { enum: ["asked", "outcome", "run-created", "run-stopped"] },
  at: time,
  attemptId: guid,
  tenant: text(),
  caller: text(),
  reason: text(),
  askedAt: time,
};
const entryMore = {
  changeId: text(),
  runId: guid,
  keysetId: text(),
  keyId: text(),
  status,
  guard: flag,
  verify: flag,
  outcome: { enum: ["applied", "failed", "unknown"] },
  code: text(),
  message: text(),
  httpStatus: whole,
  graphCode: text(),
  requestId: text(),
  attempts: whole,
};

const problem = {
  type: "object",
  description:
    "RFC 9457. `code` is what to switch on; a failed change adds the members of the package's KeyStatusError and `outcome`.",
  properties: {
    type: text({ format: "uri" }),
    title: text(),
    status: whole,
    code: text(),
    detail: text(),
    outcome: entryMore.outcome,
    member: text(),
  },
  required: ["type", "title", "status", "code", "detail"],
};

const answers = (good: Record<string, object>, ...bad: number[]) => ({
  ...good,
  ...Object.fromEntries(
    bad.map((code) => [
      code,
      { description: MEANING[code], content: { "application/problem+json": { schema: ref("Problem") } } },
    ]),
  ),
});
const MEANING: Record<number, string> = {
  400: "The request is wrong; nothing was sent",
  401: "No key or assertion, or a wrong one",
  403: "The role is missing, or the origin may not write here",
  404: "No such tenant, run, key set or key",
  409: "The guard refused, or the Idempotency-Key is in use",
  413: "The body is too large",
  415: "The body is not JSON",
  422: "The Idempotency-Key was used with another body",
  429: "This caller asks too often; Retry-After says when to come back",
  500: "Something in the Worker failed",
  502: "Graph or Entra refused this Worker, or could not be understood or reached; `outcome` says what is known",
  503: "Not set up, or Graph throttles, or the audit or Access cannot be reached",
  504: "Graph did not answer in time",
};
const ALWAYS = [401, 403, 404, 429, 500, 503];
const parameter = (name: string, where: string, schema: object = text(), description = "") => ({
  name,
  in: where,
  required: where === "path",
  schema,
  ...(description && { description }),
});
const tenant = parameter("tenant", "path", text(), "A name of TENANTS");
const idempotency = parameter(
  "Idempotency-Key",
  "header",
  text({ maxLength: 255 }),
  "The same key and body are done once and answered alike, for 24 hours",
);
const runCreated = {
  description: "Planned, or under way: look at it under Location",
  content: json(ref("Run")),
  headers: { Location: { schema: text() } },
};
const page = (most: number) => parameter("limit", "query", { ...whole, minimum: 1, maximum: most });
const open = { security: [] };

export const openapi = {
  openapi: "3.1.0",
  info: {
    title: "trustframework-keys Worker",
    version: "1",
    description:
      "Switches Azure AD B2C policy keys now, later and by the thousand, for callers who hold no Microsoft Graph token.",
  },
  security: [{ key: [] }, { access: [] }],
  paths: {
    "/health": {
      get: {
        ...open,
        summary: "Whether the Worker is set up",
        responses: answers({ 200: { description: "It is", content: json(object({ status: { const: "ok" } })) } }, 503),
      },
    },
    "/openapi.json": {
      get: {
        ...open,
        summary: "This document",
        responses: answers({ 200: { description: "OpenAPI 3.1", content: json({ type: "object" }) } }, 503),
      },
    },
    "/tenants/{tenant}/keysets/{keysetId}/keys/{keyId}/status": {
      post: {
        summary: "Enable or disable one key, now or at a time",
        parameters: [tenant, parameter("keysetId", "path"), parameter("keyId", "path"), idempotency],
        requestBody: { required: true, content: json(object({ status, ...wish }, ["status", "reason"])) },
        responses: answers(
          {
            200: {
              description: "Graph accepted the change",
              content: json(
                object(applied, ["keysetId", "keyId", "status", "attempts", "verified", "outcome", "attemptId"]),
              ),
            },
            202: runCreated,
          },
          400,
          409,
          413,
          415,
          422,
          502,
          504,
          ...ALWAYS,
        ),
      },
    },
    "/tenants/{tenant}/runs": {
      post: {
        summary: "Many changes, worked off in order within each key set",
        parameters: [tenant, idempotency],
        requestBody: {
          required: true,
          content: json(
            object(
              {
                changes: { type: "array", minItems: 1, maxItems: LIMITS.changes, items: object(change) },
                concurrency: {
                  type: "integer",
                  minimum: 1,
                  maximum: LIMITS.concurrency,
                  default: 4,
                  description: "Key sets at once",
                },
                ...wish,
              },
              ["changes", "reason"],
            ),
          ),
        },
        responses: answers({ 202: runCreated }, 400, 409, 413, 415, 422, ...ALWAYS),
      },
    },
    "/tenants/{tenant}/runs/{runId}": {
      get: {
        summary: "How far a run is, and what came of each change",
        parameters: [
          tenant,
          parameter("runId", "path", guid),
          parameter("after", "query", whole, "The `next` of the page before"),
          page(1_000),
        ],
        responses: answers({ 200: { description: "The run", content: json(ref("Run")) } }, 400, ...ALWAYS),
      },
      delete: {
        summary: "Stop a run: what was not sent is skipped, what is under way ends",
        parameters: [tenant, parameter("runId", "path", guid)],
        responses: answers({ 200: { description: "The run as it is now", content: json(ref("Run")) } }, ...ALWAYS),
      },
    },
    "/tenants/{tenant}/audit": {
      get: {
        summary: "Who asked for what and why, and what came of it; newest first",
        parameters: [
          tenant,
          parameter("before", "query", whole, "The `next` of the page before"),
          page(1_000),
          parameter("runId", "query", guid),
        ],
        responses: answers(
          {
            200: {
              description: "A page",
              content: json(object({ rows: { type: "array", items: ref("AuditRow") }, next: whole }, ["rows"])),
            },
          },
          400,
          ...ALWAYS,
        ),
      },
    },
  },
  components: {
    securitySchemes: {
      key: { type: "http", scheme: "bearer", description: "A key whose SHA-256 CALLERS has" },
      access: {
        type: "apiKey",
        in: "header",
        name: "Cf-Access-Jwt-Assertion",
        description: "Set by Cloudflare Access",
      },
    },
    schemas: {
      Problem: problem,
      Run: object({ ...run, ...runMore }, Object.keys(run)),
      AuditRow: object({ ...entry, ...entryMore }, Object.keys(entry)),
    },
  },
};
