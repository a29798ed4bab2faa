// The outcomes of a key set, in its own storage first and then in the audit: D1 may be away for a while, and an outcome must not be lost for
// that. While an outcome is here, its change is not made again.

import * as audit from "../audit.ts";
import type { Subject } from "../audit.ts";
import type { Outcome } from "./outcome.ts";

/** How long an outcome is known, so that whoever was cut off may ask again. */
const REMEMBERED_MS = 24 * 3600 * 1000;

/** How long to wait before D1 is tried again. */
const AGAIN_MS = 10_000;

export class Outbox {
  constructor(
    readonly storage: DurableObjectStorage,
    readonly db: D1Database,
  ) {
    storage.sql.exec(`CREATE TABLE IF NOT EXISTS outcomes (
      change_id TEXT PRIMARY KEY, at INTEGER NOT NULL, subject TEXT NOT NULL, outcome TEXT NOT NULL, audited INTEGER NOT NULL DEFAULT 0)`);
  }

  outcomeOf(changeId: string): Outcome | undefined {
    const [row] = this.storage.sql.exec<{ outcome: string }>(
      "SELECT outcome FROM outcomes WHERE change_id = ?",
      changeId,
    );
    return row === undefined ? undefined : (JSON.parse(row.outcome) as Outcome);
  }

  /** Keeps the outcome together with an alarm, then writes it to the audit. What is cut short in between the alarm makes good. */
  async put(subject: Subject, outcome: Outcome): Promise<void> {
    const at = Date.now();
    const alarm = await this.storage.getAlarm();
    const insert = "INSERT OR REPLACE INTO outcomes (change_id, at, subject, outcome) VALUES (?, ?, ?, ?)";
    this.storage.sql.exec(insert, subject.changeId, at, JSON.stringify(subject), JSON.stringify(outcome));
    if (alarm === null || alarm > at + AGAIN_MS) await this.storage.setAlarm(at + AGAIN_MS);
    await this.#write(subject.changeId, at, subject, outcome);
  }

  /** The alarm: writes what is not in the audit yet and forgets what is old. */
  async tidy(): Promise<void> {
    type Row = { change_id: string; at: number; subject: string; outcome: string };
    let behind = false;
    for (const row of this.storage.sql
      .exec<Row>("SELECT * FROM outcomes WHERE audited = 0 ORDER BY at LIMIT 100")
      .toArray()) {
      const written = await this.#write(
        row.change_id,
        row.at,
        JSON.parse(row.subject) as Subject,
        JSON.parse(row.outcome) as Outcome,
      );
      behind ||= !written;
    }
    this.storage.sql.exec("DELETE FROM outcomes WHERE audited = 1 AND at <= ?", Date.now() - REMEMBERED_MS);
    const [oldest] = this.storage.sql.exec<{ at: number | null }>("SELECT MIN(at) AS at FROM outcomes");
    if (behind) await this.storage.setAlarm(Date.now() + AGAIN_MS);
    else if (oldest?.at != null)
      await this.storage.setAlarm(Math.max(Date.now() + 1_000, oldest.at + REMEMBERED_MS + 1));
  }

  async #write(changeId: string, at: number, subject: Subject, outcome: Outcome): Promise<boolean> {
    try {
      await audit.ended(this.db, at, subject, outcome);
    } catch {
      return false;
    }
    this.storage.sql.exec("UPDATE outcomes SET audited = 1 WHERE change_id = ?", changeId);
    return true;
  }
}
