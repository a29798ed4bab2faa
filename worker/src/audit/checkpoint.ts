// A checkpoint: the signed statement that a chain's rows up to here are in the archive. Whoever has AUDIT_KEY can check it.

import { hex, hmacKey, ofHex, utf8 } from "../bytes.ts";
import type { Head } from "./chain.ts";

export interface Checkpoint extends Head {
  chain: string;
  tenant: string;
  /** Rows of the tenant up to this `id` are in the archive. */
  lastId: number;
  rows: number;
  at: string;
  /** The object in R2, and its SHA-256. */
  archive: string;
  archiveSha256: string;
  signature: string;
}

type Unsigned = Omit<Checkpoint, "signature">;

export async function sign(key: string, checkpoint: Unsigned): Promise<Checkpoint> {
  const bytes = await crypto.subtle.sign("HMAC", await hmacKey(utf8(key)), said(checkpoint));
  return { ...checkpoint, signature: hex(bytes) };
}

export async function isSigned(key: string, { signature, ...checkpoint }: Checkpoint): Promise<boolean> {
  return crypto.subtle.verify("HMAC", await hmacKey(utf8(key)), ofHex(signature), said(checkpoint));
}

const said = ({ chain, tenant, seq, hash, lastId, rows, at, archive, archiveSha256 }: Unsigned): Uint8Array =>
  utf8(JSON.stringify([chain, tenant, seq, hash, lastId, rows, at, archive, archiveSha256]));

export async function latest(db: D1Database, chain: string): Promise<Checkpoint | undefined> {
  const sql = `SELECT chain, tenant, seq, hash, last_id AS lastId, rows, at, archive, archive_sha256 AS archiveSha256, signature
    FROM checkpoints WHERE chain = ? ORDER BY last_id DESC LIMIT 1`;
  return (await db.prepare(sql).bind(chain).first<Checkpoint>()) ?? undefined;
}

export async function keep(db: D1Database, checkpoint: Checkpoint): Promise<void> {
  const { chain, tenant, seq, hash, lastId, rows, at, archive, archiveSha256, signature } = checkpoint;
  const sql = `INSERT INTO checkpoints (chain, tenant, seq, hash, last_id, rows, at, archive, archive_sha256, signature)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`;
  await db.prepare(sql).bind(chain, tenant, seq, hash, lastId, rows, at, archive, archiveSha256, signature).run();
}
