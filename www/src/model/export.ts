// What was done, and what a review said, as files to take away: JSON, and CSV that a spreadsheet does not run. Pure.

import type { Entry } from "./activity";

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
