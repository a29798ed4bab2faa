// One caller, as a Durable Object: how often they ask, and what they asked under which Idempotency-Key.

import { DurableObject } from "cloudflare:workers";
import type { Env } from "../env.ts";
import { upgrade, wake } from "../storage.ts";
import { MINUTE } from "../time.ts";
import { admit, type Bucket } from "./bucket.ts";
import { judge, REMEMBERED, type Answer, type Claim, type Verdict } from "./idempotency.ts";

const BUCKET = "bucket";

/** After so long without a request the bucket is full again, and need not be kept. */
const QUIET = 2 * MINUTE;

export class Caller extends DurableObject<Env> {
  /** How long to wait before the request may be made; 0 is now, and counts it. */
  async admit(perMinute: number): Promise<number> {
    const { storage } = this.ctx;
    const now = Date.now();
    const { bucket, waitMs } = admit(storage.kv.get<Bucket>(BUCKET), now, perMinute);
    // A refusal takes nothing out: a caller who never stops costs no writes.
    if (waitMs > 0) return waitMs;
    storage.kv.put(BUCKET, bucket);
    await wake(storage, now + QUIET);
    return 0;
  }

  /** `scope` is the route, the tenant and the Idempotency-Key. */
  async claim(scope: string, bodyHash: string): Promise<Verdict> {
    this.#prepare(true);
    const now = Date.now();
    const verdict = judge(this.#claim(scope), bodyHash, now, crypto.randomUUID());
    if (verdict.do === "perform" && !verdict.isRepeat) {
      this.ctx.storage.sql.exec(
        "INSERT OR REPLACE INTO claims (scope, operation_id, body_hash, claimed_at, answer) VALUES (?, ?, ?, ?, NULL)",
        scope,
        verdict.operationId,
        bodyHash,
        now,
      );
      await wake(this.ctx.storage, now + QUIET);
    }
    return verdict;
  }

  settle(scope: string, operationId: string, answer: Answer): void {
    if (!this.#prepare()) return;
    const sql = "UPDATE claims SET answer = ? WHERE scope = ? AND operation_id = ?";
    this.ctx.storage.sql.exec(sql, JSON.stringify(answer), scope, operationId);
  }

  release(scope: string, operationId: string): void {
    if (!this.#prepare()) return;
    this.ctx.storage.sql.exec("DELETE FROM claims WHERE scope = ? AND operation_id = ?", scope, operationId);
  }

  /** Forgets what is too old; of a caller who is quiet and owes nothing, all. */
  override async alarm(): Promise<void> {
    const { storage } = this.ctx;
    const now = Date.now();
    const quietAt = (storage.kv.get<Bucket>(BUCKET)?.at ?? 0) + QUIET;
    const oldest = this.#forget(now);
    if (oldest === undefined && quietAt <= now) return storage.deleteAll();
    await storage.setAlarm(Math.max(now, quietAt > now ? quietAt : (oldest ?? now) + REMEMBERED + 1));
  }

  #forget(now: number): number | undefined {
    if (!this.#prepare()) return undefined;
    const { sql } = this.ctx.storage;
    sql.exec("DELETE FROM claims WHERE claimed_at <= ?", now - REMEMBERED);
    return sql.exec<{ at: number | null }>("SELECT MIN(claimed_at) AS at FROM claims").one().at ?? undefined;
  }

  #claim(scope: string): Claim | undefined {
    type Row = { operation_id: string; body_hash: string; claimed_at: number; answer: string | null };
    const [row] = this.ctx.storage.sql.exec<Row>("SELECT * FROM claims WHERE scope = ?", scope).toArray();
    if (row === undefined) return undefined;
    const claim = { operationId: row.operation_id, bodyHash: row.body_hash, claimedAt: row.claimed_at };
    return row.answer === null ? claim : { ...claim, answer: JSON.parse(row.answer) as Answer };
  }

  // 0.1.0 had the same table.
  #prepare(made = false): boolean {
    const create = () =>
      this.ctx.storage.sql.exec(`CREATE TABLE IF NOT EXISTS claims (
        scope TEXT PRIMARY KEY, operation_id TEXT NOT NULL, body_hash TEXT NOT NULL, claimed_at INTEGER NOT NULL, answer TEXT)`);
    return upgrade(this.ctx.storage, "claims", [create, () => undefined], made);
  }
}
