// What was done in this session, and how it is exported. Pure; keeps nothing. A token is nowhere in it, since the package gives none away.

import type { AttemptEvent, KeyStatus } from "trustframework-keys";

/** One change that was wanted, with every request it took. Times are ISO 8601 in UTC. */
export type Entry = {
  at: string;
  endedAt: string;
  where: string;
  keysetId: string;
  keyId: string;
  status: KeyStatus;
  outcome: "applied" | "failed" | "unknown" | "skipped" | "cancelled";
  /** What `applied` alone would not say: applied, but not seen on reading back. */
  note?: string;
  code?: string;
  requestId?: string;
  clientRequestId?: string;
  attempts: AttemptEvent[];
};

export function asJson(entries: Entry[]): string {
  return `${JSON.stringify(entries, null, 2)}\n`;
}

const COLUMNS: [string, (entry: Entry) => string | number | undefined][] = [
  ["started", (entry) => entry.at],
  ["ended", (entry) => entry.endedAt],
  ["where", (entry) => entry.where],
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

/** RFC 4180, with the byte order mark that spreadsheets need to see UTF-8. */
export function asCsv(entries: Entry[]): string {
  const rows = [
    COLUMNS.map(([name]) => cell(name)),
    ...entries.map((entry) => COLUMNS.map(([, read]) => cell(read(entry) ?? ""))),
  ];
  return `\uFEFF${rows.map((row) => row.join(",")).join("\r\n")}\r\n`;
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
