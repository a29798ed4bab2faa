// What somebody is told: one thing that happened to a run or a key set. Pure: an audit entry in, plain data and a sentence out.

import { idOf, type Entry, type Kind } from "../audit/entry.ts";
import { iso } from "../values.ts";
import type { News } from "../watch/news.ts";

export const NOTICE_TYPES = [
  "run-late",
  "run-ended",
  "run-awaits-release",
  "keyset-unusable",
  "keyset-runs-out",
  "keyset-mended",
] as const;

export interface Notice {
  /** The same however often it is sent: whoever gets it twice can tell. */
  id: string;
  type: (typeof NOTICE_TYPES)[number];
  at: string;
  tenant: string;
  /** What it is about: a run, or a key set. */
  runId?: string;
  keysetId?: string;
  /** Of a run that has ended: `done`, `failed`, `expired`, `stopped` or `halted`. Of a key set: its outlook. */
  state?: string;
  caller: string;
  reason: string;
  plannedFor?: string;
  notAfter?: string;
  total?: number;
  counts?: Record<string, number>;
  message?: string;
  /** Of a key set that is not well: within how many days it runs out; 0 is unusable. */
  withinDays?: number;
  runsOutAt?: string;
  /** Where to look, under this Worker's address. */
  path: string;
}

/** Nothing for entries that nobody is told of. */
export function noticeOf(entry: Entry, news?: News & { runsOutAt?: number }): Notice | undefined {
  const { kind, runId, keysetId, tenant, state, caller, reason, plannedFor, notAfter, total, counts, message } = entry;
  const type = typeOf(kind, state);
  if (type === undefined) return undefined;
  const about = runId !== undefined ? { runId } : { keysetId: keysetId ?? "" };
  const path = runId !== undefined ? `runs/${runId}` : `keysets/${encodeURIComponent(keysetId ?? "")}`;
  return {
    id: idOf(entry),
    type,
    at: iso(entry.at),
    tenant,
    ...about,
    ...(state && { state }),
    caller,
    reason,
    ...(plannedFor !== undefined && { plannedFor: iso(plannedFor) }),
    ...(notAfter !== undefined && { notAfter: iso(notAfter) }),
    ...(total !== undefined && { total }),
    ...(counts !== undefined && { counts: JSON.parse(counts) as Record<string, number> }),
    ...(message && { message }),
    ...(news?.level !== undefined && { withinDays: news.level }),
    ...(news?.runsOutAt !== undefined && { runsOutAt: iso(news.runsOutAt) }),
    path: `/tenants/${tenant}/${path}`,
  };
}

function typeOf(kind: Kind, state: string | undefined): Notice["type"] | undefined {
  if (state === "awaiting-release") return "run-awaits-release";
  return NOTICE_TYPES.find((type) => type === kind);
}

/** One line for people. */
export function sentence(notice: Notice): string {
  const { type, state, tenant, caller, reason, counts, total, message, plannedFor, runId } = notice;
  const of = `Policy keys of ${tenant}:`;
  if (runId === undefined) return `${of} ${message}`;
  const when = plannedFor === undefined ? "" : ` planned for ${plannedFor}`;
  const by = `Asked by ${caller}: "${reason}". Run ${runId}.`;
  if (type === "run-awaits-release")
    return `${of} the run${when} must be released by somebody else. ${message ?? ""} ${by}`;
  const what = type === "run-late" ? "is late" : state === "done" ? "is done" : `ended ${state}`;
  const far = counts === undefined ? "" : ` ${counts["applied"] ?? 0} of ${total ?? 0} changes applied.`;
  const why = message === undefined ? "" : ` ${message}`;
  return `${of} the run${when} ${what}.${far}${why} ${by}`;
}

/** Whether it is told to everybody, whoever wishes it or not. */
export const isAlwaysTold = ({ type }: Notice): boolean => type !== "run-ended";

/** Whether somebody should do something. A key set is mended once it is not within any number of days. */
export function isBad({ type, state, withinDays }: Notice): boolean {
  if (type === "run-ended") return state !== "done";
  return type !== "keyset-mended" || withinDays !== undefined;
}

export type Severity = "critical" | "error" | "warning" | "info";

/** How bad: PagerDuty's words. */
export function severityOf({ type, withinDays }: Notice): Severity {
  if (type === "run-awaits-release") return "info";
  if (type === "keyset-mended" && withinDays === undefined) return "info";
  if (type === "run-late") return "error";
  if (type === "run-ended" || withinDays === undefined || withinDays === 0) return "critical";
  return withinDays <= 1 ? "error" : "warning";
}
