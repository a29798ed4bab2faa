// What somebody is told: one thing that happened to a run. Pure: an audit entry in, plain data and a sentence out.

import { idOf, type Entry } from "../audit/entry.ts";
import { iso } from "../values.ts";

export interface Notice {
  /** The same however often it is sent: whoever gets it twice can tell. */
  id: string;
  type: "run-late" | "run-ended";
  at: string;
  tenant: string;
  runId: string;
  /** Of a run that has ended: `done`, `failed`, `expired`, `stopped` or `halted`. */
  state?: string;
  caller: string;
  reason: string;
  plannedFor?: string;
  notAfter?: string;
  total?: number;
  counts?: Record<string, number>;
  message?: string;
  /** Where to look, under this Worker's address. */
  path: string;
}

/** Nothing for entries that nobody is told of. */
export function noticeOf(entry: Entry): Notice | undefined {
  const { kind, runId, tenant, state, caller, reason, plannedFor, notAfter, total, counts, message } = entry;
  if ((kind !== "run-late" && kind !== "run-ended") || runId === undefined) return undefined;
  return {
    id: idOf(entry),
    type: kind,
    at: iso(entry.at),
    tenant,
    runId,
    ...(state && { state }),
    caller,
    reason,
    ...(plannedFor !== undefined && { plannedFor: iso(plannedFor) }),
    ...(notAfter !== undefined && { notAfter: iso(notAfter) }),
    ...(total !== undefined && { total }),
    ...(counts !== undefined && { counts: JSON.parse(counts) as Record<string, number> }),
    ...(message && { message }),
    path: `/tenants/${tenant}/runs/${runId}`,
  };
}

/** One line for people. */
export function sentence({
  type,
  state,
  tenant,
  caller,
  reason,
  counts,
  total,
  message,
  plannedFor,
  runId,
}: Notice): string {
  const what = type === "run-late" ? "is late" : state === "done" ? "is done" : `ended ${state}`;
  const when = plannedFor === undefined ? "" : ` planned for ${plannedFor}`;
  const far = counts === undefined ? "" : ` ${counts["applied"] ?? 0} of ${total ?? 0} changes applied.`;
  const why = message === undefined ? "" : ` ${message}`;
  return `Policy keys of ${tenant}: the run${when} ${what}.${far}${why} Asked by ${caller}: "${reason}". Run ${runId}.`;
}

/** Whether somebody should get up. */
export const isBad = ({ type, state }: Notice): boolean => type === "run-late" || state !== "done";
