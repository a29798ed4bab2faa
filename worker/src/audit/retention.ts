// Retention: old rows go into the archive, a signed checkpoint says so, and only then are they deleted. Cut short anywhere, it is taken up
// again: nothing is deleted that is not in the archive.

import { sha256 } from "../bytes.ts";
import type { TenantConfig } from "../config/tenants.ts";
import { DAY } from "../time.ts";
import { iso } from "../values.ts";
import { begin, expectedHash, type Head } from "./chain.ts";
import { keep, latest, sign } from "./checkpoint.ts";
import { lineOf, type Row } from "./entry.ts";

/** Rows of one archive object. */
const BATCH = 2_000;

export interface Shelf {
  db: D1Database;
  archive: R2Bucket;
  key: string;
  days: number;
}

/** Archives one batch of a tenant's rows. Says how many; throws when the chain does not hold, and then nothing is deleted. */
export async function retain(
  { db, archive, key, days }: Shelf,
  { name, tenantId }: TenantConfig,
  now: number,
): Promise<number> {
  const before = await latest(db, tenantId);
  if (before !== undefined) await remove(db, name, before.lastId);
  const rows = await oldest(db, name, iso(now - days * DAY));
  const last = rows.at(-1);
  if (last === undefined) return 0;
  const head = await verified(tenantId, before ?? (await begin(tenantId)), rows);
  const lines = rows.map(lineOf).join("");
  const path = `audit/${name}/${rows[0]?.["id"]}-${last["id"]}.ndjson`;
  const archiveSha256 = await sha256(lines);
  await archive.put(path, lines, { sha256: archiveSha256, httpMetadata: { contentType: "application/x-ndjson" } });
  const lastId = Number(last["id"]);
  const said = { chain: tenantId, tenant: name, ...head, lastId, rows: rows.length, at: iso(now) };
  await keep(db, await sign(key, { ...said, archive: path, archiveSha256 }));
  await remove(db, name, lastId);
  return rows.length;
}

/** Stops at the first row that is young: what is deleted is the beginning of the audit. */
async function oldest(db: D1Database, tenant: string, until: string): Promise<Row[]> {
  const sql = "SELECT * FROM audit WHERE tenant = ? ORDER BY id LIMIT ?";
  const { results } = await db.prepare(sql).bind(tenant, BATCH).all<Row>();
  const young = results.findIndex(({ at }) => String(at) >= until);
  return young < 0 ? results : results.slice(0, young);
}

async function verified(chain: string, start: Head, rows: readonly Row[]): Promise<Head> {
  let last = { seq: start.seq, hash: start.hash };
  for (const row of rows) {
    // 0.1.0 knew no chain.
    if (row["chain"] === null) continue;
    const hash = await expectedHash(chain, last, row);
    if (row["chain"] !== chain || row["seq"] !== last.seq + 1 || row["hash"] !== hash)
      throw new Error(`the chain is broken at ${row["seq"]}`);
    last = { seq: last.seq + 1, hash };
  }
  return last;
}

const remove = (db: D1Database, tenant: string, lastId: number): Promise<unknown> =>
  db.prepare("DELETE FROM audit WHERE tenant = ? AND id <= ?").bind(tenant, lastId).run();
