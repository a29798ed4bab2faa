// Takes a run: first in the audit and the tenant's register, then as an object of its own. Cut short in between, it is asked for again.

import { reach, runOf, tenantOf } from "../objects.ts";
import { Problem, retryAfter } from "../problem.ts";
import type { Change } from "../run/change.ts";
import { created } from "../run/entries.ts";
import type { RunRow } from "../run/row.ts";
import { defaultNotAfter } from "../run/times.ts";
import { SECOND } from "../time.ts";
import type { C } from "./context.ts";
import type { Operation } from "./once.ts";
import type { RunView } from "./run.ts";
import type { When } from "./wish.ts";

export type Plan = Pick<RunRow, "reason" | "guard" | "verify" | "notify" | "concurrency" | "onFailure"> & When;

export async function enlist(
  c: C,
  { id, askedAt }: Operation,
  { at, notAfter, ...plan }: Plan,
  changes: Change[],
): Promise<RunView> {
  const { caller, tenant } = c.var;
  const { tenantId } = tenant;
  const startAt = at ?? askedAt;
  const run = {
    id,
    tenant: tenant.name,
    tenantId,
    caller: caller.name,
    ...plan,
    createdAt: askedAt,
    startAt,
    notAfter: notAfter ?? defaultNotAfter(startAt, changes),
    planned: at !== undefined,
  };
  const entry = created(askedAt, run, changes);
  const enlisted = await audited(reach(() => tenantOf(c.env, tenantId).enlist(tenantId, entry, changes)));
  if ("contradiction" in enlisted) {
    const { runId, keysetId, keyId } = enlisted.contradiction;
    const detail = `The run ${runId} is to give the key "${keyId}" of "${keysetId}" another status at the same time; stop it, or choose another time.`;
    throw new Problem(409, "contradicting-plan", detail, { members: { runId } });
  }
  const view = await reach(() => runOf(c.env, tenantId, id).create(run, changes));
  if (view === undefined) throw new Error("a run that was created is not there");
  return view;
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
