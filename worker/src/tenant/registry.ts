// Which runs a tenant has, and what is planned for which key and time. The runs themselves are objects of their own and decide; this follows.

import type { Entry } from "../audit/entry.ts";
import { keyName } from "../names.ts";
import type { Change } from "../run/change.ts";
import type { RunState } from "../run/row.ts";
import { DAY } from "../time.ts";
import { iso } from "../values.ts";

/** Where two plans do not agree. */
export interface Contradiction {
  runId: string;
  keysetId: string;
  keyId: string;
}

/** Which runs: all that is given must hold. Times are milliseconds since 1970. */
export interface RunFilter {
  states?: readonly string[] | undefined;
  caller?: string | undefined;
  /** Those that were to be at work, or were, at some time from `from` until `to`. */
  from?: number | undefined;
  to?: number | undefined;
}

/** What is known of a run without asking it. */
export interface RunSummary {
  id: string;
  state: RunState;
  caller: string;
  reason: string;
  createdAt: string;
  startAt: string;
  notAfter?: string;
  endedAt?: string;
  total?: number;
  counts?: Record<string, number>;
  message?: string;
  why?: string;
}

type RunRow = {
  n: number;
  run_id: string;
  state: RunState;
  caller: string;
  reason: string;
  created_at: number;
  start_at: number | null;
  not_after: number | null;
  ended_at: number | null;
  total: number | null;
  counts: string | null;
  message: string | null;
  why: string | null;
};

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

  /** What a run came to, and why its first change was not made. */
  static readonly SECOND = ["counts TEXT", "message TEXT", "why TEXT"].map(
    (column) => `ALTER TABLE runs ADD COLUMN ${column}`,
  );

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

  /** What is planned for that time or before, in order. */
  until(at: number): Change[] {
    const sql = "SELECT key, status FROM plans WHERE at <= ? ORDER BY at, rowid";
    const rows = this.sql.exec<{ key: string; status: Change["status"] }>(sql, at).toArray();
    return rows.map(({ key, status }) => {
      const [keysetId, keyId] = JSON.parse(key) as [string, string];
      return { keysetId, keyId, status };
    });
  }

  /** Gives what a run has planned another time, unless that contradicts another run. `dry`: only says so. */
  replan(runId: string, at: number, dry: boolean): Contradiction | undefined {
    const sql = `SELECT other.run_id, other.key FROM plans AS mine JOIN plans AS other ON other.key = mine.key
      WHERE mine.run_id = ? AND other.run_id <> mine.run_id AND other.at = ? AND other.status <> mine.status LIMIT 1`;
    const [other] = this.sql.exec<{ run_id: string; key: string }>(sql, runId, at).toArray();
    if (other !== undefined) {
      const [keysetId, keyId] = JSON.parse(other.key) as [string, string];
      return { runId: other.run_id, keysetId, keyId };
    }
    if (!dry) this.sql.exec("UPDATE plans SET at = ? WHERE run_id = ?", at, runId);
    return undefined;
  }

  /** Keeps up with what happened to a run. */
  follow(entry: Entry): void {
    const { kind, runId, state, at, plannedFor, notAfter, counts, message } = entry;
    if (runId === undefined) return;
    if (kind === "not-made") this.#note(runId, entry);
    if (!kind.startsWith("run-") || kind === "run-stopped") return;
    this.#add(runId, entry);
    // Asked for a second time, a run may be further than at its beginning.
    if (kind === "run-created") return;
    this.sql.exec(
      `UPDATE runs SET state = COALESCE(?, state), start_at = COALESCE(?, start_at), not_after = COALESCE(?, not_after),
        counts = COALESCE(?, counts), message = COALESCE(?, message) WHERE run_id = ? AND ended_at IS NULL`,
      state ?? null,
      plannedFor ?? null,
      notAfter ?? null,
      counts ?? null,
      message ?? null,
      runId,
    );
    if (kind !== "run-ended") return;
    this.sql.exec("UPDATE runs SET ended_at = ? WHERE run_id = ?", at, runId);
    this.sql.exec("DELETE FROM plans WHERE run_id = ?", runId);
  }

  #add(runId: string, { state, caller, reason, at, plannedFor, notAfter, total }: Entry): void {
    this.sql.exec(
      `INSERT OR IGNORE INTO runs (run_id, state, caller, reason, created_at, start_at, not_after, total)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
      runId,
      state ?? "scheduled",
      caller,
      reason,
      at,
      plannedFor ?? at,
      notAfter ?? null,
      total ?? null,
    );
  }

  #note(runId: string, { keysetId, keyId, message }: Entry): void {
    const why = `"${keyId}" of "${keysetId}": ${message ?? "not made."}`;
    this.sql.exec("UPDATE runs SET why = COALESCE(why, ?) WHERE run_id = ?", why, runId);
  }

  /** Those that were asked for last come first. `before` is the `next` of the page before. */
  list(
    { states, caller, from, to }: RunFilter,
    { before, limit }: { before?: number | undefined; limit: number },
  ): { runs: RunSummary[]; next?: number } {
    const sql = `SELECT rowid AS n, * FROM runs WHERE (?1 IS NULL OR state IN (SELECT value FROM json_each(?1))) AND (?2 IS NULL OR caller = ?2)
      AND (?3 IS NULL OR COALESCE(ended_at, not_after, start_at, created_at) >= ?3) AND (?4 IS NULL OR COALESCE(start_at, created_at) < ?4)
      AND (?5 IS NULL OR rowid < ?5) ORDER BY rowid DESC LIMIT ?6`;
    const asked = states === undefined ? null : JSON.stringify(states);
    const rows = this.sql
      .exec<RunRow>(sql, asked, caller ?? null, from ?? null, to ?? null, before ?? null, limit)
      .toArray();
    const last = rows.length === limit ? rows.at(-1)?.n : undefined;
    return { runs: rows.map(summaryOf), ...(last !== undefined && { next: last }) };
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

const summaryOf = (row: RunRow): RunSummary => ({
  id: row.run_id,
  state: row.state,
  caller: row.caller,
  reason: row.reason,
  createdAt: iso(row.created_at),
  startAt: iso(row.start_at ?? row.created_at),
  ...(row.not_after !== null && { notAfter: iso(row.not_after) }),
  ...(row.ended_at !== null && { endedAt: iso(row.ended_at) }),
  ...(row.total !== null && { total: row.total }),
  ...(row.counts !== null && { counts: JSON.parse(row.counts) as Record<string, number> }),
  ...(row.message !== null && { message: row.message }),
  ...(row.why !== null && { why: row.why }),
});
