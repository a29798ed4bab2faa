// The outcomes of a key set, in its own storage first and then with the tenant, which writes the audit: an outcome must not be lost because
// something is away for a while. While an outcome is here, its change is not made again.

import type { Entry } from "../audit/entry.ts";
import type { Env } from "../env.ts";
import { log, nameOf } from "../log.ts";
import { reach, tenantOf } from "../objects.ts";
import type { Order } from "../run/change.ts";
import { upgrade, wake } from "../storage.ts";
import { DAY, SECOND } from "../time.ts";
import type { Outcome } from "./outcome.ts";

/** How long an outcome is known, so that whoever was cut off may ask again. */
const REMEMBERED = DAY;

/** How long to wait before the tenant is told again. */
const AGAIN = 10 * SECOND;

const BATCH = 100;

/** What was tried: an order, and the id of the try. */
export interface Subject extends Order {
  attemptId: string;
}

type Row = { change_id: string; at: number; subject: string; outcome: string };

export class Outbox {
  constructor(
    readonly storage: DurableObjectStorage,
    readonly env: Env,
    /** Of subjects that 0.1.0 wrote, which do not have it. */
    readonly tenantIdOf: (tenant: string) => string,
  ) {}

  outcomeOf(changeId: string): Outcome | undefined {
    if (!this.#prepare()) return undefined;
    const sql = "SELECT outcome FROM outcomes WHERE change_id = ?";
    const [row] = this.storage.sql.exec<{ outcome: string }>(sql, changeId).toArray();
    return row === undefined ? undefined : (JSON.parse(row.outcome) as Outcome);
  }

  /** Keeps the outcome together with an alarm, then hands it on. What is cut short in between the alarm makes good. */
  async put(subject: Subject, outcome: Outcome): Promise<void> {
    this.#prepare(true);
    const at = Date.now();
    const insert = "INSERT OR REPLACE INTO outcomes (change_id, at, subject, outcome) VALUES (?, ?, ?, ?)";
    this.storage.sql.exec(insert, subject.changeId, at, JSON.stringify(subject), JSON.stringify(outcome));
    await wake(this.storage, at + AGAIN);
    await this.#handOn([
      { change_id: subject.changeId, at, subject: JSON.stringify(subject), outcome: JSON.stringify(outcome) },
    ]);
  }

  /** The alarm: hands on what was not, and forgets what is old. */
  async tidy(): Promise<void> {
    if (!this.#prepare()) return;
    const { sql } = this.storage;
    for (;;) {
      const rows = sql.exec<Row>("SELECT * FROM outcomes WHERE audited = 0 ORDER BY at LIMIT ?", BATCH).toArray();
      if (rows.length === 0) break;
      if (!(await this.#handOn(rows))) return this.storage.setAlarm(Date.now() + AGAIN);
    }
    sql.exec("DELETE FROM outcomes WHERE audited = 1 AND at <= ?", Date.now() - REMEMBERED);
    const { at } = sql.exec<{ at: number | null }>("SELECT MIN(at) AS at FROM outcomes").one();
    if (at === null) await this.storage.deleteAll();
    else await this.storage.setAlarm(Math.max(Date.now() + SECOND, at + REMEMBERED + 1));
  }

  async #handOn(rows: readonly Row[]): Promise<boolean> {
    try {
      const tried = rows.map(({ at, subject, outcome }) => ({
        at,
        subject: JSON.parse(subject) as Subject,
        outcome: JSON.parse(outcome) as Outcome,
      }));
      const [first] = tried;
      if (first === undefined) return true;
      const tenantId = first.subject.tenantId ?? this.tenantIdOf(first.subject.tenant);
      const events = tried.map(({ at, subject, outcome }) => ({ entry: ended(at, subject, outcome), wished: false }));
      await reach(() => tenantOf(this.env, tenantId).record(tenantId, events));
    } catch (error) {
      log.error("outcome-owed", { error: nameOf(error), outcomes: rows.length });
      return false;
    }
    for (const { change_id: id } of rows)
      this.storage.sql.exec("UPDATE outcomes SET audited = 1 WHERE change_id = ?", id);
    return true;
  }

  // Nothing is kept for a key set that was never switched. 0.1.0 had the same table.
  #prepare(made = false): boolean {
    const create = () =>
      this.storage.sql.exec(`CREATE TABLE IF NOT EXISTS outcomes (
        change_id TEXT PRIMARY KEY, at INTEGER NOT NULL, subject TEXT NOT NULL, outcome TEXT NOT NULL, audited INTEGER NOT NULL DEFAULT 0)`);
    return upgrade(this.storage, "outcomes", [create, () => undefined], made);
  }
}

/** What is told before it is sent. */
export const asked = (at: number, subject: Subject): Entry => ({ kind: "asked", at, ...about(subject) });

function ended(at: number, subject: Subject, { outcome, code, message, details = {}, receipt }: Outcome): Entry {
  return {
    kind: "outcome",
    at,
    ...about(subject),
    outcome,
    code,
    message,
    httpStatus: details.httpStatus,
    graphCode: details.graphCode,
    requestId: details.requestId ?? receipt?.requestId,
    attempts: details.attempts ?? receipt?.attempts,
  };
}

const about = ({
  attemptId,
  changeId,
  runId,
  tenant,
  keysetId,
  keyId,
  status,
  caller,
  reason,
  askedAt,
  guard,
  verify,
}: Subject) => ({
  attemptId,
  changeId,
  runId,
  tenant,
  keysetId,
  keyId,
  status,
  caller,
  reason,
  askedAt,
  guard,
  verify,
});
