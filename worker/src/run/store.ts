// A run in the storage of its Durable Object. Decides nothing.

import type { Change } from "../request/meaning.ts";
import { sameKeyset } from "../names.ts";
import type { Left } from "./plan.ts";

export type RunState = "scheduled" | "running" | "stopping" | "done" | "stopped" | "halted";

export interface RunRow {
  id: string;
  tenant: string;
  caller: string;
  reason: string;
  guard: boolean;
  verify: boolean;
  concurrency: number;
  createdAt: number;
  startAt: number;
  state: RunState;
  startedAt?: number;
  endedAt?: number;
  /** Why it was halted. */
  message?: string;
}

export type ChangeState = "pending" | "sending" | "applied" | "failed" | "unknown" | "skipped";

export interface Told {
  code?: string | undefined;
  message?: string | undefined;
  attemptId?: string | undefined;
  requestId?: string | undefined;
}

const SCHEMA = [
  "CREATE TABLE IF NOT EXISTS run (one INTEGER PRIMARY KEY CHECK (one = 1), value TEXT NOT NULL)",
  `CREATE TABLE IF NOT EXISTS changes (
    idx INTEGER PRIMARY KEY, keyset_id TEXT NOT NULL, key_id TEXT NOT NULL, status TEXT NOT NULL, keyset TEXT NOT NULL,
    state TEXT NOT NULL DEFAULT 'pending', tries INTEGER NOT NULL DEFAULT 0, round INTEGER NOT NULL DEFAULT 1,
    maybe INTEGER NOT NULL DEFAULT 0, not_before INTEGER NOT NULL DEFAULT 0, told TEXT)`,
  "CREATE INDEX IF NOT EXISTS changes_by_state ON changes (state)",
];

export class RunStore {
  constructor(readonly storage: DurableObjectStorage) {}

  /** Nothing is written for a run that was never created: anybody may ask for any id. */
  run(): RunRow | undefined {
    const [table] = this.storage.sql.exec("SELECT 1 FROM sqlite_master WHERE name = 'run'");
    if (table === undefined) return undefined;
    const [row] = this.storage.sql.exec<{ value: string }>("SELECT value FROM run");
    return row === undefined ? undefined : (JSON.parse(row.value) as RunRow);
  }

  create(run: RunRow, changes: readonly Change[]): void {
    this.storage.transactionSync(() => {
      for (const statement of SCHEMA) this.storage.sql.exec(statement);
      this.#put(run);
      const insert = "INSERT INTO changes (idx, keyset_id, key_id, status, keyset) VALUES (?, ?, ?, ?, ?)";
      changes.forEach(({ keysetId, keyId, status }, index) =>
        this.storage.sql.exec(insert, index, keysetId, keyId, status, sameKeyset(keysetId)),
      );
    });
  }

  update(members: Partial<RunRow>): RunRow {
    const run = { ...(this.run() as RunRow), ...members };
    this.#put(run);
    return run;
  }

  /** Every change that has not ended, in order. */
  *left(): Iterable<Left> {
    type Row = { idx: number; keyset: string; not_before: number };
    const sql = "SELECT idx, keyset, not_before FROM changes WHERE state IN ('pending', 'sending') ORDER BY idx";
    for (const { idx, keyset, not_before } of this.storage.sql.exec<Row>(sql))
      yield { index: idx, keyset, notBefore: not_before };
  }

  /** The change, about to be sent once more; nothing when it has ended, as it does when the run is stopped. */
  send(index: number): (Change & { tries: number; round: number }) | undefined {
    type Row = { keyset_id: string; key_id: string; status: Change["status"]; tries: number; round: number };
    const sql = `UPDATE changes SET state = 'sending', tries = tries + (state = 'pending') WHERE idx = ? AND state IN ('pending', 'sending')
      RETURNING keyset_id, key_id, status, tries, round`;
    const [row] = this.storage.sql.exec<Row>(sql, index).toArray();
    return (
      row && { keysetId: row.keyset_id, keyId: row.key_id, status: row.status, tries: row.tries, round: row.round }
    );
  }

  /** A change that some try may have made has not simply failed. */
  settle(index: number, state: ChangeState, told: Told): void {
    const sql =
      "UPDATE changes SET state = CASE WHEN ?1 = 'failed' AND maybe THEN 'unknown' ELSE ?1 END, told = ?2 WHERE idx = ?3";
    this.storage.sql.exec(sql, state, JSON.stringify(told), index);
  }

  /** `tried`: what came of this try. One that was lost is asked for again as the same change, in case it did end. */
  again(index: number, notBefore: number, tried: { maybe: boolean; lost: boolean }, told: Told): void {
    const sql =
      "UPDATE changes SET state = 'pending', not_before = ?, maybe = MAX(maybe, ?), round = round + ?, told = ? WHERE idx = ?";
    this.storage.sql.exec(sql, notBefore, Number(tried.maybe), Number(!tried.lost), JSON.stringify(told), index);
  }

  /** Ends all that is not under way. */
  skipPending(told: Told): void {
    const sql = `UPDATE changes SET state = CASE WHEN maybe THEN 'unknown' ELSE 'skipped' END, told = ? WHERE state = 'pending'`;
    this.storage.sql.exec(sql, JSON.stringify(told));
  }

  /** What was under way when the process died, and will not be asked for again. */
  loseSending(told: Told): void {
    this.storage.sql.exec(
      "UPDATE changes SET state = 'unknown', told = ? WHERE state = 'sending'",
      JSON.stringify(told),
    );
  }

  counts(): Record<ChangeState, number> {
    const counts = { pending: 0, sending: 0, applied: 0, failed: 0, unknown: 0, skipped: 0 };
    type Row = { state: ChangeState; n: number };
    for (const { state, n } of this.storage.sql.exec<Row>("SELECT state, COUNT(*) AS n FROM changes GROUP BY state"))
      counts[state] = n;
    return counts;
  }

  results(after: number, limit: number): Record<string, unknown>[] {
    type Row = {
      idx: number;
      keyset_id: string;
      key_id: string;
      status: string;
      state: ChangeState;
      tries: number;
      told: string | null;
    };
    const rows = this.storage.sql
      .exec<Row>("SELECT * FROM changes WHERE idx > ? ORDER BY idx LIMIT ?", after, limit)
      .toArray();
    return rows.map(({ idx, keyset_id, key_id, status, state, tries, told }) => ({
      index: idx,
      keysetId: keyset_id,
      keyId: key_id,
      status,
      state,
      tries,
      ...(JSON.parse(told ?? "{}") as object),
    }));
  }

  #put(run: RunRow): void {
    this.storage.sql.exec("INSERT OR REPLACE INTO run (one, value) VALUES (1, ?)", JSON.stringify(run));
  }
}
