// A table for people. Where a line would be wider than the terminal each row becomes a few lines of its own, so that no id is ever cut. Pure.

import { paint, plain, type Tone } from "./output.ts";

/** A text, and its colour if it has one. */
export type Cell = string | { text: string; tone?: Tone | undefined };

/** `width` is that of the terminal; without one the table is as wide as it is. */
export function table(names: string[], rows: Cell[][], width = Infinity): string {
  const cells = rows.map((row) => row.map(cellOf));
  const widths = names.map((name, column) => Math.max(name.length, ...cells.map((row) => long(row[column]))));
  const total = widths.reduce((sum, one) => sum + one + 2, -2);
  return total <= width ? asTable(names, cells, widths) : asRecords(names, cells);
}

interface Plain {
  text: string;
  tone: Tone | undefined;
}

const cellOf = (cell: Cell): Plain =>
  typeof cell === "string" ? { text: plain(cell), tone: undefined } : { text: plain(cell.text), tone: cell.tone };
const long = (cell: Plain | undefined) => [...(cell?.text ?? "")].length;

function asTable(names: string[], rows: Plain[][], widths: number[]): string {
  const line = (row: Plain[]) =>
    row
      .map((cell, column) => {
        const gap = column === row.length - 1 ? 0 : (widths[column] ?? 0) - long(cell) + 2;
        return paint(cell.tone, cell.text) + " ".repeat(gap);
      })
      .join("")
      .trimEnd();
  return `${[names.map((text) => ({ text, tone: "dim" as const })), ...rows].map(line).join("\n")}\n`;
}

function asRecords(names: string[], rows: Plain[][]): string {
  const widest = Math.max(...names.map((name) => name.length));
  const record = (row: Plain[]) =>
    row
      .map(({ text, tone }, column) =>
        text === "" ? "" : `${paint("dim", (names[column] ?? "").padEnd(widest))}  ${paint(tone, text)}\n`,
      )
      .join("");
  return rows.map(record).join("\n");
}

/** A moment, in UTC, to the minute; how far away it is where it is near. `seconds` are since 1970. */
export function moment(seconds: number | undefined, now: number): string {
  if (seconds === undefined) return "";
  const ms = seconds * 1_000;
  if (Math.abs(ms) > 8.64e15) return String(seconds);
  const text = `${new Date(ms).toISOString().slice(0, 16).replace("T", " ")}Z`;
  const hours = (seconds - now) / 3_600;
  if (Math.abs(hours) > 90 * 24) return text;
  const [count, unit] = Math.abs(hours) < 48 ? [hours, "hour"] : [hours / 24, "day"];
  const whole = Math.floor(Math.abs(count));
  const words = `${whole} ${unit}${whole === 1 ? "" : "s"}`;
  return `${text} (${count < 0 ? `${words} ago` : `in ${words}`})`;
}
