// What changes of keys come to, told before they are made: each key in one of five groups. Pure; what is usable is told by `outlook`.

import { type Key, type KeyChange, type Keyset, type Outlook, outlook } from "trustframework-keys";
import { hasStatus, nameOf } from "./keys";

export type Effect =
  /** No key of the set is usable from now on. */
  | "outage"
  /** No key is usable from a later day on, which is earlier than it would have been. */
  | "later"
  /** Another key is used from now on. */
  | "takeover"
  | "none"
  /** It is not sent: it cannot be told what would follow, or there is nothing to do. */
  | "refused";

export type Line = { change: KeyChange; effect: Effect; key?: Key } & (
  | { effect: "refused"; reason: "gone" | "unknown" | "already" }
  | { effect: Exclude<Effect, "refused">; key: Key; without: Outlook; after: Outlook; set: Keyset }
);

/**
 * A line for each change, on the assumption that those whose names are `ticked` are made, and the line's own. A key is charged with what would
 * not happen without it. `now` is in milliseconds.
 */
export async function reviewOf(
  sets: Keyset[],
  changes: KeyChange[],
  ticked: ReadonlySet<string>,
  now: number,
): Promise<Line[]> {
  const seconds = Math.floor(now / 1000);
  return Promise.all(
    changes.map((change) => {
      const set = sets.find(({ id }) => id === change.keysetId);
      const siblings = changes.filter(
        ({ keysetId, keyId }) =>
          keysetId === change.keysetId && keyId !== change.keyId && ticked.has(nameOf(keysetId, keyId)),
      );
      return lineOf(change, set, siblings, seconds);
    }),
  );
}

async function lineOf(change: KeyChange, set: Keyset | undefined, others: KeyChange[], now: number): Promise<Line> {
  const key = set?.keys.find(({ kid }) => kid === change.keyId);
  if (!set || !key) return { change, effect: "refused", reason: "gone" };
  if (hasStatus(key, change.status)) return { change, effect: "refused", reason: "already", key };
  const [without, after, alone] = await Promise.all([
    outlook(made(set, others), { now }),
    outlook(made(set, [...others, change]), { now }),
    // Outside of its dates it is not usable, whatever its status.
    outlook({ ...set, keys: [{ ...key, status: "enabled" }] }, { now }),
  ]);
  const isIdle = change.status === "enabled" || alone.state === "unusable";
  if (without.state === "unknown" && !isIdle) return { change, effect: "refused", reason: "unknown", key };
  return { change, key, set, without, after, effect: effectOf(change, key, without, after) };
}

function effectOf({ status }: KeyChange, key: Key, without: Outlook, after: Outlook): Exclude<Effect, "refused"> {
  if (status === "enabled") return after.active === key.kid && without.active !== key.kid ? "takeover" : "none";
  if (after.usable.length === 0 && without.usable.length > 0) return "outage";
  if (
    isSooner(after.runsOutAt, without.runsOutAt) ||
    (after.usable.length === 0 && isSooner(mendedAt(without), mendedAt(after)))
  )
    return "later";
  return after.active !== without.active ? "takeover" : "none";
}

function isSooner(a: number | undefined, b: number | undefined): boolean {
  return a !== undefined && (b === undefined || a < b);
}

/** When a set without a usable key has one again by itself. */
function mendedAt({ changes }: Outlook): number | undefined {
  return changes.find(({ active }) => active !== undefined)?.at;
}

/** When there is a usable key again, in milliseconds, after none was. */
export function againOf({ usable, changes }: Outlook): { at: number; kid: string } | undefined {
  const gap = usable.length === 0 ? -1 : changes.findIndex(({ active }) => active === undefined);
  const next = changes.slice(gap + 1).find(({ active }) => active !== undefined);
  return next?.active === undefined ? undefined : { at: next.at * 1000, kid: next.active };
}

function made(set: Keyset, changes: KeyChange[]): Keyset {
  const wanted = new Map(changes.map(({ keyId, status }) => [keyId, status]));
  return { ...set, keys: set.keys.map((key) => ({ ...key, status: wanted.get(key.kid) ?? key.status })) };
}

/** The groups in the order of the sheet, and whether the tenant's name has to be typed for a key of it. */
export const EFFECTS: Effect[] = ["outage", "later", "takeover", "none", "refused"];
export const isHarmful = (effect: Effect) => effect === "outage" || effect === "later";
