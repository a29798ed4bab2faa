// What the package does not offer yet: a bulk run, here one change after another. Goes when `patchKeyStatuses` comes.

import { isKeyStatusError, patchKeyStatus } from "trustframework-keys";
import type { KeyStatus, KeyStatusError, PatchOptions, Receipt, TokenSource } from "trustframework-keys";

export interface KeyChange { keysetId: string; keyId: string; status: KeyStatus }
export interface ChangeResult extends KeyChange { outcome: "applied" | "failed" | "unknown" | "skipped"; receipt?: Receipt; error?: KeyStatusError }
export interface BulkReport { results: ChangeResult[] }
export interface BulkOptions extends PatchOptions { onProgress?: (progress: { done: number; total: number; last: ChangeResult }) => void }

export async function patchKeyStatuses(changes: KeyChange[], token: TokenSource, { onProgress, ...options }: BulkOptions): Promise<BulkReport> {
  const results: ChangeResult[] = [];
  for (const change of changes) {
    results.push(await one(change, token, options));
    onProgress?.({ done: results.length, total: changes.length, last: results.at(-1)! });
  }
  return { results };
}

async function one(change: KeyChange, token: TokenSource, options: PatchOptions): Promise<ChangeResult> {
  if (options.signal?.aborted) return { ...change, outcome: "skipped" };
  try {
    return { ...change, outcome: "applied", receipt: await patchKeyStatus(change.keysetId, change.keyId, change.status, token, options) };
  } catch (error) {
    if (!isKeyStatusError(error)) return { ...change, outcome: "unknown" };
    return { ...change, outcome: error.applied === false ? "failed" : "unknown", error };
  }
}
