// The Worker as a Hono application: what every request goes through, and then its route.

import { createRoute, z } from "@hono/zod-openapi";
import type { MiddlewareHandler } from "hono";
import { routePath } from "hono/route";
import { version } from "../package.json";
import { audit } from "./api/audit.ts";
import { changes } from "./api/changes.ts";
import type { Context } from "./api/context.ts";
import { crossOrigin } from "./api/cross-origin.ts";
import { refuseForeignOrigin, requireWellEscaped } from "./api/guards.ts";
import { keysets } from "./api/keysets.ts";
import { notices } from "./api/notices.ts";
import { unavailable } from "./api/problems.ts";
import { ready } from "./api/ready.ts";
import { json, router } from "./api/router.ts";
import { runs } from "./api/runs.ts";
import { steerings } from "./api/steering.ts";
import { watched } from "./api/watch.ts";
import { configOf } from "./config/config.ts";
import { Misconfigured } from "./config/reading.ts";
import { identify } from "./identity/identify.ts";
import { log, nameOf } from "./log.ts";
import { callerOf, reach } from "./objects.ts";
import { Problem, retryAfter } from "./problem.ts";

// Workers compile no code at run time.
z.config({ jitless: true });

export const app = router();

// Everything is refused until the Worker is set up: not even its documentation would be true.
app.use(async (c, next) => {
  c.set("config", configOf(c.env));
  await next();
  c.res.headers.set("cache-control", "no-store");
});

app.use(crossOrigin);

const letIn: MiddlewareHandler<Context> = async (c, next) => {
  const { config } = c.var;
  requireWellEscaped(new URL(c.req.url).pathname);
  const caller = await identify(c.req.raw.headers, config);
  c.set("caller", caller);
  if (c.req.method !== "GET") refuseForeignOrigin(c.req.header("origin"), config.origins);
  const waitMs = await reach(() => callerOf(c.env, caller.name).admit(config.requestsPerMinute));
  if (waitMs > 0) {
    throw new Problem(429, "too-many-requests", `A caller may make ${config.requestsPerMinute} requests a minute.`, {
      headers: retryAfter(waitMs),
    });
  }
  await next();
};

app.use("/tenants/*", letIn);
app.use("/ready", letIn);

const Health = z.strictObject({ status: z.literal("ok") });
const health = createRoute({
  method: "get",
  path: "/health",
  summary: "Whether the Worker's configuration can be read",
  security: [],
  responses: { 200: json("It can", Health), ...unavailable },
});
app.openapi(health, (c) => c.json({ status: "ok" as const }, 200));
for (const piece of [changes, runs, steerings, keysets, watched, audit, notices, ready]) app.route("/", piece);

app.openAPIRegistry.registerComponent("securitySchemes", "key", {
  type: "http",
  scheme: "bearer",
  description: "A key whose SHA-256 CALLERS has",
});
app.openAPIRegistry.registerComponent("securitySchemes", "access", {
  type: "apiKey",
  in: "header",
  name: "Cf-Access-Jwt-Assertion",
  description: "Set by Cloudflare Access",
});
app.doc31("/openapi.json", {
  openapi: "3.1.0",
  info: {
    title: "trustframework-keys Worker",
    version,
    description:
      "Pages of other origins: those of READING_ORIGINS may send GET with a key and read the answers, without credentials; those of ALLOWED_ORIGINS may call every route, with credentials. By default there are none of either. An answer to any other origin has no CORS headers, and its writes are refused with 403, `origin`.",
  },
  security: [{ key: [] }, { access: [] }],
});

// Whatever else is asked of a path that there is.
const methods = new Map<string, string[]>();
for (const definition of app.openAPIRegistry.definitions) {
  if (definition.type !== "route") continue;
  const path = definition.route.path.replace(/\{(\w+)\}/g, ":$1");
  methods.set(path, [...(methods.get(path) ?? []), definition.route.method.toUpperCase()]);
}
for (const [path, allowed] of methods) {
  app.all(path, () => {
    const allow = allowed.join(", ");
    throw new Problem(405, "method", `Use ${allow} here.`, { headers: { allow } });
  });
}

app.notFound(() =>
  new Problem(404, "not-here", "There is no such route; GET /openapi.json describes those there are.").response(),
);

app.onError((error, c) => {
  const problem = problemOf(error);
  // Of a stranger's request nothing is logged that the stranger wrote.
  const caller = c.get("caller")?.name;
  const about = {
    status: problem.status,
    code: problem.code,
    method: c.req.method,
    route: routePath(c),
    caller,
    ray: c.req.header("cf-ray"),
  };
  const tenant = c.get("tenant")?.name;
  if (problem.status >= 500) log.error("refused", { ...about, tenant, error: nameOf(error) });
  else log.warn("refused", { ...about, tenant });
  return problem.response();
});

function problemOf(error: unknown): Problem {
  if (error instanceof Problem) return error;
  if (error instanceof Misconfigured) {
    // What is wrong may help a stranger.
    log.error("not-configured", { problem: error.message });
    return new Problem(
      503,
      "not-configured",
      "This Worker is not set up; its log says what is wrong. See worker/README.md.",
    );
  }
  // Its message may hold anything; its name does not.
  return new Problem(500, "internal", "Something in the Worker failed; what the audit says is so.");
}
