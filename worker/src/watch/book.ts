// What the watch saw last of each key set of a tenant, and what people know of it, in the storage of the tenant's object. Decides nothing.

import { sameKeyset } from "../names.ts";
import type { Outlook } from "trustframework-keys";

/** A key set as it was seen last. */
export interface Kept {
  id: string;
  outlook: Outlook;
  /** The worst level that people know of: days, or 0 for unusable. */
  told?: number;
}

/** How the looks went. Times are milliseconds since 1970. */
export interface Looks {
  /** The last one that succeeded. */
  at?: number;
  /** As of when none did, and why. */
  failing?: { since: number; why: string };
}

const LOOKS = "looks";

type Row = { keyset: string; id: string; outlook: string; told: number | null };

export class Book {
  constructor(readonly storage: DurableObjectStorage) {}

  static readonly SCHEMA =
    "CREATE TABLE keysets (keyset TEXT PRIMARY KEY, id TEXT NOT NULL, outlook TEXT NOT NULL, told INTEGER)";

  all(): Kept[] {
    return this.storage.sql.exec<Row>("SELECT * FROM keysets ORDER BY keyset").toArray().map(keptOf);
  }

  /** By name. */
  known(): Map<string, Kept> {
    return new Map(this.all().map((kept) => [sameKeyset(kept.id), kept]));
  }

  keep({ id, outlook, told }: Kept): void {
    const sql = "INSERT OR REPLACE INTO keysets (keyset, id, outlook, told) VALUES (?, ?, ?, ?)";
    this.storage.sql.exec(sql, sameKeyset(id), id, JSON.stringify(outlook), told ?? null);
  }

  forget(id: string): void {
    this.storage.sql.exec("DELETE FROM keysets WHERE keyset = ?", sameKeyset(id));
  }

  get looks(): Looks {
    return this.storage.kv.get<Looks>(LOOKS) ?? {};
  }

  succeeded(at: number): void {
    this.storage.kv.put(LOOKS, { at });
  }

  failed(now: number, why: string): void {
    const { at, failing } = this.looks;
    this.storage.kv.put(LOOKS, { ...(at !== undefined && { at }), failing: { since: failing?.since ?? now, why } });
  }
}

const keptOf = ({ id, outlook, told }: Row): Kept => ({
  id,
  outlook: JSON.parse(outlook) as Outlook,
  ...(told !== null && { told }),
});
