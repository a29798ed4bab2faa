// A change of many keys at once: what is sent for a selection, what would go wrong with it, what is left after a run. Pure.

import type { ChangeResult, KeyChange, Keyset, KeyStatus } from "trustframework-keys";
import { activeOf, usableOf } from "./keys";

/** A key in a selection. Ids are opaque, so they are not simply put together. */
export const nameOf = (keysetId: string, keyId: string) => JSON.stringify([keysetId, keyId]);

/** The changes of a selection; a key that has the status already needs none. */
export function changesOf(sets: Keyset[], chosen: ReadonlySet<string>, status: KeyStatus): KeyChange[] {
  return sets.flatMap(({ id, keys }) =>
    keys
      .filter((key) => key.status !== status && chosen.has(nameOf(id, key.kid)))
      .map(({ kid }) => ({ keysetId: id, keyId: kid, status })),
  );
}

/** What a selection does to a key set that is in use. */
export type Effect =
  /** No usable key would be left; the guard will refuse the last one. */
  | { id: string; kind: "outage" }
  /** Another key is used from then on. */
  | { id: string; kind: "handover"; to: string };

export function effectsOf(sets: Keyset[], changes: KeyChange[], now: number): Effect[] {
  const switched = new Map(changes.map(({ keysetId, keyId, status }) => [nameOf(keysetId, keyId), status]));
  return sets.flatMap(({ id, keys }): Effect[] => {
    const after = keys.map((key) => ({ ...key, status: switched.get(nameOf(id, key.kid)) ?? key.status }));
    const [was, is] = [activeOf(keys, now), activeOf(after, now)];
    if (usableOf(keys, now).length > 0 && !is) return [{ id, kind: "outage" }];
    return is && is.kid !== was?.kid ? [{ id, kind: "handover", to: is.kid }] : [];
  });
}

/** What a second run would send: all but what was applied. Sending an unknown one again is safe, since it sets one absolute value. */
export function leftOf(results: ChangeResult[]): KeyChange[] {
  return results
    .filter(({ outcome }) => outcome !== "applied")
    .map(({ keysetId, keyId, status }) => ({ keysetId, keyId, status }));
}

/** What takes a run back, as far as it was applied. */
export function undoOf(results: ChangeResult[]): KeyChange[] {
  const applied = results.filter(({ outcome }) => outcome === "applied");
  return applied.map(({ keysetId, keyId, status }) => ({
    keysetId,
    keyId,
    status: status === "enabled" ? "disabled" : "enabled",
  }));
}
