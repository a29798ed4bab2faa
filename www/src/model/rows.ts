// A key set as a line of the list: what it is, what happens to it next, and what then. Pure; the words are the list's.

import { type Key, type Keyset, type Outlook, outlook } from "trustframework-keys";
import { hasStatus, kindOfSet, endOf, type Kind } from "./keys";

/** Soon, where running out is concerned. */
export const SOON_DAYS = 30;
const SOON_S = SOON_DAYS * 86_400;

/** Moments are milliseconds since 1970. */
export type Next =
  /** No key is usable. `since` where it is known; what ends it: a key that begins by itself, or one that could be enabled. */
  | { kind: "broken"; since?: number; ends?: { at: number; kid: string }; enable?: string }
  /** It cannot be told. */
  | { kind: "unknown" }
  /** Another key is used from then on; and when nothing is, later. */
  | { kind: "takeover"; at: number; kid: string; because: "expires" | "begins"; runsOutAt?: number }
  /** Nothing is usable from then on, until another key begins, if one does. */
  | { kind: "runs-out"; at: number; until?: number }
  | { kind: "never" };

export type Row = {
  set: Keyset;
  look: Outlook;
  kind: Kind;
  next: Next;
  isBroken: boolean;
  isSoon: boolean;
};

/** What the tiles above the list count and filter by. */
export type Filter = "broken" | "soon" | "stale";

export async function rowOf(set: Keyset, look: Outlook, now: number): Promise<Row> {
  const isBroken = look.state === "unusable";
  const isSoon = look.state === "runs-out" && look.runsOutAt !== undefined && look.runsOutAt - now / 1000 <= SOON_S;
  return { set, look, kind: kindOfSet(set.keys), next: await nextOf(set, look, now), isBroken, isSoon };
}

async function nextOf(set: Keyset, look: Outlook, now: number): Promise<Next> {
  if (look.state === "unknown") return { kind: "unknown" };
  const [first] = look.changes;
  if (look.state === "unusable") {
    const ends = first?.active === undefined ? {} : { ends: { at: first.at * 1000, kid: first.active } };
    const enable = await remedyOf(set, now);
    return { kind: "broken", ...sinceOf(set.keys, look), ...ends, ...(enable !== undefined && { enable }) };
  }
  if (!first) return { kind: "never" };
  const at = first.at * 1000;
  if (first.active === undefined) {
    const next = look.changes.find((change) => change.active !== undefined);
    return { kind: "runs-out", at, ...(next && { until: next.at * 1000 }) };
  }
  const before = set.keys.find(({ kid }) => kid === look.active);
  return {
    kind: "takeover",
    at,
    kid: first.active,
    because: before && endOf(before) === at ? "expires" : "begins",
    ...(look.runsOutAt !== undefined && { runsOutAt: look.runsOutAt * 1000 }),
  };
}

/** When the last usable key expired. A key that was disabled leaves no trace of when. */
function sinceOf(keys: Key[], look: Outlook): { since?: number } {
  const ends = keys.filter(({ kid }) => look.stale.includes(kid)).map(endOf);
  return ends.length > 0 ? { since: Math.max(...ends) } : {};
}

/** The disabled key that would be used at once, were it enabled. */
export async function remedyOf(set: Keyset, now: number): Promise<string | undefined> {
  for (const key of set.keys.filter((one) => hasStatus(one, "disabled"))) {
    const keys = set.keys.map((one) => (one === key ? { ...one, status: "enabled" } : one));
    const { active } = await outlook({ ...set, keys }, { now: Math.floor(now / 1000) });
    if (active === key.kid) return key.kid;
  }
  return undefined;
}

export function passes(row: Row, filter: Filter | undefined): boolean {
  if (filter === "broken") return row.isBroken;
  if (filter === "soon") return row.isSoon;
  return filter !== "stale" || row.look.stale.length > 0;
}

export const SORTS = ["next", "name", "kind", "used"] as const;
export type Sort = (typeof SORTS)[number];

/** By date: what is broken, what cannot be told, then what comes first; what never changes is last. */
function dateOf({ next }: Row): number {
  if (next.kind === "broken") return -Infinity;
  if (next.kind === "unknown") return 0;
  return next.kind === "never" ? Infinity : next.at;
}

const COMPARE: Record<Sort, (a: Row, b: Row) => number> = {
  next: (a, b) => compare(dateOf(a), dateOf(b)),
  name: () => 0,
  kind: (a, b) => compare(a.kind, b.kind),
  used: (a, b) => compare(a.look.active ?? "", b.look.active ?? ""),
};

export function sorted(rows: Row[], sort: Sort, isDown: boolean): Row[] {
  const order = isDown ? -1 : 1;
  return [...rows].sort((a, b) => order * (COMPARE[sort](a, b) || compare(a.set.id, b.set.id)));
}

function compare<T extends string | number>(a: T, b: T): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
