// Which runs a tenant has, and what is planned for which key and time. The runs themselves are objects of their own and decide; this follows.

import type { Entry } from "../audit/entry.ts";
import { keyName } from "../names.ts";
import type { Change } from "../run/change.ts";
import { DAY } from "../time.ts";

/** Where two plans do not agree. */
export interface Contradiction {
  runId: string;
  keysetId: string;
  keyId: string;
}

/** How long a run is listed after its end: as long as it can be looked at. */
const KEPT = 30 * DAY;

export class Registry {
  constructor(readonly sql: SqlStorage) {}

  static readonly SCHEMA = [
    `CREATE TABLE runs (
      run_id TEXT PRIMARY KEY, state TEXT NOT NULL, caller TEXT NOT NULL, reason TEXT NOT NULL, created_at INTEGER NOT NULL,
      start_at INTEGER, not_after INTEGER, total INTEGER, ended_at INTEGER, looked_at INTEGER NOT NULL DEFAULT 0)`,
    "CREATE INDEX runs_open ON runs (looked_at) WHERE ended_at IS NULL",
    "CREATE TABLE plans (key TEXT NOT NULL, at INTEGER NOT NULL, run_id TEXT NOT NULL, status TEXT NOT NULL, PRIMARY KEY (key, at, run_id))",
    "CREATE INDEX plans_by_run ON plans (run_id)",
  ];

  /** Another run that is to give a key another status at the very same time: which of them were last, nobody could say. */
  contradiction(runId: string, at: number, changes: readonly Change[]): Contradiction | undefined {
    const sql = "SELECT run_id FROM plans WHERE key = ? AND at = ? AND run_id <> ? AND status <> ? LIMIT 1";
    for (const { keysetId, keyId, status } of changes) {
      const [other] = this.sql.exec<{ run_id: string }>(sql, keyName(keysetId, keyId), at, runId, status).toArray();
      if (other !== undefined) return { runId: other.run_id, keysetId, keyId };
    }
    return undefined;
  }

  plan(runId: string, at: number, changes: readonly Change[]): void {
    const sql = "INSERT OR IGNORE INTO plans (key, at, run_id, status) VALUES (?, ?, ?, ?)";
    for (const { keysetId, keyId, status } of changes) this.sql.exec(sql, keyName(keysetId, keyId), at, runId, status);
  }

  /** Keeps up with what happened to a run. */
  follow({ kind, runId, state, caller, reason, at, plannedFor, notAfter, total }: Entry): void {
    if (runId === undefined || !kind.startsWith("run-") || kind === "run-stopped") return;
    this.sql.exec(
      `INSERT INTO runs (run_id, state, caller, reason, created_at, start_at, not_after, total) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
        ON CONFLICT (run_id) DO UPDATE SET state = CASE WHEN ended_at IS NULL THEN excluded.state ELSE state END`,
      runId,
      state ?? "scheduled",
      caller,
      reason,
      at,
      plannedFor ?? null,
      notAfter ?? null,
      total ?? null,
    );
    if (kind !== "run-ended") return;
    this.sql.exec("UPDATE runs SET state = ?, ended_at = ? WHERE run_id = ?", state ?? "failed", at, runId);
    this.sql.exec("DELETE FROM plans WHERE run_id = ?", runId);
  }

  /** Runs that have not ended, those first that were not looked at for longest. */
  open(limit: number): { runId: string; createdAt: number }[] {
    const sql = `UPDATE runs SET looked_at = ? WHERE run_id IN (SELECT run_id FROM runs WHERE ended_at IS NULL ORDER BY looked_at LIMIT ?)
      RETURNING run_id, created_at`;
    const rows = this.sql.exec<{ run_id: string; created_at: number }>(sql, Date.now(), limit).toArray();
    return rows.map(({ run_id, created_at }) => ({ runId: run_id, createdAt: created_at }));
  }

  has(runId: string): boolean {
    return this.sql.exec("SELECT 1 FROM runs WHERE run_id = ?", runId).toArray().length > 0;
  }

  drop(runId: string): void {
    this.sql.exec("DELETE FROM runs WHERE run_id = ?", runId);
    this.sql.exec("DELETE FROM plans WHERE run_id = ?", runId);
  }

  forgetOld(): void {
    this.sql.exec("DELETE FROM runs WHERE ended_at <= ?", Date.now() - KEPT);
  }
}
