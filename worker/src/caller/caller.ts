// One caller, as a Durable Object: how often they ask, and what they asked under which Idempotency-Key.

import { DurableObject } from "cloudflare:workers";
import type { Env } from "../env.ts";
import { admit, type Bucket } from "./bucket.ts";
import { judge, REMEMBERED_MS, type Answer, type Claim, type Verdict } from "./idempotency.ts";

export class Caller extends DurableObject<Env> {
  // Not stored: an object that was evicted has had a quiet minute.
  #bucket: Bucket | undefined;

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    ctx.storage.sql.exec(`CREATE TABLE IF NOT EXISTS claims (
      scope TEXT PRIMARY KEY, operation_id TEXT NOT NULL, body_hash TEXT NOT NULL, claimed_at INTEGER NOT NULL, answer TEXT)`);
  }

  /** How long to wait before the request may be made; 0 is now, and counts it. */
  admit(perMinute: number): number {
    const { bucket, waitMs } = admit(this.#bucket, Date.now(), perMinute);
    this.#bucket = bucket;
    return waitMs;
  }

  /** `scope` is the route, the tenant and the Idempotency-Key. */
  async claim(scope: string, bodyHash: string): Promise<Verdict> {
    const now = Date.now();
    const verdict = judge(this.#claim(scope), bodyHash, now, crypto.randomUUID());
    if (verdict.do === "perform") {
      this.ctx.storage.sql.exec(
        "INSERT OR REPLACE INTO claims (scope, operation_id, body_hash, claimed_at, answer) VALUES (?, ?, ?, ?, NULL)",
        scope,
        verdict.operationId,
        bodyHash,
        now,
      );
      if ((await this.ctx.storage.getAlarm()) === null) await this.ctx.storage.setAlarm(now + REMEMBERED_MS);
    }
    return verdict;
  }

  settle(scope: string, operationId: string, answer: Answer): void {
    const sql = "UPDATE claims SET answer = ? WHERE scope = ? AND operation_id = ?";
    this.ctx.storage.sql.exec(sql, JSON.stringify(answer), scope, operationId);
  }

  release(scope: string, operationId: string): void {
    this.ctx.storage.sql.exec("DELETE FROM claims WHERE scope = ? AND operation_id = ?", scope, operationId);
  }

  /** Forgets what is too old. */
  override async alarm(): Promise<void> {
    const now = Date.now();
    this.ctx.storage.sql.exec("DELETE FROM claims WHERE claimed_at <= ?", now - REMEMBERED_MS);
    const [oldest] = this.ctx.storage.sql.exec<{ at: number | null }>("SELECT MIN(claimed_at) AS at FROM claims");
    if (oldest?.at != null) await this.ctx.storage.setAlarm(oldest.at + REMEMBERED_MS + 1);
  }

  #claim(scope: string): Claim | undefined {
    type Row = { operation_id: string; body_hash: string; claimed_at: number; answer: string | null };
    const [row] = this.ctx.storage.sql.exec<Row>("SELECT * FROM claims WHERE scope = ?", scope);
    if (row === undefined) return undefined;
    const claim = { operationId: row.operation_id, bodyHash: row.body_hash, claimedAt: row.claimed_at };
    return row.answer === null ? claim : { ...claim, answer: JSON.parse(row.answer) as Answer };
  }
}
