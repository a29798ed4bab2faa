// The audit: read, and verified.

import { createRoute, z } from "@hono/zod-openapi";
import { page } from "../audit/database.ts";
import { KINDS } from "../audit/entry.ts";
import { verify } from "../audit/verify.ts";
import { text } from "../config/reading.ts";
import { variablesOf } from "../env.ts";
import { LIMITS } from "../limits.ts";
import { reach, tenantOf } from "../objects.ts";
import { audited } from "./enlist.ts";
import { count, guid, moment, status, strict, tenantName, whole } from "./fields.ts";
import { may } from "./guards.ts";
import { problems } from "./problems.ts";
import { json, router } from "./router.ts";

const AuditRow = z
  .strictObject({
    id: count,
    kind: z.enum(KINDS),
    at: moment,
    attemptId: z.string().openapi({ description: "What the row is about: a try, a change or a run" }),
    changeId: z.string().optional(),
    runId: guid.optional(),
    tenant: z.string(),
    keysetId: z.string().optional(),
    keyId: z.string().optional(),
    status: status.optional(),
    caller: z.string(),
    reason: z.string(),
    askedAt: moment,
    guard: z.boolean().optional(),
    verify: z.boolean().optional(),
    outcome: z.enum(["applied", "failed", "unknown", "skipped"]).optional(),
    code: z.string().optional(),
    message: z.string().optional(),
    httpStatus: count.optional(),
    graphCode: z.string().optional(),
    requestId: z.string().optional(),
    attempts: count.optional(),
    plannedFor: moment.optional(),
    notAfter: moment.optional(),
    state: z.string().optional(),
    total: count.optional(),
    counts: z.record(z.string(), count).optional(),
    seq: count.optional().openapi({ description: "The place in the tenant's chain; rows of 0.1.0 have none" }),
    hash: z.string().optional(),
  })
  .openapi("AuditRow");

const Verification = z
  .strictObject({
    intact: z.boolean(),
    problem: z.string().optional(),
    brokenAt: count.optional().openapi({ description: "The first `seq` that is not as it was written" }),
    from: count,
    to: count,
    next: count.optional().openapi({ description: "Go on with `?after=`" }),
  })
  .openapi("Verification");

const show = createRoute({
  method: "get",
  path: "/tenants/{tenant}/audit",
  summary: "Who asked for what and why, and what came of it; newest first",
  middleware: [may("read")],
  request: {
    params: z.object({ tenant: tenantName }),
    query: strict({
      before: whole("The `next` of the page before", 1),
      limit: whole("Rows of a page", 1, LIMITS.page, 100),
      runId: guid.optional(),
    }),
  },
  responses: {
    200: json("A page", z.strictObject({ rows: z.array(AuditRow), next: count.optional() })),
    ...problems(),
  },
});

const check = createRoute({
  method: "get",
  path: "/tenants/{tenant}/audit/verification",
  summary: "Whether the audit is as it was written: the chain of hashes, from the last checkpoint on",
  middleware: [may("read")],
  request: {
    params: z.object({ tenant: tenantName }),
    query: strict({ after: whole("The `next` of the verification before", 0) }),
  },
  responses: { 200: json("What was found", Verification), ...problems() },
});

export const audit = router()
  .openapi(show, async (c) => {
    const { before, limit = 100, runId } = c.req.valid("query");
    const { rows, next } = await audited(page(c.env.AUDIT, c.var.tenant.name, { before, limit, runId }));
    return c.json({ rows: z.array(AuditRow).parse(rows), ...(next !== undefined && { next }) }, 200);
  })
  .openapi(check, async (c) => {
    const { tenantId } = c.var.tenant;
    const head = () => reach(async () => tenantOf(c.env, tenantId).head());
    const key = text(variablesOf(c.env), "AUDIT_KEY");
    const { after } = c.req.valid("query");
    return c.json(await audited(verify(c.env.AUDIT, tenantId, head, { after, key, limit: LIMITS.verified })), 200);
  });
