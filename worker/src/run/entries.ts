// What the audit is told of a run. Pure.

import type { Entry, Kind } from "../audit/entry.ts";
import type { Change } from "./change.ts";
import type { ChangeState, Counts, RunRow, Told } from "./row.ts";

type Subject = Pick<
  RunRow,
  "id" | "tenant" | "caller" | "reason" | "createdAt" | "startAt" | "notAfter" | "planned" | "guard" | "verify"
>;

const about = (kind: Kind, at: number, run: Subject, attemptId: string): Entry => ({
  kind,
  at,
  attemptId,
  runId: run.id,
  tenant: run.tenant,
  caller: run.caller,
  reason: run.reason,
  askedAt: run.createdAt,
  plannedFor: run.planned ? run.startAt : undefined,
  notAfter: run.notAfter,
  guard: run.guard,
  verify: run.verify,
});

/** That a run was taken. One of a single change says which. */
export function created(at: number, run: Subject, changes: readonly Change[]): Entry {
  const [only] = changes.length === 1 ? changes : [];
  return { ...about("run-created", at, run, run.id), ...only, state: "scheduled", total: changes.length };
}

export const planned = (at: number, run: Subject, change: Change & { index: number }): Entry => ({
  ...about("planned", at, run, changeIdOf(run.id, change.index)),
  ...keyOf(change),
  changeId: changeIdOf(run.id, change.index),
});

export const happened = (
  kind: "run-started" | "run-late" | "run-ended",
  at: number,
  run: RunRow,
  counts: Counts,
  total: number,
): Entry => ({
  ...about(kind, at, run, run.id),
  state: run.state,
  total,
  counts: JSON.stringify(counts),
  message: run.message,
});

/** That somebody asked for the end of a run. */
export const stopped = (at: number, run: RunRow, caller: string): Entry => ({
  ...about("run-stopped", at, run, run.id),
  caller,
  state: "stopping",
});

export interface NotMade extends Change {
  index: number;
  state: ChangeState;
  told: Told;
}

export const notMade = (at: number, run: RunRow, { index, state, told, ...change }: NotMade): Entry => ({
  ...about("not-made", at, run, changeIdOf(run.id, index)),
  ...keyOf(change),
  changeId: changeIdOf(run.id, index),
  outcome: state,
  code: told.code,
  message: told.message,
  requestId: told.requestId,
});

const changeIdOf = (runId: string, index: number): string => `${runId}/${index}`;
const keyOf = ({ keysetId, keyId, status }: Change): Change => ({ keysetId, keyId, status });
