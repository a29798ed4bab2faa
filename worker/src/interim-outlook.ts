// Stands in for the package's `outlook` until this branch has it.

import type { Key, Keyset } from "trustframework-keys";

/** Times are seconds since 1970. */
export type Outlook = {
  state: "unusable" | "runs-out" | "lasting" | "unknown";
  /** The kid of the key that B2C uses now. */
  active?: string;
  /** The kids of the usable keys. */
  usable: string[];
  /** Strictly after now, in order: when another key becomes active; without `active` none is usable from then on. */
  changes: { at: number; active?: string }[];
  /** The first moment without a usable key. */
  runsOutAt?: number;
  /** The kids of the keys that are enabled and have expired. */
  stale: string[];
};

export async function outlook(
  { keys }: Keyset,
  { now = Math.floor(Date.now() / 1000) }: { now?: number } = {},
): Promise<Outlook> {
  const usable = usableAt(keys, now);
  const active = activeOf(usable)?.kid;
  const changes: Outlook["changes"] = [];
  let current = active;
  for (const at of boundsAfter(keys, now)) {
    const next = activeOf(usableAt(keys, at))?.kid;
    if (next !== current) changes.push(next === undefined ? { at } : { at, active: next });
    current = next;
  }
  const runsOutAt = changes.find((change) => change.active === undefined)?.at;
  return {
    state: stateOf(keys, now, usable.length > 0, runsOutAt),
    ...(active !== undefined && { active }),
    usable: usable.map(({ kid }) => kid),
    changes,
    ...(runsOutAt !== undefined && active !== undefined && { runsOutAt }),
    stale: keys.filter((key) => statusOf(key) === "enabled" && isReadable(key, "exp") && endOf(key) <= now).map(kidOf),
  };
}

function stateOf(keys: Key[], now: number, isUsable: boolean, runsOutAt: number | undefined): Outlook["state"] {
  const uses = new Set(keys.map(({ use }) => use?.toLowerCase()));
  if (uses.has("sig") && uses.has("enc")) return "unknown";
  if (isUsable) return runsOutAt === undefined ? "lasting" : "runs-out";
  return keys.some((key) => mayBeUsable(key, now)) ? "unknown" : "unusable";
}

/** Enabled, and `nbf <= now < exp`; absent bounds are open, unreadable ones are not. */
function usableAt(keys: Key[], at: number): Key[] {
  return keys.filter(
    (key) =>
      statusOf(key) === "enabled" &&
      isReadable(key, "nbf") &&
      isReadable(key, "exp") &&
      startOf(key) <= at &&
      at < endOf(key),
  );
}

/** What cannot be read might make it usable, and what can be read does not rule it out. */
function mayBeUsable(key: Key, now: number): boolean {
  const isUnclear = !isStatus(statusOf(key)) || !isReadable(key, "nbf") || !isReadable(key, "exp");
  const isWithin = (!isReadable(key, "nbf") || startOf(key) <= now) && (!isReadable(key, "exp") || now < endOf(key));
  return isUnclear && isWithin && statusOf(key) !== "disabled";
}

/**
 * The usable key with the latest `nbf`, one without `nbf` only when no other is left, the last listed among equals.
 * Source: https://learn.microsoft.com/azure/active-directory-b2c/policy-keys-overview
 */
function activeOf(usable: Key[]): Key | undefined {
  return usable.reduce<Key | undefined>(
    (best, key) => (!best || startOf(key) >= startOf(best) ? key : best),
    undefined,
  );
}

function boundsAfter(keys: Key[], now: number): number[] {
  const bounds = keys.flatMap((key) => [startOf(key), endOf(key)]).filter((at) => Number.isFinite(at) && at > now);
  return [...new Set(bounds)].sort((a, b) => a - b);
}

const kidOf = ({ kid }: Key) => kid;
const isStatus = (status: string | undefined) => status === "enabled" || status === "disabled";
const statusOf = ({ status }: Key) => status?.toLowerCase();
const startOf = ({ nbf }: Key) => (typeof nbf === "number" ? nbf : -Infinity);
const endOf = ({ exp }: Key) => (typeof exp === "number" ? exp : Infinity);

function isReadable(key: Key, bound: "nbf" | "exp"): boolean {
  const { unreadable } = key;
  if (Array.isArray(unreadable) && unreadable.includes(bound)) return false;
  return key[bound] === undefined || typeof key[bound] === "number";
}
