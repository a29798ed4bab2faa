// Writes a tenant's audit, and is the only one that does: each row is chained to the one before. What D1 cannot take now is kept here until
// it can. Knows nothing of what an entry means.

import { begin, link, type Head } from "../audit/chain.ts";
import { headOf, insert, knownOf } from "../audit/database.ts";
import { idOf, type Entry } from "../audit/entry.ts";
import { log, nameOf } from "../log.ts";
import { backOff, MINUTE, SECOND, within } from "../time.ts";

/** Rows of one write. */
const BATCH = 500;

/** A write that takes longer counts as failed; whether it was one is looked up before the next. */
const TIMEOUT_MS = 10_000;

const HEAD = "head";
/** What writes that did not end well may have made the head all the same. */
const INTENDED = "intended";
const REMEMBERED = 20;

interface Waiting {
  entries: readonly Entry[];
  done: () => void;
  failed: (error: unknown) => void;
}

export class Ledger {
  /** Known while the last write ended well. */
  #head: Head | undefined;
  #waiting: Waiting[] = [];
  #draining: Promise<void> = Promise.resolve();
  #atWork = false;
  #failures = 0;
  #again = 0;

  constructor(
    readonly storage: DurableObjectStorage,
    readonly db: D1Database,
    /** Asked for when it is needed: a tenant may be taken out of TENANTS. */
    readonly chain: () => string,
  ) {}

  static readonly SCHEMA =
    `CREATE TABLE owed (n INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, entry TEXT NOT NULL)`;

  /** Writes the entries, or rejects and keeps nothing. */
  write(entries: readonly Entry[]): Promise<void> {
    return new Promise((done, failed) => {
      this.#waiting.push({ entries, done, failed });
      void this.#drain();
    });
  }

  /** Takes the entries: from here on they are not lost. Synchronous, so that the caller can take more in the same transaction. */
  take(entries: readonly Entry[]): void {
    for (const entry of entries)
      this.storage.sql.exec("INSERT OR IGNORE INTO owed (id, entry) VALUES (?, ?)", idOf(entry), JSON.stringify(entry));
  }

  /** Writes what was taken, unless D1 failed a moment ago. */
  async flush(): Promise<void> {
    if (this.#owed().length > 0 && Date.now() >= this.#again) await this.#drain();
  }

  /** When there is something to do next, if there is. */
  get dueAt(): number | undefined {
    return this.#owed().length > 0 ? Math.max(this.#again, Date.now()) : undefined;
  }

  /** The last row, once all that was under way is written. */
  async head(): Promise<Head | undefined> {
    await this.#draining;
    return this.storage.kv.get<Head>(HEAD);
  }

  #owed(limit = 1): { n: number; entry: string }[] {
    const sql = "SELECT n, entry FROM owed ORDER BY n LIMIT ?";
    return this.storage.sql.exec<{ n: number; entry: string }>(sql, limit).toArray();
  }

  #drain(): Promise<void> {
    if (!this.#atWork) {
      this.#atWork = true;
      this.#draining = this.#rounds();
    }
    return this.#draining;
  }

  /** Whatever came while a write was under way goes into the next one together. */
  async #rounds(): Promise<void> {
    for (;;) {
      const owed = this.#owed(BATCH);
      const waiting = this.#waiting.splice(0);
      if (owed.length === 0 && waiting.length === 0) {
        this.#atWork = false;
        return;
      }
      const taken = owed.map(({ entry }) => JSON.parse(entry) as Entry);
      try {
        await this.#append([...taken, ...waiting.flatMap(({ entries }) => entries)]);
        for (const { n } of owed) this.storage.sql.exec("DELETE FROM owed WHERE n = ?", n);
        this.#failures = 0;
        this.#again = 0;
        for (const { done } of waiting) done();
      } catch (error) {
        this.#failures += 1;
        this.#again = Date.now() + backOff(this.#failures, 5 * SECOND, MINUTE);
        log.error("audit-unavailable", { chain: this.chain(), error: nameOf(error), owed: owed.length });
        for (const { failed } of [...waiting, ...this.#waiting.splice(0)]) failed(error);
        this.#atWork = false;
        return;
      }
    }
  }

  async #append(entries: readonly Entry[]): Promise<void> {
    const unique = [...new Map(entries.map((entry) => [idOf(entry), entry])).values()];
    const head = this.#head ?? (await this.#findHead());
    try {
      await this.#insert(head, unique);
    } catch {
      // It may have been written all the same, or some of it long ago by a try whose end was not seen.
      const known = await timely(knownOf(this.db, unique));
      const missing = unique.filter((entry) => !known.has(idOf(entry)));
      await this.#insert(await this.#findHead(), missing);
    }
  }

  async #insert(head: Head, entries: readonly Entry[]): Promise<void> {
    const links = await link(this.chain(), head, entries);
    const last = links.at(-1);
    if (last !== undefined) {
      const open = this.#head === undefined ? (this.storage.kv.get<Head[]>(INTENDED) ?? []) : [];
      const intended = { seq: last.seq, hash: last.hash };
      this.#head = undefined;
      this.storage.kv.put(INTENDED, [...open, intended].slice(-REMEMBERED));
      await timely(insert(this.db, this.chain(), links));
      this.storage.kv.put(HEAD, intended);
    }
    this.#head = last === undefined ? head : { seq: last.seq, hash: last.hash };
  }

  async #findHead(): Promise<Head> {
    const known = this.storage.kv.get<Head>(HEAD) ?? (await begin(this.chain()));
    const stored = await timely(headOf(this.db, this.chain()));
    if (stored === undefined || stored.seq <= known.seq) return known;
    const intended = this.storage.kv.get<Head[]>(INTENDED) ?? [];
    if (intended.some(({ seq, hash }) => seq === stored.seq && hash === stored.hash)) {
      // A write that was cut short had come to its end. From here on it is what is known.
      this.storage.kv.put(HEAD, stored);
      return stored;
    }
    // Somebody else wrote rows. The next one stands behind them, with the hash of our own last: verification stops there.
    log.error("audit-foreign-rows", { chain: this.chain(), seq: stored.seq, known: known.seq });
    return { seq: stored.seq, hash: known.hash };
  }
}

async function timely<T>(work: Promise<T>): Promise<T> {
  const done = await within(
    TIMEOUT_MS,
    work.then((value) => ({ value })),
  );
  if (done === undefined) throw new Error("D1 did not answer in time");
  return done.value;
}
