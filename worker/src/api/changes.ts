// One key, now or at a time.

import { createRoute, z } from "@hono/zod-openapi";
import { problemOf } from "../keyset/refusal.ts";
import { LIMITS } from "../limits.ts";
import { keysetOf, reach } from "../objects.ts";
import { needsRelease, roleFor } from "../roles.ts";
import { enlist, foretell, type Plan } from "./enlist.ts";
import { count, id, status, strict, tenantName } from "./fields.ts";
import { dryRun, Forecast } from "./forecast.ts";
import { jsonBody, may, requireRole } from "./guards.ts";
import { once } from "./once.ts";
import { problems } from "./problems.ts";
import { json, router } from "./router.ts";
import { Run } from "./run.ts";
import { idempotency } from "./shared.ts";
import { whenOf, wish } from "./wish.ts";

const Made = z
  .strictObject({
    keysetId: z.string(),
    keyId: z.string(),
    status,
    attempts: count,
    verified: z.boolean(),
    requestId: z.string().optional(),
    clientRequestId: z.string().optional(),
    outcome: z.literal("applied"),
    attemptId: z.string(),
  })
  .openapi("Made");

const route = createRoute({
  method: "post",
  path: "/tenants/{tenant}/keysets/{keysetId}/keys/{keyId}/status",
  summary: "Enable or disable one key, now or at a time",
  middleware: [may("switch"), ...jsonBody(LIMITS.statusBytes)],
  request: {
    params: z.object({ tenant: tenantName, keysetId: id, keyId: id }),
    query: strict({ dryRun }),
    headers: idempotency,
    body: { required: true, content: { "application/json": { schema: strict({ status, ...wish }) } } },
  },
  responses: {
    200: json("Graph accepted the change, or with `dryRun` what would follow", z.union([Made, Forecast])),
    202: json("The change that is planned, or waits for its release, as a run", Run),
    ...problems(409, 413, 415, 422, 502, 504),
  },
});

export const changes = router().openapi(route, async (c) => {
  const { keysetId, keyId } = c.req.valid("param");
  const { status, at, notAfter, notify, preflight, ...asked } = c.req.valid("json");
  requireRole(c, roleFor(asked));
  const { caller, tenant } = c.var;
  const changes = [{ keysetId, keyId, status }];
  const planOf = (askedAt: number): Plan => {
    const when = whenOf({ at, notAfter }, askedAt);
    return { ...asked, ...when, notify, preflight, concurrency: 1, onFailure: "stop" };
  };
  if (c.req.valid("query").dryRun) return c.json(await foretell(c, planOf(Date.now()), changes, true), 200);
  const answer = await once(c, z.union([Made, Run]), async (operation) => {
    const plan = planOf(operation.askedAt);
    if (plan.at !== undefined || needsRelease(tenant.release, { guard: asked.guard, total: 1 }))
      return enlist(c, operation, plan, changes);
    const { name, tenantId } = tenant;
    const about = { changeId: operation.id, tenant: name, tenantId, caller: caller.name, askedAt: operation.askedAt };
    const order = { ...about, keysetId, keyId, status, ...asked };
    const outcome = await reach(() => keysetOf(c.env, tenantId, keysetId).change(order));
    const { receipt, attemptId } = outcome;
    if (outcome.outcome !== "applied" || outcome.code !== undefined || receipt === undefined) throw problemOf(outcome);
    return { ...receipt, outcome: "applied" as const, attemptId };
  });
  if ("outcome" in answer) return c.json(answer, 200);
  return c.json(answer, 202, { location: `/tenants/${answer.tenant}/runs/${answer.id}` });
});
