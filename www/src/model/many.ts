// A change of many keys at once: what is sent for a selection, what would go wrong with it, what is left after a run. Pure.

import type { ChangeResult, KeyChange, Keyset, KeyStatus } from "trustframework-keys";
import { usableOf } from "./keys";

/** A key in a selection. Ids are opaque, so they are not simply put together. */
export const nameOf = (keysetId: string, keyId: string) => JSON.stringify([keysetId, keyId]);

/** The changes of a selection; a key that has the status already needs none. */
export function changesOf(sets: Keyset[], chosen: ReadonlySet<string>, status: KeyStatus): KeyChange[] {
  return sets.flatMap(({ id, keys }) =>
    keys.filter((key) => key.status !== status && chosen.has(nameOf(id, key.kid))).map(({ kid }) => ({ keysetId: id, keyId: kid, status })),
  );
}

/** The key sets that would be left without a usable key; the guard will refuse the last one of each. */
export function outagesOf(sets: Keyset[], changes: KeyChange[], now: number): string[] {
  const switched = new Map(changes.map(({ keysetId, keyId, status }) => [nameOf(keysetId, keyId), status]));
  const after = ({ id, keys }: Keyset) => keys.map((key) => ({ ...key, status: switched.get(nameOf(id, key.kid)) ?? key.status }));
  return sets.filter((set) => usableOf(set.keys, now).length > 0 && usableOf(after(set), now).length === 0).map(({ id }) => id);
}

/** What a second run would send: all but what was applied. Sending an unknown one again is safe, since it sets one absolute value. */
export function leftOf(results: ChangeResult[]): KeyChange[] {
  return results.filter(({ outcome }) => outcome !== "applied").map(({ keysetId, keyId, status }) => ({ keysetId, keyId, status }));
}
