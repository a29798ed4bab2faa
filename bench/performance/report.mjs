// What a terminal shows of the results: the verdicts, and whether they can be believed. RESULTS.md has the rest.

import { terminal } from "../lib/table.mjs";
import { told } from "./cells.mjs";
import { selfCheck } from "./self-check.mjs";
import { row, sentence, VERDICTS, verdicts } from "./verdicts.mjs";

export function report(results) {
  const all = verdicts(results);
  const checks = selfCheck(results.start).map((check) => [
    check.name,
    check.host,
    told(check, "x"),
    check.isSame ? "the same" : "NOT THE SAME",
  ]);
  return [
    terminal(VERDICTS, all.map(row)),
    "",
    terminal(["graph-client again, over graph-client", "host", "x", ""], checks),
    "",
    sentence(all),
  ].join("\n");
}
