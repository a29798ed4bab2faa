// Takes a run: what it is about is looked at, then it goes into the audit and the tenant's register, and then it is an object of its own. Cut
// short in between, it is asked for again.

import { reach, runOf, tenantOf } from "../objects.ts";
import { objection, preflight } from "../preflight/preflight.ts";
import { Problem, retryAfter } from "../problem.ts";
import { needsRelease } from "../roles.ts";
import type { Change } from "../run/change.ts";
import { created } from "../run/entries.ts";
import type { RunRow } from "../run/row.ts";
import type { NewRun } from "../run/run.ts";
import { defaultNotAfter } from "../run/times.ts";
import { gatekeeperOf } from "../tenant/graph.ts";
import type { Contradiction } from "../tenant/registry.ts";
import { HOUR, SECOND } from "../time.ts";
import { iso } from "../values.ts";
import type { C } from "./context.ts";
import type { ForecastView } from "./forecast.ts";
import type { Operation } from "./once.ts";
import type { PreflightView } from "./preflight.ts";
import type { RunView } from "./run.ts";
import type { When } from "./wish.ts";

export type Plan = Pick<RunRow, "reason" | "guard" | "verify" | "notify" | "concurrency" | "onFailure" | "retryOf"> &
  When & {
    /** Whether it is refused when what is there now would stop it. */
    preflight: boolean;
  };

export async function enlist(c: C, operation: Operation, plan: Plan, changes: Change[]): Promise<RunView> {
  const { tenant } = c.var;
  const { tenantId } = tenant;
  const run = draft(c, operation, plan, changes);
  if (operation.isRepeat) {
    const there = await reach(() => runOf(c.env, tenantId, run.id).view(-1, changes.length === 1 ? 1 : 0));
    if (there !== undefined) return there;
  }
  const seen = isLater(run) ? await look(c, run, changes) : undefined;
  const refusal = seen && refusalOf(seen, run, plan, false);
  if (refusal !== undefined) throw refusal;
  const entry = created(operation.askedAt, run, changes);
  const enlisted = await audited(reach(() => tenantOf(c.env, tenantId).enlist(tenantId, entry, changes)));
  if ("contradiction" in enlisted) throw contradicting(enlisted.contradiction);
  const view = await reach(() => runOf(c.env, tenantId, run.id).create(run, changes, seen));
  if (view === undefined) throw new Error("a run that was created is not there");
  return view;
}

/** What would come of that. Writes nothing. `isSingle`: it is one change, which would be made or refused at once. */
export async function foretell(c: C, plan: Plan, changes: Change[], isSingle = false): Promise<ForecastView> {
  const { tenantId } = c.var.tenant;
  const run = draft(c, { id: crypto.randomUUID(), askedAt: Date.now(), isRepeat: false }, plan, changes);
  const seen = await look(c, run, changes);
  const { planned, startAt } = run;
  const other = planned ? await reach(() => tenantOf(c.env, tenantId).contradiction(startAt, changes)) : undefined;
  const refusal = other === undefined ? refusalOf(seen, run, plan, isSingle) : contradicting(other);
  return {
    dryRun: true,
    follows: refusal === undefined ? sentence(run, changes.length, seen) : `It would be refused: ${refusal.detail}`,
    state: run.state,
    startAt: iso(startAt),
    notAfter: iso(run.notAfter),
    ...(run.releaseBy !== undefined && { releaseBy: iso(run.releaseBy) }),
    total: changes.length,
    ...(refusal && { refused: { status: refusal.status, code: refusal.code, detail: refusal.detail } }),
    preflight: seen,
  };
}

/** D1 may be away. */
export async function audited<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof Problem) throw error;
    throw new Problem(503, "audit-unavailable", "The audit in D1 cannot be reached, so nothing was done; try again.", {
      headers: retryAfter(5 * SECOND),
    });
  }
}

export function contradicting({ runId, keysetId, keyId }: Contradiction): Problem {
  const detail = `The run ${runId} is to give the key "${keyId}" of "${keysetId}" another status at the same time; stop it, or choose another time.`;
  return new Problem(409, "contradicting-plan", detail, { members: { runId } });
}

/** The run as it would be taken now. */
function draft(
  c: C,
  { id, askedAt }: Operation,
  { at, notAfter: end, preflight: _, ...plan }: Plan,
  changes: readonly Change[],
): NewRun {
  const { caller, tenant } = c.var;
  const { name, tenantId, release } = tenant;
  const startAt = at ?? askedAt;
  const notAfter = end ?? defaultNotAfter(startAt, changes);
  const planned = at !== undefined;
  const endGiven = end !== undefined;
  const isHeld = needsRelease(release, { guard: plan.guard, total: changes.length });
  // One that is not planned begins with its release, and has its time from there on.
  const until = planned || endGiven ? notAfter : Infinity;
  return {
    id,
    tenant: name,
    tenantId,
    caller: caller.name,
    ...plan,
    createdAt: askedAt,
    startAt,
    notAfter,
    planned,
    endGiven,
    state: isHeld ? "awaiting-release" : "scheduled",
    ...(isHeld && { releaseBy: Math.min(askedAt + (release?.hours ?? 0) * HOUR, until) }),
  };
}

/** The key sets as they are now, and what is planned until then. */
async function look(
  c: C,
  { guard, onFailure, startAt, planned }: NewRun,
  changes: readonly Change[],
): Promise<PreflightView> {
  const { tenant } = c.var;
  const plans = planned ? await reach(() => tenantOf(c.env, tenant.tenantId).plannedUntil(startAt)) : [];
  const terms = { guard, onFailure, at: startAt };
  return preflight(gatekeeperOf(c.env, tenant.tenantId), tenant, { plans: [...plans], changes }, terms);
}

/** What is planned, or waits, and would fail is refused now rather than at night; what is asked for now fails by itself. */
function refusalOf(seen: PreflightView, run: NewRun, plan: Plan, isSingle: boolean): Problem | undefined {
  if (isLater(run)) return plan.preflight ? objection(seen, TAKEN_ALL_THE_SAME) : undefined;
  return isSingle ? objection(seen, "") : undefined;
}

const isLater = ({ planned, releaseBy }: NewRun): boolean => planned || releaseBy !== undefined;

const TAKEN_ALL_THE_SAME = ' Leave it out, or send "preflight": false to have it taken all the same.';

function sentence(run: NewRun, total: number, { looked, stopped }: PreflightView): string {
  const what = total === 1 ? "1 change" : `${total} changes`;
  const when = run.planned ? `at ${iso(run.startAt)}` : "now";
  const begins =
    run.releaseBy === undefined
      ? `${what} would be made ${when}.`
      : `${what} would wait until ${iso(run.releaseBy)} for somebody else to release them${run.planned ? `, and be made ${when}` : ""}.`;
  if (!looked) return `${begins} The key sets could not be read.`;
  return stopped === 0 ? begins : `${begins} As things are, ${stopped} would not be made.`;
}
