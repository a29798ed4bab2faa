// Reads what `run` is to do: changes as JSON or CSV, a report of an earlier run, or the console's export of either kind. Decides nothing.

import { readFile } from "node:fs/promises";
import type { KeyChange, KeyStatus } from "trustframework-keys";
import { readCsv } from "./csv.ts";
import { wrongUse } from "./exit.ts";

/** A change, and what an earlier run made of it. */
export type Given = KeyChange & { outcome?: string };

/** What is named `name` on the command line; `-` is what is piped in. */
export async function readChanges(name: string, signal: AbortSignal): Promise<Given[]> {
  const shown = name === "-" ? "the input" : name;
  const text = decoded(await bytesOf(name, shown, signal), shown);
  if (text.trim() === "") throw wrongUse(`${shown} is empty. A report that is written to while it is read is, too.`);
  return /^\s*[[{]/.test(text) ? fromJson(text, shown) : fromCsv(text, shown);
}

/** What is left of a run: what its report does not call applied. `given`: the changes of the file that was run, where one is named. */
export function leftOf(report: Given[], given: Given[] | undefined): Given[] {
  if (!given) return report.filter(({ outcome }) => outcome !== "applied");
  const name = ({ keysetId, keyId, status }: Given) => JSON.stringify([keysetId, keyId, status]);
  const done = new Set(report.filter(({ outcome }) => outcome === "applied").map(name));
  return given.filter((change) => !done.has(name(change)));
}

async function bytesOf(name: string, shown: string, signal: AbortSignal): Promise<Uint8Array> {
  if (name !== "-") {
    try {
      return await readFile(name, { signal });
    } catch (error) {
      if (signal.aborted) throw signal.reason;
      throw wrongUse(`${shown} cannot be read (${(error as NodeJS.ErrnoException).code}).`);
    }
  }
  if (process.stdin.isTTY) throw wrongUse("run - reads what is piped in, and nothing is.");
  const parts: Buffer[] = [];
  for await (const part of process.stdin) parts.push(part as Buffer);
  return Buffer.concat(parts);
}

function decoded(bytes: Uint8Array, shown: string): string {
  try {
    // Takes the byte order mark out that spreadsheets write.
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw wrongUse(`${shown} is no UTF-8: save it as UTF-8.`);
  }
}

function fromJson(text: string, shown: string): Given[] {
  let read: unknown;
  try {
    read = JSON.parse(text);
  } catch (error) {
    // Node's message repeats a part of the file.
    const [, position] = /position (\d+)/.exec((error as Error).message) ?? [];
    throw wrongUse(`${shown}${placeOf(text, position)} is no JSON.`);
  }
  const list = Array.isArray(read) ? read : (read as { results?: unknown } | null)?.results;
  if (!Array.isArray(list)) throw wrongUse(`${shown} must be a list of changes, or a report with results.`);
  return list.map((entry: unknown, at) => {
    const member = (name: string) => (entry as Partial<Record<string, unknown>> | null)?.[name];
    const where = (name: string) => `${shown}, entry ${at + 1}: ${name}`;
    const change = checked(member("keysetId"), member("keyId"), member("status"), where);
    const outcome = member("outcome");
    return typeof outcome === "string" ? { ...change, outcome } : change;
  });
}

function placeOf(text: string, position: string | undefined): string {
  const before = text.slice(0, position === undefined ? text.length : Number(position)).split("\n");
  return `, line ${before.length}, column ${(before.at(-1) ?? "").length + 1},`;
}

// By the names of the package, and by those of the console's export.
const COLUMNS = { keysetId: "key set", keyId: "key", status: "wanted" } as const;

function fromCsv(text: string, shown: string): Given[] {
  const [header = [], ...rows] = readCsv(text, shown);
  const column = (name: string, other = name): number => {
    const found = header.flatMap((cell, at) => ([name, other].includes(cell.text) ? [at] : []));
    if (found.length > 1) throw wrongUse(`${shown}, line 1: the column ${name} stands there twice.`);
    return found[0] ?? -1;
  };
  const [set, key, status] = Object.entries(COLUMNS).map(([name, other]) => {
    const at = column(name, other);
    const hint = header.some((cell) => cell.text.includes(";")) ? " Columns are separated by commas." : "";
    if (at < 0) throw wrongUse(`${shown}, line 1: the header must name the columns keysetId, keyId and status.${hint}`);
    return at;
  }) as [number, number, number];
  const outcome = column("outcome");
  return rows.map((row) => {
    const [first] = row;
    if (row.length !== header.length)
      throw wrongUse(`${shown}, line ${first?.line}: ${row.length} columns, and the header has ${header.length}.`);
    const cell = (at: number) => defused(row[at]?.text ?? "");
    const places: Record<string, number> = { keysetId: set, keyId: key, status };
    const where = (name: string) => {
      const place = row[places[name] ?? 0];
      return `${shown}, line ${place?.line}, column ${place?.column}: ${name}`;
    };
    const change = checked(cell(set), cell(key), cell(status), where);
    return outcome < 0 ? change : { ...change, outcome: cell(outcome) };
  });
}

// An apostrophe keeps a spreadsheet from running a cell as a formula; the console's export has one.
const defused = (text: string) => text.replace(/^'(?=[=+\-@\t\r\n\uFF1D\uFF0B\uFF0D\uFF20])/, "");

function checked(keysetId: unknown, keyId: unknown, status: unknown, where: (name: string) => string): KeyChange {
  for (const [name, value] of Object.entries({ keysetId, keyId })) {
    if (typeof value !== "string" || value === "") throw wrongUse(`${where(name)} is missing.`);
    if (value.trim() !== value) throw wrongUse(`${where(name)} begins or ends with white space.`);
  }
  if (status !== "enabled" && status !== "disabled")
    throw wrongUse(`${where("status")} must be exactly enabled or disabled.`);
  return { keysetId: keysetId as string, keyId: keyId as string, status: status as KeyStatus };
}
