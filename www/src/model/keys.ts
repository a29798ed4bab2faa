// What the members of a key mean: which key is used, what state each is in, what deserves a warning. Pure; reads no clock.

import type { Key, Keyset } from "trustframework-keys";

/** The states of a key; each has a colour and a shape of its own on the page. */
export type KeyState = "active" | "usable" | "early" | "expired" | "disabled" | "unclear";

export const STATE_WORDS: Record<KeyState, string> = {
  active: "Active",
  usable: "Usable",
  early: "Not yet valid",
  expired: "Expired",
  disabled: "Disabled",
  unclear: "Status unknown",
};

/** Soon, where expiry is concerned. */
export const SOON_DAYS = 30;

const DAY_MS = 86_400_000;

export type Warning = { tone: "bad" | "warn"; text: string };

/** Whether B2C would accept the key at `now`, in milliseconds: enabled and `nbf <= now < exp`, absent bounds being open. */
export function isUsable(key: Key, now: number): boolean {
  return key.status === "enabled" && startOf(key) <= now && now < endOf(key);
}

export function usableOf(keys: Key[], now: number): Key[] {
  return keys.filter((key) => isUsable(key, now));
}

/**
 * The key that B2C uses at `now`: the usable one with the latest `nbf`, one without `nbf` only when no other is left.
 * Source: https://learn.microsoft.com/azure/active-directory-b2c/policy-keys-overview
 */
export function activeOf(keys: Key[], now: number): Key | undefined {
  return usableOf(keys, now).reduce<Key | undefined>(
    (best, key) => (!best || startOf(key) >= startOf(best) ? key : best),
    undefined,
  );
}

export function stateOf(key: Key, keys: Key[], now: number): KeyState {
  if (key.status === "disabled") return "disabled";
  if (key.status !== "enabled") return "unclear";
  if (now < startOf(key)) return "early";
  if (now >= endOf(key)) return "expired";
  return activeOf(keys, now)?.kid === key.kid ? "active" : "usable";
}

/** Whether the status of any key is known at all: without one nothing can be said about the set. */
export function showsStatus(keys: Key[]): boolean {
  return keys.some((key) => key.status === "enabled" || key.status === "disabled");
}

/** When the next of the usable keys ends, in milliseconds; absent when none ever does. */
export function nextExpiry(keys: Key[], now: number): number | undefined {
  const ends = usableOf(keys, now).map(endOf).filter(Number.isFinite);
  return ends.length > 0 ? Math.min(...ends) : undefined;
}

/** The next moment from `now` on at which no key is usable; absent when there is always one. */
export function nextGap(keys: Key[], now: number): number | undefined {
  const moments = [now, ...keys.map(endOf).filter((end) => Number.isFinite(end) && end > now)].sort((a, b) => a - b);
  return moments.find((moment) => usableOf(keys, moment).length === 0);
}

/** The changes of the active key after `now`, in order, each with the key that is used from then on. */
export function handovers(keys: Key[], now: number): { at: number; key: Key | undefined }[] {
  const bounds = keys
    .flatMap((key) => [startOf(key), endOf(key)])
    .filter((bound) => Number.isFinite(bound) && bound > now);
  const found: { at: number; key: Key | undefined }[] = [];
  let current = activeOf(keys, now);
  for (const at of [...new Set(bounds)].sort((a, b) => a - b)) {
    const key = activeOf(keys, at);
    if (key?.kid !== current?.kid) found.push({ at, key });
    current = key;
  }
  return found;
}

export function warningsOf({ keys }: Keyset, now: number): Warning[] {
  if (keys.length === 0) return [{ tone: "warn", text: "No keys" }];
  if (!showsStatus(keys)) return [{ tone: "warn", text: "Status not shown" }];
  const warnings: Warning[] = [];
  const usable = usableOf(keys, now);
  const gap = nextGap(keys, now);
  if (usable.length === 0) warnings.push({ tone: "bad", text: "Nothing usable" });
  else if (gap !== undefined && gap - now <= SOON_DAYS * DAY_MS)
    warnings.push({ tone: "bad", text: `Nothing usable in ${span(gap - now)}` });
  if (usable.length === 1) warnings.push({ tone: "warn", text: "Only one usable" });
  const stale = keys.filter((key) => key.status === "enabled" && now >= endOf(key)).length;
  if (stale > 0)
    warnings.push({ tone: "warn", text: stale === 1 ? "Expired but enabled" : `${stale} expired but enabled` });
  return warnings;
}

export function startOf(key: Key): number {
  return key.nbf === undefined ? -Infinity : key.nbf * 1000;
}

export function endOf(key: Key): number {
  return key.exp === undefined ? Infinity : key.exp * 1000;
}

/** A duration as people say it: the larger unit alone. */
export function span(ms: number): string {
  const units: [number, string][] = [
    [365 * DAY_MS, "year"],
    [30 * DAY_MS, "month"],
    [DAY_MS, "day"],
    [3_600_000, "hour"],
    [60_000, "minute"],
  ];
  for (const [size, name] of units) {
    const count = Math.floor(ms / size);
    if (count >= (name === "month" || name === "year" ? 2 : 1)) return `${count} ${name}${count === 1 ? "" : "s"}`;
  }
  return "less than a minute";
}

/** The kid as far as a person needs it to tell keys apart. */
export function shortKid(kid: string): string {
  return kid.length > 16 ? `${kid.slice(0, 8)}…${kid.slice(-4)}` : kid;
}

const NAMED_USE: Record<string, string> = { sig: "Signature", enc: "Encryption" };
const NAMED_TYPE: Record<string, string> = { rsa: "RSA", oct: "Secret" };

export function useOf(key: Key): string {
  return NAMED_USE[key.use ?? ""] ?? key.use ?? "Not said";
}

export function typeOf(key: Key): string {
  return NAMED_TYPE[(key.kty ?? "").toLowerCase()] ?? key.kty ?? "Not said";
}
