// Runs: many changes, made, looked at and stopped.

import { createRoute, z } from "@hono/zod-openapi";
import { LIMITS } from "../limits.ts";
import { keyName } from "../names.ts";
import { reach, runOf, tenantOf } from "../objects.ts";
import { roleFor } from "../roles.ts";
import { ON_FAILURE, RUN_STATES } from "../run/row.ts";
import { enlist, foretell, type Plan } from "./enlist.ts";
import { count, id, name, since, someOf, status, strict, tenantName, whole } from "./fields.ts";
import { dryRun, Forecast, forecastOf, type ForecastView } from "./forecast.ts";
import { jsonBody, may, requireRole } from "./guards.ts";
import { once } from "./once.ts";
import { problems } from "./problems.ts";
import { json, router } from "./router.ts";
import { Run, RunSummary, type RunView } from "./run.ts";
import { idempotency, noSuchRun, requireRunId } from "./shared.ts";
import { whenOf, wish } from "./wish.ts";

const HOW_MANY = `must be an array of 1 to ${LIMITS.changes} changes.`;
const AT_ONCE = `must be a whole number from 1 to ${LIMITS.concurrency}.`;

const wantedChanges = z
  .array(strict({ keysetId: id, keyId: id, status }), HOW_MANY)
  .min(1, HOW_MANY)
  .max(LIMITS.changes, HOW_MANY)
  .superRefine((changes, context) => {
    const seen = new Map<string, number>();
    for (const [index, { keysetId, keyId }] of changes.entries()) {
      const first = seen.get(keyName(keysetId, keyId));
      if (first !== undefined) {
        const message = `is of the same key as "changes[${first}]"; leave one out.`;
        context.addIssue({ code: "custom", path: [index], message });
        return;
      }
      seen.set(keyName(keysetId, keyId), index);
    }
  });

const NewRun = strict({
  changes: wantedChanges,
  concurrency: z
    .int(AT_ONCE)
    .min(1, AT_ONCE)
    .max(LIMITS.concurrency, AT_ONCE)
    .default(4)
    .openapi({ description: "Key sets at once" }),
  onFailure: z.enum(ON_FAILURE, 'must be "stop" or "continue".').default("stop").openapi({
    description: "`stop`: once a change was not applied, those behind it of the same key set are skipped.",
  }),
  ...wish,
});

const create = createRoute({
  method: "post",
  path: "/tenants/{tenant}/runs",
  summary: "Many changes, worked off in order within each key set",
  middleware: [may("switch"), ...jsonBody(LIMITS.runBytes)],
  request: {
    params: z.object({ tenant: tenantName }),
    query: strict({ dryRun }),
    headers: idempotency,
    body: { required: true, content: { "application/json": { schema: NewRun } } },
  },
  responses: {
    200: json("With `dryRun`: what would follow", Forecast),
    202: json("The run, which goes on by itself", Run),
    ...problems(409, 413, 415, 422),
  },
});

const list = createRoute({
  method: "get",
  path: "/tenants/{tenant}/runs",
  summary: "Runs and planned changes, those asked for last first; a run is listed for 30 days after its end",
  middleware: [may("read")],
  request: {
    params: z.object({ tenant: tenantName }),
    query: strict({
      state: someOf(RUN_STATES, "In one of these states."),
      caller: name("Asked for by this caller"),
      from: since("Those that are at work, or were, or were to be, at this time or later"),
      to: since("Those whose time has come before this time"),
      before: whole("The `next` of the page before", 1),
      limit: whole("Runs of a page", 1, LIMITS.page, 100),
    }),
  },
  responses: {
    200: json("A page", z.strictObject({ runs: z.array(RunSummary), next: count.optional() })),
    ...problems(),
  },
});

const runParams = z.object({ tenant: tenantName, runId: z.string() });

const show = createRoute({
  method: "get",
  path: "/tenants/{tenant}/runs/{runId}",
  summary: "How far a run is, and what came of each change",
  middleware: [may("read")],
  request: {
    params: runParams,
    query: strict({
      after: whole("The `next` of the page before", 0),
      limit: whole("Results of a page", 1, LIMITS.page, LIMITS.page),
    }),
  },
  responses: { 200: json("The run", Run), ...problems() },
});

const stop = createRoute({
  method: "delete",
  path: "/tenants/{tenant}/runs/{runId}",
  summary: "Stop a run: what was not sent is skipped, what is under way ends",
  middleware: [may("switch")],
  request: { params: runParams, query: strict({ dryRun }) },
  responses: { 200: json("The run as it is now", z.union([Run, Forecast])), ...problems() },
});

export const runs = router()
  .openapi(create, async (c) => {
    const { changes, at, notAfter, ...asked } = c.req.valid("json");
    requireRole(c, roleFor(asked));
    const planOf = (askedAt: number): Plan => ({ ...asked, ...whenOf({ at, notAfter }, askedAt) });
    if (c.req.valid("query").dryRun) return c.json(await foretell(c, planOf(Date.now()), changes), 200);
    const run = await once(c, Run, (operation) => enlist(c, operation, planOf(operation.askedAt), changes));
    return c.json(run, 202, { location: `/tenants/${run.tenant}/runs/${run.id}` });
  })
  .openapi(list, async (c) => {
    const { state: states, before, limit = 100, ...asked } = c.req.valid("query");
    const { tenantId } = c.var.tenant;
    const found = await reach(() => tenantOf(c.env, tenantId).runs({ states, ...asked }, { before, limit }));
    const shown = z.array(RunSummary).parse(found.runs);
    return c.json({ runs: shown, ...(found.next !== undefined && { next: found.next }) }, 200);
  })
  .openapi(show, async (c) => {
    const runId = requireRunId(c.req.valid("param").runId);
    const { after = -1, limit = LIMITS.page } = c.req.valid("query");
    const run = await reach(() => runOf(c.env, c.var.tenant.tenantId, runId).view(after, limit));
    if (run === undefined) throw noSuchRun();
    return c.json(run, 200);
  })
  .openapi(stop, async (c) => {
    const runId = requireRunId(c.req.valid("param").runId);
    const stub = () => runOf(c.env, c.var.tenant.tenantId, runId);
    const dry = c.req.valid("query").dryRun;
    const run = await reach(() => (dry ? stub().view(-1, 0) : stub().stop(c.var.caller.name, LIMITS.page)));
    if (run === undefined) throw noSuchRun();
    return c.json(dry ? stopped(run) : run, 200);
  });

function stopped(run: RunView): ForecastView {
  const { endedAt, counts } = run;
  if (endedAt !== undefined) return forecastOf("Nothing: the run has ended.", run);
  const what = `${counts.pending} changes would be skipped, and ${counts.sending} under way would end.`;
  return forecastOf(what, run, counts.sending > 0 ? "stopping" : "stopped");
}
