// What is done to a run that is there: held, let go on, given another time, released by somebody else, tried again.

import { createRoute, z } from "@hono/zod-openapi";
import { LIMITS } from "../limits.ts";
import { reach, runOf, tenantOf } from "../objects.ts";
import { Problem } from "../problem.ts";
import { roleFor } from "../roles.ts";
import type { Command } from "../run/steer.ts";
import { HOUR } from "../time.ts";
import type { C } from "./context.ts";
import { contradicting, enlist, foretell, type Plan } from "./enlist.ts";
import { instant, reason, strict, tenantName } from "./fields.ts";
import { dryRun, Forecast, forecastOf, type ForecastView } from "./forecast.ts";
import { jsonBody, may, requireRole } from "./guards.ts";
import { once } from "./once.ts";
import { problems } from "./problems.ts";
import { json, router } from "./router.ts";
import { Run, type RunView } from "./run.ts";
import { idempotency, noSuchRun, requireRunId } from "./shared.ts";
import { whenOf, wish } from "./wish.ts";

const steering = <const Path extends string, Body extends z.ZodType>(path: Path, summary: string, schema: Body) =>
  createRoute({
    method: "post",
    path: `/tenants/{tenant}/runs/{runId}/${path}`,
    summary,
    middleware: [may("switch"), ...jsonBody(LIMITS.statusBytes)],
    request: {
      params: z.object({ tenant: tenantName, runId: z.string() }),
      query: strict({ dryRun }),
      body: { required: true, content: { "application/json": { schema } } },
    },
    responses: { 200: json("The run as it is then", z.union([Run, Forecast])), ...problems(409, 413, 415) },
  });

const why = strict({ reason });
const pause = steering("pause", "Hold a run: what is under way ends, and nothing more is begun", why);
const resume = steering("resume", "Let a run that was paused go on", why);
const release = steering("release", "Let a run begin that somebody else made: see `approvals` of the tenant", why);

const reschedule = steering(
  "reschedule",
  "Give a planned run that has not begun another time; a release that it had counts no more",
  strict({ reason, at: instant("When, in UTC, at most a year ahead."), notAfter: wish.notAfter }),
);

const retry = createRoute({
  method: "post",
  path: "/tenants/{tenant}/runs/{runId}/retry",
  summary: "Make what a run that has ended did not make, as a run of its own",
  middleware: [may("switch"), ...jsonBody(LIMITS.statusBytes)],
  request: {
    params: z.object({ tenant: tenantName, runId: z.string() }),
    query: strict({ dryRun }),
    headers: idempotency,
    body: {
      required: true,
      content: {
        "application/json": {
          schema: strict({ reason, at: wish.at, notAfter: wish.notAfter, preflight: wish.preflight }),
        },
      },
    },
  },
  responses: {
    200: json("With `dryRun`: what would follow", Forecast),
    202: json("The new run", Run),
    ...problems(409, 413, 415, 422),
  },
});

const WOULD = {
  pause: "Nothing more of the run would be begun.",
  resume: "The run would go on.",
  reschedule: "The run would have this time.",
  release: "The run would begin at its time.",
} as const;

export const steerings = router()
  .openapi(pause, async (c) =>
    c.json(await steer(c, { do: "pause" }, c.req.valid("json").reason, c.req.valid("query")), 200),
  )
  .openapi(resume, async (c) =>
    c.json(await steer(c, { do: "resume" }, c.req.valid("json").reason, c.req.valid("query")), 200),
  )
  .openapi(release, async (c) => {
    const persons = Object.fromEntries([...c.var.config.callers.values()].map(({ name, person }) => [name, person]));
    return c.json(await steer(c, { do: "release", persons }, c.req.valid("json").reason, c.req.valid("query")), 200);
  })
  .openapi(reschedule, async (c) => {
    const asked = c.req.valid("json");
    const { at = Date.now(), notAfter } = whenOf(asked, Date.now());
    const releaseMs = (c.var.tenant.release?.hours ?? 24) * HOUR;
    const command = { do: "reschedule", at, releaseMs, ...(notAfter !== undefined && { notAfter }) } as const;
    return c.json(await rescheduled(c, command, asked.reason, c.req.valid("query")), 200);
  })
  .openapi(retry, async (c) => {
    const { plan, changes } = await unmade(c);
    const asked = c.req.valid("json");
    const planOf = (askedAt: number): Plan => ({
      ...plan,
      reason: asked.reason,
      preflight: asked.preflight,
      ...whenOf(asked, askedAt),
    });
    if (c.req.valid("query").dryRun) return c.json(await foretell(c, planOf(Date.now()), changes), 200);
    const run = await once(c, Run, (operation) => enlist(c, operation, planOf(operation.askedAt), changes));
    return c.json(run, 202, { location: `/tenants/${run.tenant}/runs/${run.id}` });
  });

interface Options {
  dryRun: boolean;
}

/** The order, given to the run, or what would come of it. Whoever lets something be made may make it. */
async function steer(
  c: C,
  command: Command,
  reason: string,
  { dryRun: dry }: Options,
): Promise<RunView | ForecastView> {
  const { caller, tenant } = c.var;
  const run = await runOfPath(c);
  if (command.do !== "pause") requireRole(c, roleFor(run));
  const by = { caller: caller.name, reason };
  const told = await reach(() => runOf(c.env, tenant.tenantId, run.id).steer(command, by, { dry, limit: LIMITS.page }));
  if (told === undefined) throw noSuchRun();
  if ("refused" in told) {
    const { status, code, detail } = told.refused;
    throw new Problem(status, code, detail);
  }
  return dry ? forecastOf(WOULD[command.do], told.run) : told.run;
}

/** The tenant knows which plans contradict each other, the run whether it may have another time. */
async function rescheduled(
  c: C,
  command: Extract<Command, { do: "reschedule" }>,
  reason: string,
  options: Options,
): Promise<RunView | ForecastView> {
  const foreseen = await steer(c, command, reason, { dryRun: true });
  const { id, startAt } = await runOfPath(c);
  const plan = (at: number, dry: boolean) => reach(() => tenantOf(c.env, c.var.tenant.tenantId).replan(id, at, dry));
  const other = await plan(command.at, options.dryRun);
  if (other !== undefined) throw contradicting(other);
  if (options.dryRun) return foreseen;
  try {
    return await steer(c, command, reason, options);
  } catch (error) {
    await plan(Date.parse(startAt), false);
    throw error;
  }
}

async function runOfPath(c: C): Promise<RunView> {
  const runId = requireRunId(c.req.param("runId") ?? "");
  const run = await reach(() => runOf(c.env, c.var.tenant.tenantId, runId).view(-1, 0));
  if (run === undefined) throw noSuchRun();
  return run;
}

async function unmade(c: C) {
  const runId = requireRunId(c.req.param("runId") ?? "");
  const found = await reach(() => runOf(c.env, c.var.tenant.tenantId, runId).unmade());
  if (found === undefined) throw noSuchRun();
  const { run, changes } = found;
  requireRole(c, roleFor(run));
  if (run.endedAt === undefined)
    throw new Problem(409, "run-not-ended", "The run has not ended; it may still make them.");
  if (changes.length === 0) throw new Problem(409, "nothing-to-retry", "Every change of the run was applied.");
  const { guard, verify, notify, concurrency, onFailure } = run;
  return { plan: { guard, verify, notify, concurrency, onFailure, retryOf: run.id }, changes: [...changes] };
}
