// The audit in D1: who asked for what and why, and what came of it. Only ever adds; migrations/ says what a row is.

import type { Outcome } from "./keyset/outcome.ts";
import { iso } from "./values.ts";

/** What a row says of a change, whichever kind it is. */
export interface Subject {
  attemptId: string;
  changeId: string;
  runId?: string | undefined;
  tenant: string;
  keysetId: string;
  keyId: string;
  status: string;
  caller: string;
  reason: string;
  askedAt: number;
  guard: boolean;
  verify: boolean;
}

const COLUMNS =
  "kind, at, attempt_id, change_id, run_id, tenant, keyset_id, key_id, status, caller, reason, asked_at, guard, verify, outcome, code, message, http_status, graph_code, request_id, attempts";
// A row that is there already was written by a try whose end was not seen.
const INSERT = `INSERT INTO audit (${COLUMNS}) VALUES (${COLUMNS.replace(/\w+/g, "?")}) ON CONFLICT (attempt_id, kind) DO NOTHING`;

const subjectValues = (kind: string, at: number, subject: Subject): unknown[] => [
  kind,
  iso(at),
  subject.attemptId,
  subject.changeId,
  subject.runId ?? null,
  subject.tenant,
  subject.keysetId,
  subject.keyId,
  subject.status,
  subject.caller,
  subject.reason,
  iso(subject.askedAt),
  Number(subject.guard),
  Number(subject.verify),
];

export const asked = (db: D1Database, at: number, subject: Subject): Promise<unknown> =>
  db
    .prepare(INSERT)
    .bind(...subjectValues("asked", at, subject), null, null, null, null, null, null, null)
    .run();

export function ended(
  db: D1Database,
  at: number,
  subject: Subject,
  { outcome, code, message, details = {}, receipt }: Outcome,
): Promise<unknown> {
  const requestId = details["requestId"] ?? receipt?.requestId ?? null;
  const attempts = details["attempts"] ?? receipt?.attempts ?? null;
  const told = [
    outcome,
    code ?? null,
    message ?? null,
    details["httpStatus"] ?? null,
    details["graphCode"] ?? null,
    requestId,
    attempts,
  ];
  return db
    .prepare(INSERT)
    .bind(...subjectValues("outcome", at, subject), ...told)
    .run();
}

/** That a run was created or stopped, and by whom. */
export function aboutRun(
  db: D1Database,
  kind: "run-created" | "run-stopped",
  at: number,
  { runId, tenant, caller, reason }: { runId: string; tenant: string; caller: string; reason: string },
): Promise<unknown> {
  const columns = "kind, at, attempt_id, run_id, tenant, caller, reason, asked_at";
  const insert = `INSERT INTO audit (${columns}) VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (attempt_id, kind) DO NOTHING`;
  return db.prepare(insert).bind(kind, iso(at), runId, runId, tenant, caller, reason, iso(at)).run();
}

/** A page of a tenant's rows, newest first. */
export async function page(
  db: D1Database,
  tenant: string,
  { before, limit, runId }: { before?: number; limit: number; runId?: string },
) {
  const where = [
    "tenant = ?",
    ...(before === undefined ? [] : ["id < ?"]),
    ...(runId === undefined ? [] : ["run_id = ?"]),
  ].join(" AND ");
  const values = [tenant, before, runId, limit].filter((value) => value !== undefined);
  const { results } = await db
    .prepare(`SELECT * FROM audit WHERE ${where} ORDER BY id DESC LIMIT ?`)
    .bind(...values)
    .all<Record<string, unknown>>();
  const last = results.length === limit ? results.at(-1)?.["id"] : undefined;
  return { rows: results.map(entry), ...(last !== undefined && { next: last }) };
}

// As the API writes names; what a row does not have is left out.
function entry(row: Record<string, unknown>): Record<string, unknown> {
  const told = Object.entries(row).filter(([, value]) => value !== null);
  const named = told.map(([column, value]) => [
    column.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase()),
    value,
  ]);
  const made = Object.fromEntries(named) as Record<string, unknown>;
  for (const flag of ["guard", "verify"]) if (flag in made) made[flag] = made[flag] === 1;
  return made;
}
