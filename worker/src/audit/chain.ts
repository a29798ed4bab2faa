// The chain of hashes over a tenant's rows: whoever alters, removes or slips in a row breaks it. Pure but for the digest.

import { sha256 } from "../bytes.ts";
import { COLUMNS, valuesOf, type Entry, type Row, type Value } from "./entry.ts";

/** The last row of a chain. `seq` counts from 1; 0 is a chain without rows. */
export interface Head {
  seq: number;
  hash: string;
}

export interface Link extends Head {
  values: Value[];
}

export const begin = async (chain: string): Promise<Head> => ({ seq: 0, hash: await sha256(`audit of ${chain}`) });

/** The rows of `entries` behind `head`. */
export async function link(chain: string, head: Head, entries: readonly Entry[]): Promise<Link[]> {
  const links: Link[] = [];
  let last = head;
  for (const entry of entries) {
    const values = valuesOf(entry);
    const seq = last.seq + 1;
    const made = { seq, hash: await hashOf(chain, last, seq, values), values };
    links.push(made);
    last = made;
  }
  return links;
}

/** What the hash of a stored row must be. */
export const expectedHash = (chain: string, before: Head, row: Row): Promise<string> =>
  hashOf(
    chain,
    before,
    Number(row["seq"]),
    COLUMNS.map((column) => row[column] ?? null),
  );

// Only members that are there: a later version may add a column, and the hashes of older rows must stay.
function hashOf(chain: string, before: Head, seq: number, values: Value[]): Promise<string> {
  const members = COLUMNS.flatMap((column, index) => {
    const value = values[index] ?? null;
    return value === null ? [] : [[column, value]];
  });
  return sha256(JSON.stringify([before.hash, chain, seq, members]));
}
