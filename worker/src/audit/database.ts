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

/** Which rows: all that is given must hold. */
export interface Filter {
  runId?: string | undefined;
  keysetId?: string | undefined;
  keyId?: string | undefined;
  status?: string | undefined;
  caller?: string | undefined;
  kinds?: readonly string[] | undefined;
  outcomes?: readonly string[] | undefined;
  /** Times as the rows have them: `from` is in, `to` is not. */
  from?: string | undefined;
  to?: string | undefined;
}

/** A page of a tenant's rows, newest first. */
export async function page(
  db: D1Database,
  tenant: string,
  filter: Filter,
  { before, limit }: { before?: number | undefined; limit: number },
): Promise<{ rows: Record<string, unknown>[]; next?: number }> {
  const where = conditions(tenant, filter, ["id < ?", before]);
  const results = await select(db, where, "id DESC", limit);
  const last = results.length === limit ? results.at(-1)?.["id"] : undefined;
  return { rows: results.map(shown), ...(typeof last === "number" && { next: last }) };
}

/** The rows that there are now, oldest first, page by page: as many of a page as the one before was asked for. */
export async function* pages(
  db: D1Database,
  tenant: string,
  filter: Filter,
  size: number,
): AsyncGenerator<Row[], void, void> {
  const last = await db
    .prepare("SELECT MAX(id) AS id FROM audit WHERE tenant = ?")
    .bind(tenant)
    .first<{ id: number }>();
  for (let after = 0; ; ) {
    const where = conditions(tenant, filter, ["id > ?", after], ["id <= ?", last?.id ?? 0]);
    const rows = await select(db, where, "id", size);
    if (rows.length > 0) yield rows;
    if (rows.length < size) return;
    after = Number(rows.at(-1)?.["id"]);
  }
}

type Condition = [sql: string, value: string | number];

function conditions(
  tenant: string,
  { runId, keysetId, keyId, status, caller, kinds, outcomes, from, to }: Filter,
  ...more: [string, string | number | undefined][]
): Condition[] {
  const oneOf = (column: string) => `${column} IN (SELECT value FROM json_each(?))`;
  const all: [string, string | number | undefined][] = [
    ["tenant = ?", tenant],
    ["run_id = ?", runId],
    // Graph takes ids of key sets in any case.
    ["keyset_id = ? COLLATE NOCASE", keysetId],
    ["key_id = ?", keyId],
    ["status = ?", status],
    ["caller = ?", caller],
    [oneOf("kind"), kinds && JSON.stringify(kinds)],
    [oneOf("outcome"), outcomes && JSON.stringify(outcomes)],
    ["at >= ?", from],
    ["at < ?", to],
    ...more,
  ];
  return all.filter((condition): condition is Condition => condition[1] !== undefined);
}

async function select(db: D1Database, where: Condition[], order: string, limit: number): Promise<Row[]> {
  const sql = `SELECT * FROM audit WHERE ${where.map(([condition]) => condition).join(" AND ")} ORDER BY ${order} LIMIT ?`;
  const values = where.map(([, value]) => value);
  return (
    await db
      .prepare(sql)
      .bind(...values, limit)
      .all<Row>()
  ).results;
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
  // What the present version writes has no CHECK on its kind.
  const index = await db.prepare("SELECT 1 FROM sqlite_master WHERE name = 'audit_by_key'").first();
  return index !== null && STORED.every((column) => columns.has(column));
}
