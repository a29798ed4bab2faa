// Whether a tenant's audit is as it was written: from the last checkpoint, or its beginning, to the row that its Tenant object wrote last.

import { begin, expectedHash, type Head } from "./chain.ts";
import { isSigned, latest } from "./checkpoint.ts";
import { headOf, rowsAfter } from "./database.ts";

export interface Verification {
  intact: boolean;
  /** What is wrong, and at which `seq`. */
  problem?: string;
  brokenAt?: number;
  /** Rows that were looked at: those behind `from`, up to and with `to`. */
  from: number;
  to: number;
  /** Go on with `?after=`: there is more than one look can hold. */
  next?: number;
}

const PAGE = 1_000;

/** `head` asks the Tenant object for its last row, once all that it was given is written. */
export async function verify(
  db: D1Database,
  chain: string,
  head: () => Promise<Head | undefined>,
  { after, key, limit }: { after?: number | undefined; key: string | undefined; limit: number },
): Promise<Verification> {
  const told = await head();
  const start = await startOf(db, chain, after, key);
  if ("problem" in start) return { intact: false, ...start, from: after ?? 0, to: after ?? 0 };
  const from = start.seq;
  let last: Head = start;
  const end = Math.min(told?.seq ?? 0, from + limit);
  while (last.seq < end) {
    const rows = await rowsAfter(db, chain, last.seq, Math.min(PAGE, end - last.seq));
    if (rows.length === 0) return broken(from, last, "rows at the end are missing");
    for (const row of rows) {
      if (row["seq"] !== last.seq + 1) return broken(from, last, "a row is missing");
      const hash = await expectedHash(chain, last, row);
      if (row["hash"] !== hash) return broken(from, last, "a row is not what was written");
      last = { seq: last.seq + 1, hash };
    }
  }
  const done = { intact: true, from, to: last.seq };
  if (told !== undefined && last.seq < told.seq) return { ...done, next: last.seq };
  if (told !== undefined && last.seq === told.seq && last.hash !== told.hash)
    return broken(from, { seq: last.seq - 1, hash: "" }, "the last row is not the one that was written");
  return (await hasForeign(db, chain, told, head))
    ? broken(from, last, "there are rows that this Worker did not write")
    : done;
}

const broken = (from: number, last: Head, problem: string): Verification => ({
  intact: false,
  problem,
  brokenAt: last.seq + 1,
  from,
  to: last.seq,
});

type Start = Head | { problem: string };

async function startOf(
  db: D1Database,
  chain: string,
  after: number | undefined,
  key: string | undefined,
): Promise<Start> {
  if (after !== undefined && after > 0) {
    const [row] = await rowsAfter(db, chain, after - 1, 1);
    if (row?.["seq"] === after) return { seq: after, hash: String(row["hash"]) };
  }
  const checkpoint = await latest(db, chain);
  if (checkpoint === undefined) return begin(chain);
  if (key === undefined) return { problem: "there is a checkpoint, and no AUDIT_KEY to check its signature with" };
  return (await isSigned(key, checkpoint))
    ? checkpoint
    : { problem: "the signature of the checkpoint is not this Worker's" };
}

// Rows may have been added since the head was asked for; the object then knows of them.
async function hasForeign(
  db: D1Database,
  chain: string,
  told: Head | undefined,
  head: () => Promise<Head | undefined>,
): Promise<boolean> {
  const stored = await headOf(db, chain);
  if (stored === undefined || stored.seq <= (told?.seq ?? 0)) return false;
  return stored.seq > ((await head())?.seq ?? 0);
}
