// Reads CSV by RFC 4180, strictly: what a spreadsheet would guess at is refused with its line and column. Pure.

import { wrongUse } from "./exit.ts";

/** A cell, and where it begins, both counted from 1. */
export interface CsvCell {
  text: string;
  line: number;
  column: number;
}

/** The rows with what is in them; empty lines are left out. `name` is the file's, for a refusal. */
export function readCsv(text: string, name: string): CsvCell[][] {
  const rows: CsvCell[][] = [];
  let row: CsvCell[] = [];
  let at = 0;
  let line = 1;
  let start = 0;
  const refuse = (problem: string) => wrongUse(`${name}, line ${line}, column ${at - start + 1}: ${problem}`);
  while (at < text.length) {
    const cell: CsvCell = { text: "", line, column: at - start + 1 };
    if (text[at] === '"') {
      at += 1;
      for (;;) {
        const end = text.indexOf('"', at);
        if (end < 0) throw wrongUse(`${name}, line ${cell.line}, column ${cell.column}: the quote is never closed.`);
        const part = text.slice(at, end);
        cell.text += part;
        for (const [index, character] of [...part].entries())
          if (character === "\n") [line, start] = [line + 1, at + index + 1];
        at = end + 1;
        if (text[at] !== '"') break;
        cell.text += '"';
        at += 1;
      }
      if (at < text.length && !/[,\r\n]/.test(text[at] as string))
        throw refuse("only a comma or the end of the line may follow a closing quote.");
    } else {
      const end = at + text.slice(at).search(/[,\r\n"]|$/);
      if (text[end] === '"') {
        at = end;
        throw refuse("a quote may stand only around a whole cell.");
      }
      cell.text = text.slice(at, end);
      at = end;
    }
    row.push(cell);
    if (text[at] === ",") {
      at += 1;
      if (at < text.length && !/[\r\n]/.test(text[at] as string)) continue;
      row.push({ text: "", line, column: at - start + 1 });
    }
    if (text[at] === "\r" && text[at + 1] !== "\n") throw refuse("a carriage return without a line feed.");
    at += text[at] === "\r" ? 2 : 1;
    if (row.length > 1 || row[0]?.text !== "") rows.push(row);
    row = [];
    line += 1;
    start = at;
  }
  return rows;
}
