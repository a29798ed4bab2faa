// The audit: read, searched, exported and verified.

import { createRoute, z } from "@hono/zod-openapi";
import { page, pages, type Filter } from "../audit/database.ts";
import { KINDS, lineOf } from "../audit/entry.ts";
import { verify } from "../audit/verify.ts";
import { utf8 } from "../bytes.ts";
import { text } from "../config/reading.ts";
import { variablesOf } from "../env.ts";
import { LIMITS } from "../limits.ts";
import { log, nameOf } from "../log.ts";
import { reach, tenantOf } from "../objects.ts";
import { iso } from "../values.ts";
import { audited } from "./enlist.ts";
import { count, guid, moment, name, since, someOf, status, strict, tenantName, whole } from "./fields.ts";
import { may } from "./guards.ts";
import { problems } from "./problems.ts";
import { json, router } from "./router.ts";

const OUTCOMES = ["applied", "failed", "unknown", "skipped"] as const;

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
    outcome: z.enum(OUTCOMES).optional(),
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

const filters = {
  runId: guid.optional(),
  keysetId: name("Of this key set, in any case"),
  keyId: name("Of this key"),
  status: status.optional(),
  caller: name("Asked by this caller"),
  kind: someOf(KINDS, "What the row tells of."),
  outcome: someOf(OUTCOMES, "What came of it."),
  from: since("Not before"),
  to: since("Before"),
};

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
      ...filters,
    }),
  },
  responses: {
    200: json("A page", z.strictObject({ rows: z.array(AuditRow), next: count.optional() })),
    ...problems(),
  },
});

// Named so loosely, it is a Response for Hono's types.
const ndjson: Record<string, { schema: z.ZodType }> = { "application/x-ndjson": { schema: z.string() } };

const take = createRoute({
  method: "get",
  path: "/tenants/{tenant}/audit/export",
  summary: "The same rows as NDJSON, all of them, oldest first, each with its chain",
  middleware: [may("read")],
  request: { params: z.object({ tenant: tenantName }), query: strict(filters) },
  responses: {
    200: {
      description: "One row a line. What breaks off says so by ending without its last line break.",
      content: ndjson,
    },
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
    const { before, limit = 100, ...asked } = c.req.valid("query");
    const found = page(c.env.AUDIT, c.var.tenant.name, filterOf(asked), { before, limit });
    const { rows, next } = await audited(found);
    return c.json({ rows: z.array(AuditRow).parse(rows), ...(next !== undefined && { next }) }, 200);
  })
  .openapi(take, async (c) => {
    const found = pages(c.env.AUDIT, c.var.tenant.name, filterOf(c.req.valid("query")), LIMITS.page);
    // Whether D1 is there is told by the status.
    const first = await audited(found.next());
    const lines = new ReadableStream<Uint8Array>({
      start: (sink) => (first.done ? sink.close() : sink.enqueue(utf8(first.value.map(lineOf).join("")))),
      async pull(sink) {
        try {
          const { done, value } = await found.next();
          if (done) sink.close();
          else sink.enqueue(utf8(value.map(lineOf).join("")));
        } catch (error) {
          log.error("export-broke-off", { tenant: c.var.tenant.name, error: nameOf(error) });
          sink.error(error);
        }
      },
    });
    return c.body(lines, 200, { "content-type": "application/x-ndjson" });
  })
  .openapi(check, async (c) => {
    const { tenantId } = c.var.tenant;
    const head = () => reach(async () => tenantOf(c.env, tenantId).head());
    const key = text(variablesOf(c.env), "AUDIT_KEY");
    const { after } = c.req.valid("query");
    return c.json(await audited(verify(c.env.AUDIT, tenantId, head, { after, key, limit: LIMITS.verified })), 200);
  });

type Asked = Omit<Filter, "kinds" | "outcomes" | "from" | "to"> & {
  kind?: string[] | undefined;
  outcome?: string[] | undefined;
  from?: number | undefined;
  to?: number | undefined;
};

const filterOf = ({ kind, outcome, from, to, ...same }: Asked): Filter => ({
  ...same,
  kinds: kind,
  outcomes: outcome,
  from: from === undefined ? undefined : iso(from),
  to: to === undefined ? undefined : iso(to),
});
