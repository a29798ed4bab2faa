// Which pages of other origins may read answers: some may write as well, others only look. By default none may.

import type { MiddlewareHandler } from "hono";
import { cors } from "hono/cors";
import type { C, Context } from "./context.ts";

/** Pages of ALLOWED_ORIGINS do all that a caller may; with Cloudflare Access they come by its cookie. */
const forAll = cors({
  origin: (origin, c: C) => (c.var.config.origins.includes(origin) ? origin : null),
  allowMethods: ["GET", "POST", "DELETE"],
  allowHeaders: ["authorization", "content-type", "idempotency-key"],
  exposeHeaders: ["location", "retry-after", "idempotency-replayed"],
  credentials: true,
  maxAge: 600,
});

/** Pages of READING_ORIGINS show a key and read. A browser sends nothing else for them, and no cookie. */
const forReading = cors({
  origin: (origin) => origin,
  allowMethods: ["GET"],
  allowHeaders: ["authorization"],
  exposeHeaders: ["retry-after"],
  maxAge: 600,
});

export const crossOrigin: MiddlewareHandler<Context> = (c, next) => {
  const isReading = c.var.config.readingOrigins.includes(c.req.header("origin") ?? "");
  return (isReading ? forReading : forAll)(c, next);
};
