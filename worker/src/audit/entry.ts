// A row of the audit: what happened to a change or a run, who asked for it and why. Pure; migrations/ has the table.

import { iso } from "../values.ts";

export const KINDS = [
  /** A run, or a planned change, was taken. */
  "run-created",
  /** One change of it, and when it is to be made. */
  "planned",
  "run-started",
  /** It should have ended by now. */
  "run-late",
  /** Somebody stopped it, held it, let it go on, gave it another time, released it. */
  "run-stopped",
  "run-paused",
  "run-resumed",
  "run-rescheduled",
  "run-released",
  /** How it ended: `state` and `counts`. */
  "run-ended",
  /** A change is about to be sent. */
  "asked",
  /** What came of that. */
  "outcome",
  /** A change of a run that will not be tried any more, and was not applied. */
  "not-made",
  /** What the watch found: no key of the set is usable, or none will be soon, or that is mended. */
  "keyset-unusable",
  "keyset-runs-out",
  "keyset-mended",
] as const;
export type Kind = (typeof KINDS)[number];

export interface Entry {
  kind: Kind;
  /** Times are milliseconds since 1970. */
  at: number;
  /** What the row is about: a try, a change or a run. Together with `kind` it is there once. */
  attemptId: string;
  changeId?: string | undefined;
  runId?: string | undefined;
  tenant: string;
  keysetId?: string | undefined;
  keyId?: string | undefined;
  status?: string | undefined;
  caller: string;
  reason: string;
  askedAt: number;
  plannedFor?: number | undefined;
  notAfter?: number | undefined;
  guard?: boolean | undefined;
  verify?: boolean | undefined;
  state?: string | undefined;
  total?: number | undefined;
  /** JSON: how many changes are in which state. */
  counts?: string | undefined;
  outcome?: string | undefined;
  code?: string | undefined;
  message?: string | undefined;
  httpStatus?: number | undefined;
  graphCode?: string | undefined;
  requestId?: string | undefined;
  attempts?: number | undefined;
}

/** In the order of the table. Members that are added later go to the end. */
const MEMBERS = [
  "kind",
  "at",
  "attemptId",
  "changeId",
  "runId",
  "tenant",
  "keysetId",
  "keyId",
  "status",
  "caller",
  "reason",
  "askedAt",
  "guard",
  "verify",
  "outcome",
  "code",
  "message",
  "httpStatus",
  "graphCode",
  "requestId",
  "attempts",
  "plannedFor",
  "notAfter",
  "state",
  "total",
  "counts",
] as const satisfies readonly (keyof Entry)[];

const TIMES: ReadonlySet<keyof Entry> = new Set<keyof Entry>(["at", "askedAt", "plannedFor", "notAfter"]);
const FLAGS: ReadonlySet<string> = new Set<keyof Entry>(["guard", "verify"]);

export const COLUMNS = MEMBERS.map((member) => member.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`));

export type Value = string | number | null;
export type Row = Record<string, Value>;

/** The values of an entry's row, in the order of COLUMNS. */
export const valuesOf = (entry: Entry): Value[] => MEMBERS.map((member) => columnValue(member, entry[member]));

function columnValue(member: keyof Entry, value: string | number | boolean | undefined): Value {
  if (value === undefined) return null;
  if (typeof value === "boolean") return Number(value);
  if (typeof value === "number") return TIMES.has(member) ? iso(value) : value;
  // What SQLite and JSON would not give back as it was: a lone surrogate, a NUL.
  return value.toWellFormed().replaceAll("\0", "\ufffd");
}

/** Two entries with one id tell of one thing. */
export const idOf = ({ attemptId, kind }: Entry): string => `${attemptId}:${kind}`;

/** A row as a line of an archive or an export: with its chain, so that the hashes can be checked. */
export const lineOf = (row: Row): string => `${JSON.stringify({ ...shown(row), chain: row["chain"] ?? undefined })}\n`;

/** A row as the API shows it: what it does not have is left out. */
export function shown(row: Row): Record<string, unknown> {
  const told: Record<string, unknown> = {};
  for (const [column, value] of Object.entries(row)) {
    if (value === null || column === "chain") continue;
    const member = column.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
    told[member] = FLAGS.has(member) ? value === 1 : member === "counts" ? JSON.parse(String(value)) : value;
  }
  return told;
}
