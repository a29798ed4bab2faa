// The routes: who may, what the request means, and which Durable Object is asked. Each is as short as its sentence in openapi.ts.

import type { Context as HonoContext } from "hono";
import * as audit from "./audit.ts";
import { once } from "./caller/once.ts";
import type { TenantConfig } from "./config.ts";
import { problemOf } from "./keyset/outcome.ts";
import { keysetOf, runOf } from "./objects.ts";
import { badRequest, Problem } from "./problem.ts";
import type { Context } from "./request/context.ts";
import { readBounded, requireJson } from "./request/guards.ts";
import { idOf, LIMITS, requireAhead, runWish, statusWish, type RunWish } from "./request/meaning.ts";
import { mayDo, roleFor, type Role } from "./roles.ts";

type C = HonoContext<Context>;

/** POST /tenants/:tenant/keysets/:keysetId/keys/:keyId/status */
export async function switchStatus(c: C): Promise<Response> {
  const tenant = tenantFor(c, "switch");
  const keysetId = idOf(c.req.param("keysetId"), "keysetId");
  const keyId = idOf(c.req.param("keyId"), "keyId");
  requireJson(c.req.header("content-type"));
  const text = await readBounded(c.req.raw, LIMITS.statusBytes);
  const askedAt = Date.now();
  const { status, at, ...wish } = statusWish(text);
  requireRole(c, tenant, roleFor(wish));
  const caller = c.var.caller.name;

  return once(c, tenant, text, async (operationId) => {
    if (at !== undefined) {
      return runCreated(c, tenant, operationId, {
        ...wish,
        at,
        changes: [{ keysetId, keyId, status }],
        concurrency: 1,
      });
    }
    const order = { changeId: operationId, tenant: tenant.name, keysetId, keyId, status, caller, askedAt, ...wish };
    const outcome = await keysetOf(c.env, tenant.tenantId, keysetId).change(order);
    if (outcome.outcome !== "applied" || outcome.code !== undefined) throw problemOf(outcome);
    return c.json({ ...outcome.receipt, outcome: outcome.outcome, attemptId: outcome.attemptId });
  });
}

/** POST /tenants/:tenant/runs */
export async function createRun(c: C): Promise<Response> {
  const tenant = tenantFor(c, "switch");
  requireJson(c.req.header("content-type"));
  const text = await readBounded(c.req.raw, LIMITS.runBytes);
  const wish = runWish(text);
  requireRole(c, tenant, roleFor(wish));
  return once(c, tenant, text, (operationId) => runCreated(c, tenant, operationId, wish));
}

async function runCreated(c: C, tenant: TenantConfig, id: string, wish: RunWish): Promise<Response> {
  requireAhead(wish.at, Date.now());
  const run = { id, tenant: tenant.name, caller: c.var.caller.name, ...wish };
  await audited(audit.aboutRun(c.env.AUDIT, "run-created", Date.now(), { runId: id, ...run }));
  const view = await runOf(c.env, tenant.tenantId, id).create(run);
  return c.json(view, 202, { location: `/tenants/${tenant.name}/runs/${id}` });
}

/** GET /tenants/:tenant/runs/:runId */
export async function showRun(c: C): Promise<Response> {
  const tenant = tenantFor(c, "read");
  const id = runId(c);
  const after = number(c, "after", -1, 0);
  const view = await runOf(c.env, tenant.tenantId, id).view(after, number(c, "limit", 1_000, 1, 1_000));
  if (view === undefined) throw noSuchRun();
  return c.json(view);
}

/** DELETE /tenants/:tenant/runs/:runId */
export async function stopRun(c: C): Promise<Response> {
  const tenant = tenantFor(c, "switch");
  const id = runId(c);
  const caller = c.var.caller.name;
  const run = runOf(c.env, tenant.tenantId, id);
  const before = await run.view(-1, 0);
  if (before === undefined) throw noSuchRun();
  if (before.endedAt === undefined) {
    await audited(
      audit.aboutRun(c.env.AUDIT, "run-stopped", Date.now(), {
        runId: id,
        tenant: tenant.name,
        caller,
        reason: before.reason,
      }),
    );
  }
  return c.json(await run.stop(caller, 1_000));
}

/** GET /tenants/:tenant/audit */
export async function showAudit(c: C): Promise<Response> {
  const tenant = tenantFor(c, "read");
  const before = c.req.query("before") === undefined ? {} : { before: number(c, "before", 0, 1) };
  const run = c.req.query("runId") === undefined ? {} : { runId: guid(c.req.query("runId")) };
  return c.json(
    await audited(
      audit.page(c.env.AUDIT, tenant.name, { limit: number(c, "limit", 100, 1, 1_000), ...before, ...run }),
    ),
  );
}

function tenantFor(c: C, role: Role): TenantConfig {
  const tenant = c.var.config.tenants.get(c.req.param("tenant") ?? "");
  if (tenant === undefined) throw new Problem(404, "unknown-tenant", "There is no such tenant in TENANTS.");
  requireRole(c, tenant, role);
  return tenant;
}

function requireRole(c: C, tenant: TenantConfig, role: Role): void {
  if (mayDo(c.var.caller.roles, tenant.name, role)) return;
  const why = role === "override" ? ', which "guard": false needs' : "";
  throw new Problem(403, "role", `The caller "${c.var.caller.name}" needs the role ${role} in "${tenant.name}"${why}.`);
}

const noSuchRun = (): Problem =>
  new Problem(404, "unknown-run", "There is no such run in this tenant; a run is kept for 30 days after its end.");

const GUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

function guid(value: string | undefined): string {
  if (value === undefined || !GUID.test(value)) throw badRequest("id", '"runId" must be the id of a run.', "runId");
  return value;
}

function runId(c: C): string {
  const id = c.req.param("runId") ?? "";
  if (!GUID.test(id)) throw noSuchRun();
  return id;
}

function number(c: C, name: string, absent: number, least: number, most = Number.MAX_SAFE_INTEGER): number {
  const text = c.req.query(name);
  if (text === undefined) return absent;
  const value = Number(text);
  if (/^\d{1,16}$/.test(text) && value >= least && value <= most) return value;
  throw badRequest(
    "query",
    `"${name}" must be a whole number from ${least}${most === Number.MAX_SAFE_INTEGER ? "" : ` to ${most}`}.`,
    name,
  );
}

async function audited<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch {
    throw new Problem(503, "audit-unavailable", "The audit in D1 cannot be reached, so nothing was done; try again.", {
      headers: { "retry-after": "5" },
    });
  }
}
