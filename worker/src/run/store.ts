// A run in the storage of its Durable Object: itself, its changes, and what it owes to the tenant. Decides nothing. What changes a state puts
// what the audit is told of it into the outbox in the same transaction.

import type { PreflightView } from "../api/preflight.ts";
import type { Kind } from "../audit/entry.ts";
import { sameKeyset } from "../names.ts";
import { upgrade } from "../storage.ts";
import type { Event } from "../tenant/tenant.ts";
import type { Change } from "./change.ts";
import * as entries from "./entries.ts";
import type { Left } from "./plan.ts";
import type { ChangeState, Counts, RunRow, Told, Try } from "./row.ts";
import { steps } from "./schema.ts";

type ChangeRow = {
  idx: number;
  keyset_id: string;
  key_id: string;
  status: Change["status"];
  state: ChangeState;
  tries: number;
  round: number;
  maybe: number;
  told: string | null;
  tried: string;
};

/** Beside the run, which is read often. */
const PREFLIGHT = "preflight";

/** Tries of a change that are kept: an outage has hundreds. */
const TRIED = 10;

/** Why changes end that were not sent, or not again. */
interface Ending {
  code: string;
  message: string;
}

export interface ChangeView extends Change, Told {
  index: number;
  state: ChangeState;
  tries: number;
  tried: Try[];
}

export class RunStore {
  constructor(
    readonly storage: DurableObjectStorage,
    readonly tenantIdOf: (tenant: string) => string,
  ) {}

  /** Nothing is written for a run that was never created: anybody may ask for any id. */
  run(): RunRow | undefined {
    if (!this.#prepare()) return undefined;
    const [row] = this.storage.sql.exec<{ value: string }>("SELECT value FROM run").toArray();
    return row === undefined ? undefined : (JSON.parse(row.value) as RunRow);
  }

  create(run: RunRow, changes: readonly Change[], preflight?: PreflightView): void {
    this.#prepare(true);
    this.storage.transactionSync(() => {
      this.#put(run);
      if (preflight !== undefined) this.storage.kv.put(PREFLIGHT, preflight);
      const insert = "INSERT INTO changes (idx, keyset_id, key_id, status, keyset) VALUES (?, ?, ?, ?, ?)";
      changes.forEach((change, index) => {
        const { keysetId, keyId, status } = change;
        this.storage.sql.exec(insert, index, keysetId, keyId, status, sameKeyset(keysetId));
        this.#owe(entries.planned(run.createdAt, run, { ...change, index }));
      });
    });
  }

  /** `kind`: what the audit is told of it, once the run is what `members` make it. */
  update(members: Partial<RunRow>, kind?: "run-started" | "run-late" | "run-ended", wished = false): RunRow {
    return this.storage.transactionSync(() => {
      const run = { ...this.#must(), ...members };
      this.#put(run);
      if (kind !== undefined) this.#owe(entries.happened(kind, Date.now(), run, this.counts(), this.total()), wished);
      return run;
    });
  }

  /** The run as `by` made it; `kind` is what the audit is told. */
  steer(members: Partial<RunRow>, kind: Kind, by: { caller: string; reason: string }): void {
    this.storage.transactionSync(() => {
      const run = { ...this.#must(), ...members };
      this.#put(run);
      this.#owe(entries.steered(kind, Date.now(), run, by));
    });
  }

  /** What is not made and will not be, in order. */
  unmade(): Change[] {
    const rows = this.#where("state IN ('failed', 'unknown', 'skipped') ORDER BY idx");
    return rows.map(({ keyset_id, key_id, status }) => ({ keysetId: keyset_id, keyId: key_id, status }));
  }

  /** What was seen when it was taken. */
  get preflight(): PreflightView | undefined {
    return this.storage.kv.get<PreflightView>(PREFLIGHT);
  }

  /** That `caller` asked for its end. */
  noteStop(caller: string): void {
    this.#owe(entries.stopped(Date.now(), this.#must(), caller));
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
    const sql = `UPDATE changes SET state = 'sending' WHERE idx = ? AND state IN ('pending', 'sending') RETURNING *`;
    const [row] = this.storage.sql.exec<ChangeRow>(sql, index).toArray();
    return (
      row && { keysetId: row.keyset_id, keyId: row.key_id, status: row.status, tries: row.tries, round: row.round }
    );
  }

  /** A change that some try may have made has not simply failed. With `stopSet` those behind it in its set are skipped, unless it was applied. */
  settle(index: number, state: ChangeState, told: Told, stopSet: boolean): void {
    const sql = `UPDATE changes SET state = CASE WHEN ?1 = 'failed' AND maybe THEN 'unknown' ELSE ?1 END, told = ?2, tries = tries + 1
      WHERE idx = ?3 RETURNING *`;
    this.storage.transactionSync(() => {
      const [row] = this.storage.sql.exec<ChangeRow>(sql, state, JSON.stringify(told), index).toArray();
      if (row === undefined || row.state === "applied") return;
      this.#oweNotMade(row);
      if (!stopSet) return;
      const behind = "state = 'pending' AND idx > ?1 AND keyset = (SELECT keyset FROM changes WHERE idx = ?1)";
      const message = `Not made, since change ${index} of the same key set was not applied.`;
      this.#end(this.#where(behind, index), { code: "skipped", message });
    });
  }

  /** `tried`: what came of this try. One that was lost is asked for again as the same change, in case it did end. */
  again(index: number, notBefore: number, tried: { maybe: boolean; lost: boolean; counts: boolean }, told: Told): void {
    const sql = `UPDATE changes SET state = 'pending', not_before = ?, maybe = MAX(maybe, ?), round = round + ?, tries = tries + ?, told = ?
      WHERE idx = ?`;
    const { maybe, lost, counts } = tried;
    this.storage.sql.exec(sql, notBefore, Number(maybe), Number(!lost), Number(counts), JSON.stringify(told), index);
  }

  /** Keeps what came of a try. */
  tried(index: number, made: Try): void {
    const { sql } = this.storage;
    const [row] = sql.exec<{ tried: string }>("SELECT tried FROM changes WHERE idx = ?", index).toArray();
    const all = [...(JSON.parse(row?.tried ?? "[]") as Try[]), made].slice(-TRIED);
    sql.exec("UPDATE changes SET tried = ? WHERE idx = ?", JSON.stringify(all), index);
  }

  /** Ends all that is not under way. */
  skipPending(told: Ending): void {
    this.storage.transactionSync(() => this.#end(this.#where("state = 'pending'"), told));
  }

  /** What was under way when the process died, and will not be asked for again. */
  loseSending(told: Ending): void {
    this.storage.transactionSync(() => this.#end(this.#where("state = 'sending'"), told, true));
  }

  counts(): Counts {
    const counts = { pending: 0, sending: 0, applied: 0, failed: 0, unknown: 0, skipped: 0 };
    type Row = { state: ChangeState; n: number };
    for (const { state, n } of this.storage.sql.exec<Row>("SELECT state, COUNT(*) AS n FROM changes GROUP BY state"))
      counts[state] = n;
    return counts;
  }

  total(): number {
    return this.storage.sql.exec<{ n: number }>("SELECT COUNT(*) AS n FROM changes").one().n;
  }

  results(after: number, limit: number): ChangeView[] {
    const sql = "SELECT * FROM changes WHERE idx > ? ORDER BY idx LIMIT ?";
    return this.storage.sql.exec<ChangeRow>(sql, after, limit).toArray().map(viewOf);
  }

  /** The oldest of what is owed to the tenant. */
  owed(limit: number): { n: number; event: Event }[] {
    const sql = "SELECT n, event FROM outbox ORDER BY n LIMIT ?";
    const rows = this.storage.sql.exec<{ n: number; event: string }>(sql, limit).toArray();
    return rows.map(({ n, event }) => ({ n, event: JSON.parse(event) as Event }));
  }

  paid(upTo: number): void {
    this.storage.sql.exec("DELETE FROM outbox WHERE n <= ?", upTo);
  }

  #where(condition: string, ...values: number[]): ChangeRow[] {
    return this.storage.sql.exec<ChangeRow>(`SELECT * FROM changes WHERE ${condition}`, ...values).toArray();
  }

  /** Of what was tried nothing is known to have been made, unless a try may have, or is `lost`. */
  #end(rows: readonly ChangeRow[], { code, message }: Ending, lost = false): void {
    for (const row of rows) {
      const state = lost || row.maybe ? "unknown" : row.tries > 0 ? "failed" : "skipped";
      const before = JSON.parse(row.told ?? "{}") as Told;
      const why = before.message === undefined ? message : `${message} The last try: ${before.message}`;
      const told = JSON.stringify({ ...before, code, message: why });
      this.storage.sql.exec("UPDATE changes SET state = ?, told = ? WHERE idx = ?", state, told, row.idx);
      this.#oweNotMade({ ...row, state, told });
    }
  }

  #oweNotMade(row: ChangeRow): void {
    const { index, state, tries: _, tried: __, keysetId, keyId, status, ...told } = viewOf(row);
    this.#owe(entries.notMade(Date.now(), this.#must(), { index, state, keysetId, keyId, status, told }));
  }

  #owe(entry: Event["entry"], wished = false): void {
    this.storage.sql.exec("INSERT INTO outbox (event) VALUES (?)", JSON.stringify({ entry, wished }));
  }

  #must(): RunRow {
    const run = this.run();
    if (run === undefined) throw new Error("there is no run");
    return run;
  }

  #put(run: RunRow): void {
    this.storage.sql.exec("INSERT OR REPLACE INTO run (one, value) VALUES (1, ?)", JSON.stringify(run));
  }

  #prepare(made = false): boolean {
    return upgrade(this.storage, "run", steps(this.storage, this.tenantIdOf), made);
  }
}

const viewOf = ({ idx, keyset_id, key_id, status, state, tries, told, tried }: ChangeRow): ChangeView => ({
  index: idx,
  keysetId: keyset_id,
  keyId: key_id,
  status,
  state,
  tries,
  ...(JSON.parse(told ?? "{}") as Told),
  tried: JSON.parse(tried) as Try[],
});
