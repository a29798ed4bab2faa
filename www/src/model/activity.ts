// What was done, how it is settled by reading, and how it is exported. Pure; keeps nothing. A token is nowhere in it, since the package gives
// none away.

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

export function asJson(entries: Entry[]): string {
  return `${JSON.stringify(entries, null, 2)}\n`;
}

const COLUMNS: [string, (entry: Entry) => string | number | undefined][] = [
  ["started", (entry) => entry.at],
  ["ended", (entry) => entry.endedAt],
  ["tenant", (entry) => entry.tenant],
  ["tenant id", (entry) => entry.tenantId],
  ["account", (entry) => entry.account],
  ["key set", (entry) => entry.keysetId],
  ["key", (entry) => entry.keyId],
  ["wanted", (entry) => entry.status],
  ["outcome", (entry) => entry.outcome],
  ["code", (entry) => entry.code],
  ["note", (entry) => entry.note],
  ["request id", (entry) => entry.requestId],
  ["client request id", (entry) => entry.clientRequestId],
  ["requests", (entry) => entry.attempts.length],
  ["waited ms", (entry) => Math.round(waited(entry))],
];

export function asCsv(entries: Entry[]): string {
  return csv(
    COLUMNS.map(([name]) => name),
    entries.map((entry) => COLUMNS.map(([, read]) => read(entry) ?? "")),
  );
}

/** RFC 4180, with the byte order mark that spreadsheets need to see UTF-8. */
export function csv(names: string[], rows: (string | number)[][]): string {
  return `\uFEFF${[names, ...rows].map((row) => row.map(cell).join(",")).join("\r\n")}\r\n`;
}

export function waited({ attempts }: Entry): number {
  return attempts.reduce((sum, { waitMs = 0 }) => sum + waitMs, 0);
}

/**
 * A text that a spreadsheet would run as a formula gets an apostrophe in front, which makes it text again.
 * Source: https://owasp.org/www-community/attacks/CSV_Injection
 */
function cell(value: string | number): string {
  if (typeof value === "number") return String(value);
  const harmless = /^[=+\-@\t\r\n\uFF1D\uFF0B\uFF0D\uFF20]/.test(value) ? `'${value}` : value;
  return `"${harmless.replaceAll('"', '""')}"`;
}
