// The audit in D1. Only ever adds; what is older than a checkpoint may go: retention.ts.

import type { Head, Link } from "./chain.ts";
import { COLUMNS, idOf, shown, type Entry, type Row } from "./entry.ts";

const STORED = ["chain", "seq", "hash", ...COLUMNS];

// One statement, so that all rows are there or none; one parameter, since D1 allows a hundred.
const INSERT = `INSERT INTO audit (${STORED.join(", ")})
  SELECT ${STORED.map((_, index) => `value ->> '$[${index}]'`).join(", ")} FROM json_each(?1)`;

export async function insert(db: D1Database, chain: string, links: readonly Link[]): Promise<void> {
  const rows = links.map(({ seq, hash, values }) => [chain, seq, hash, ...values]);
  await db.prepare(INSERT).bind(JSON.stringify(rows)).run();
}

export async function headOf(db: D1Database, chain: string): Promise<Head | undefined> {
  const sql = "SELECT seq, hash FROM audit WHERE chain = ? ORDER BY seq DESC LIMIT 1";
  return (await db.prepare(sql).bind(chain).first<{ seq: number; hash: string }>()) ?? undefined;
}

/** Which of the entries are there already, by id. */
export async function knownOf(db: D1Database, entries: readonly Entry[]): Promise<Set<string>> {
  const ids = JSON.stringify(entries.map(({ attemptId }) => attemptId));
  const sql = "SELECT attempt_id || ':' || kind AS id FROM audit WHERE attempt_id IN (SELECT value FROM json_each(?1))";
  const { results } = await db.prepare(sql).bind(ids).all<{ id: string }>();
  const found = new Set(results.map(({ id }) => id));
  return new Set(entries.map(idOf).filter((id) => found.has(id)));
}

/** A page of a tenant's rows, newest first. */
export async function page(
  db: D1Database,
  tenant: string,
  { before, limit, runId }: { before?: number | undefined; limit: number; runId?: string | undefined },
): Promise<{ rows: Record<string, unknown>[]; next?: number }> {
  const where: [string, string | number | undefined][] = [
    ["tenant = ?", tenant],
    ["id < ?", before],
    ["run_id = ?", runId],
  ];
  const asked = where.filter((condition): condition is [string, string | number] => condition[1] !== undefined);
  const { results } = await db
    .prepare(`SELECT * FROM audit WHERE ${asked.map(([sql]) => sql).join(" AND ")} ORDER BY id DESC LIMIT ?`)
    .bind(...asked.map(([, value]) => value), limit)
    .all<Row>();
  const last = results.length === limit ? results.at(-1)?.["id"] : undefined;
  return { rows: results.map(shown), ...(typeof last === "number" && { next: last }) };
}

/** A chain's rows behind `after`, oldest first. */
export async function rowsAfter(db: D1Database, chain: string, after: number, limit: number): Promise<Row[]> {
  const sql = "SELECT * FROM audit WHERE chain = ? AND seq > ? ORDER BY seq LIMIT ?";
  return (await db.prepare(sql).bind(chain, after, limit).all<Row>()).results;
}

/** Whether the table is the one that this version writes to. */
export async function isCurrent(db: D1Database): Promise<boolean> {
  const { results } = await db.prepare("SELECT name FROM pragma_table_info('audit')").all<{ name: string }>();
  const columns = new Set(results.map(({ name }) => name));
  return STORED.every((column) => columns.has(column));
}
