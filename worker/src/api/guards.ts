// What is looked at before a request is understood: where it comes from, what type it has, how large it is, and who may.

import type { MiddlewareHandler } from "hono";
import { bodyLimit } from "hono/body-limit";
import { LIMITS } from "../limits.ts";
import { badRequest, Problem } from "../problem.ts";
import { mayDo, type Role } from "../roles.ts";
import { isMembers } from "../values.ts";
import type { C, Context } from "./context.ts";

/** A page of another site can make a browser send a write, with the cookie of Cloudflare Access. It cannot hide its origin. */
export function refuseForeignOrigin(origin: string | undefined, allowed: readonly string[]): void {
  if (origin === undefined || allowed.includes(origin)) return;
  throw new Problem(403, "origin", "This Origin may not write here: ALLOWED_ORIGINS does not name it.");
}

/** Hono leaves a segment that is not well escaped as it is; here that is a mistake. */
export function requireWellEscaped(path: string): void {
  try {
    decodeURIComponent(path);
  } catch {
    throw badRequest("path", "An id in the path is not well escaped; pass it through encodeURIComponent.");
  }
}

/** Finds the tenant of the path, and whether the caller has the role there. */
export const may =
  (role: Role): MiddlewareHandler<Context> =>
  async (c, next) => {
    const tenant = c.var.config.tenants.get(c.req.param("tenant") ?? "");
    if (tenant === undefined) throw new Problem(404, "unknown-tenant", "There is no such tenant in TENANTS.");
    c.set("tenant", tenant);
    requireRole(c, role);
    await next();
  };

export function requireRole(c: C, role: Role): void {
  const { caller, tenant } = c.var;
  if (mayDo(caller.roles, tenant.name, role)) return;
  const why = role === "override" ? ', which "guard": false needs' : "";
  throw new Problem(403, "role", `The caller "${caller.name}" needs the role ${role} in "${tenant.name}"${why}.`);
}

/** A JSON body of at most `limit` bytes. No form can send this type. */
export const jsonBody = (limit: number): MiddlewareHandler<Context>[] => [
  async (c, next) => {
    const [mediaType = ""] = (c.req.header("content-type") ?? "").split(";");
    if (mediaType.trim().toLowerCase() !== "application/json")
      throw new Problem(415, "content-type", "The Content-Type must be application/json.");
    await next();
  },
  bodyLimit({
    maxSize: limit,
    onError: () => {
      throw new Problem(413, "too-large", `The body may have ${limit} bytes at most.`);
    },
  }),
  async (c, next) => {
    c.set("text", utf8(await c.req.arrayBuffer()));
    const value: unknown = await c.req.json().catch(() => {
      throw badRequest("json", "The body is not JSON.");
    });
    // A schema would look at each of a million elements before it finds that they are too many.
    if (isMembers(value) && Array.isArray(value["changes"]) && value["changes"].length > LIMITS.changes)
      throw badRequest("changes", `"changes" must be an array of 1 to ${LIMITS.changes} changes.`, "changes");
    await next();
  },
];

function utf8(bytes: ArrayBuffer): string {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: false }).decode(bytes);
  } catch {
    throw badRequest("json", "The body is not UTF-8.");
  }
}
