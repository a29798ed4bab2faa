// The Worker as a Hono application: what every request goes through, and then its route.

import { Hono, type Context as HonoContext, type MiddlewareHandler } from "hono";
import { cors } from "hono/cors";
import { configOf } from "./config.ts";
import { identify } from "./identity/identify.ts";
import { callerOf } from "./objects.ts";
import { openapi } from "./openapi.ts";
import { Problem, retryAfter } from "./problem.ts";
import type { Context } from "./request/context.ts";
import { refuseForeignOrigin, requireWellEscaped } from "./request/guards.ts";
import { createRun, showAudit, showRun, stopRun, switchStatus } from "./routes.ts";

export const app = new Hono<Context>();

// Everything is refused until the Worker is set up: not even its documentation would be true.
app.use(async (c, next) => {
  c.set("config", configOf(c.env));
  await next();
  c.res.headers.set("cache-control", "no-store");
});

// A page on an allowed origin may read the answers.
app.use(
  cors({
    origin: (origin, c: HonoContext<Context>) => (c.var.config.origins.includes(origin) ? origin : null),
    allowMethods: ["GET", "POST", "DELETE"],
    allowHeaders: ["authorization", "content-type", "idempotency-key"],
    exposeHeaders: ["location", "retry-after", "idempotency-replayed"],
    credentials: true,
    maxAge: 600,
  }),
);

app.get("/health", (c) => c.json({ status: "ok" }));
app.get("/openapi.json", (c) => c.json(openapi));

const letIn: MiddlewareHandler<Context> = async (c, next) => {
  const { config } = c.var;
  requireWellEscaped(new URL(c.req.url).pathname);
  const caller = await identify(c.req.raw.headers, config);
  if (c.req.method !== "GET") refuseForeignOrigin(c.req.header("origin"), config.origins);
  const waitMs = await callerOf(c.env, caller.name).admit(config.requestsPerMinute);
  if (waitMs > 0) {
    throw new Problem(429, "too-many-requests", `A caller may make ${config.requestsPerMinute} requests a minute.`, {
      headers: retryAfter(waitMs),
    });
  }
  c.set("caller", caller);
  await next();
};

app.use("/tenants/*", letIn);

const routes = {
  "/tenants/:tenant/keysets/:keysetId/keys/:keyId/status": { POST: switchStatus },
  "/tenants/:tenant/runs": { POST: createRun },
  "/tenants/:tenant/runs/:runId": { GET: showRun, DELETE: stopRun },
  "/tenants/:tenant/audit": { GET: showAudit },
};

for (const [path, handlers] of Object.entries(routes)) {
  for (const [method, handler] of Object.entries(handlers)) app.on(method, path, handler);
  app.all(path, () => {
    const allow = Object.keys(handlers).join(", ");
    throw new Problem(405, "method", `Use ${allow} here.`, { headers: { allow } });
  });
}

app.notFound(() =>
  new Problem(404, "not-here", "There is no such route; GET /openapi.json describes those there are.").response(),
);

app.onError((error) => {
  if (error instanceof Problem) return error.response();
  // Its message may hold anything; its name does not.
  console.error("request: broke off:", error.name);
  return new Problem(500, "internal", "Something in the Worker failed; what the audit says is so.").response();
});
