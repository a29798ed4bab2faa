// What was done, and how it is settled by reading. Pure; keeps nothing. A token is nowhere in it, since the package gives none away.

import type { AttemptEvent, Keyset, KeyStatus } from "trustframework-keys";
import { hasStatus, nameOf } from "./keys";
import type { Effect } from "./review";

/** One change that was wanted, with every request it took. Times are ISO 8601 in UTC. */
export type Entry = {
  id: string;
  at: string;
  endedAt?: string;
  /** The tenant's name, its id where it is known, and who was signed in. */
  tenant: string;
  tenantId?: string;
  account?: string;
  keysetId: string;
  keyId: string;
  status: KeyStatus;
  /** What was said before it was sent. */
  effect?: Effect;
  /** `running` is what a page that was closed meanwhile leaves behind. */
  outcome: "running" | "applied" | "failed" | "unknown" | "skipped";
  /** What the outcome alone would not say: applied, but not seen on reading back. */
  note?: string;
  code?: string;
  requestId?: string;
  clientRequestId?: string;
  attempts: AttemptEvent[];
};

/**
 * Settles what is not known by what was read: a change that left is made where the key shows it. Only the last change of a key can be told
 * that way. `live` are the changes that this page is making itself; `readAt` is when the reading began.
 */
export function settled(
  entries: Entry[],
  sets: Keyset[],
  live: ReadonlySet<string>,
  readAt: string,
  when: string,
): Entry[] {
  const seen = new Set<string>();
  let isChanged = false;
  const after = entries.map((entry) => {
    const name = nameOf(entry.keysetId, entry.keyId);
    const isLast = !seen.has(name);
    if (entry.outcome !== "skipped") seen.add(name);
    if (!isLast || live.has(entry.id) || !isOpen(entry) || (entry.endedAt ?? entry.at) > readAt) return entry;
    const key = sets.find(({ id }) => id === entry.keysetId)?.keys.find(({ kid }) => kid === entry.keyId);
    if (key?.status === undefined) return entry;
    isChanged = true;
    const outcome = hasStatus(key, entry.status) ? ("applied" as const) : ("failed" as const);
    const note = [entry.note, `Read back ${when}: the key is ${key.status}.`].filter(Boolean).join(" ");
    return { ...entry, endedAt: entry.endedAt ?? readAt, outcome, note };
  });
  return isChanged ? after : entries;
}

const isOpen = ({ outcome }: Entry) => outcome === "unknown" || outcome === "running";

/** Of two lists of entries one, the newest first; where both have an entry, the first list's. */
export function merged(first: Entry[], second: Entry[]): Entry[] {
  const known = new Set(first.map(({ id }) => id));
  return [...first, ...second.filter(({ id }) => !known.has(id))].sort((a, b) =>
    a.at < b.at ? 1 : a.at > b.at ? -1 : 0,
  );
}
