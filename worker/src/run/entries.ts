// What the audit is told of a run. Pure.

import type { Entry, Kind } from "../audit/entry.ts";
import { iso } from "../values.ts";
import type { Change } from "./change.ts";
import type { ChangeState, Counts, RunRow, Told } from "./row.ts";

type Subject = Pick<
  RunRow,
  | "id"
  | "tenant"
  | "caller"
  | "reason"
  | "createdAt"
  | "startAt"
  | "notAfter"
  | "planned"
  | "guard"
  | "verify"
  | "state"
  | "releaseBy"
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
  const entry = { ...about("run-created", at, run, run.id), ...only, state: run.state, total: changes.length };
  return run.releaseBy === undefined ? entry : { ...entry, message: until(run.releaseBy) };
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

/** That somebody held a run, let it go on, gave it another time, or released it. Each time is a row of its own. */
export const steered = (
  kind: Kind,
  at: number,
  run: RunRow,
  { caller, reason }: { caller: string; reason: string },
): Entry => ({
  ...about(kind, at, run, crypto.randomUUID()),
  caller,
  reason,
  state: run.state,
  message: run.state === "awaiting-release" && run.releaseBy !== undefined ? until(run.releaseBy) : undefined,
});

const until = (releaseBy: number): string => `It waits until ${iso(releaseBy)}.`;

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
