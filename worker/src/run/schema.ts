// The tables of a run, and how those of older versions become them.

import type { Change } from "./change.ts";
import type { RunRow } from "./row.ts";
import { defaultNotAfter } from "./times.ts";

const FIRST = [
  "CREATE TABLE IF NOT EXISTS run (one INTEGER PRIMARY KEY CHECK (one = 1), value TEXT NOT NULL)",
  `CREATE TABLE IF NOT EXISTS changes (
    idx INTEGER PRIMARY KEY, keyset_id TEXT NOT NULL, key_id TEXT NOT NULL, status TEXT NOT NULL, keyset TEXT NOT NULL,
    state TEXT NOT NULL DEFAULT 'pending', tries INTEGER NOT NULL DEFAULT 0, round INTEGER NOT NULL DEFAULT 1,
    maybe INTEGER NOT NULL DEFAULT 0, not_before INTEGER NOT NULL DEFAULT 0, told TEXT)`,
  "CREATE INDEX IF NOT EXISTS changes_by_state ON changes (state)",
];

/** What is owed to the tenant, in order. */
const OUTBOX = "CREATE TABLE outbox (n INTEGER PRIMARY KEY AUTOINCREMENT, event TEXT NOT NULL)";

/** `tenantIdOf`: 0.1.0 kept the tenant's name alone. */
export const steps = ({ sql }: DurableObjectStorage, tenantIdOf: (tenant: string) => string): (() => void)[] => [
  () => FIRST.forEach((statement) => sql.exec(statement)),
  () => {
    sql.exec(OUTBOX);
    const [row] = sql.exec<{ value: string }>("SELECT value FROM run").toArray();
    if (row === undefined) return;
    const first = JSON.parse(row.value) as Partial<RunRow>;
    sql.exec("UPDATE run SET value = ?", JSON.stringify(secondOf(first, changesOf(sql), tenantIdOf)));
  },
  // JSON: the last tries of a change.
  () => sql.exec("ALTER TABLE changes ADD COLUMN tried TEXT NOT NULL DEFAULT '[]'"),
];

/** A run that 0.1.0 made has as much time as a new one, counted from now if it has begun. */
function secondOf(run: Partial<RunRow>, changes: Change[], tenantIdOf: (tenant: string) => string): Partial<RunRow> {
  const startAt = run.startAt ?? Date.now();
  return {
    ...run,
    tenantId: tenantIdOf(run.tenant ?? ""),
    onFailure: "stop",
    notify: false,
    planned: startAt !== run.createdAt,
    notAfter: defaultNotAfter(Math.max(startAt, Date.now()), changes),
  };
}

function changesOf(sql: SqlStorage): Change[] {
  type Row = { keyset_id: string; key_id: string; status: Change["status"] };
  return sql
    .exec<Row>("SELECT keyset_id, key_id, status FROM changes")
    .toArray()
    .map(({ keyset_id, key_id, status }) => ({ keysetId: keyset_id, keyId: key_id, status }));
}
