// Puts the results into a table and a document. Judges nothing.

import { markdown, terminal } from "../lib/table.mjs";
import { sentence } from "./sentence.mjs";
import { ALLOWANCE_MS } from "./trial.mjs";

// What is no fault: right, or merely different.
const RIGHT = new Set(["ok", "refuses", "no retry", "asleep"]);
// What took longer than this is told even if it is right.
const SLOW_MS = 5000;

export function report(peers, results, { unhandled, seconds }) {
  const header = ["case", ...peers.map(({ name }) => name)];
  const names = [...new Set(results.map(({ group }) => group))];
  const tables = names.map((group) => ({
    group,
    rows: rows(
      peers,
      results.filter((result) => result.group === group),
    ),
  }));
  const cases = results.length / peers.length;
  const totals = count(peers, results);

  const bare = (cells) => cells.map((cell) => cell.replaceAll("`", ""));
  const text = [
    ...tables.flatMap(({ group, rows }) => [group, terminal(header, rows.map(bare)), ""]),
    terminal([`of ${cases} cases`, ...header.slice(1)], totals),
    "",
    ...unhandled.map((reason) => `unhandled rejection: ${reason}`),
    `${cases} cases, ${peers.length} clients, ${seconds.toFixed(0)} s; bench/RELIABILITY.md tells what each caller saw`,
  ].join("\n");
  return {
    text,
    document: document({ peers, header, tables, totals, results, seconds }),
    wrong: Number(totals.at(-1)[1]),
  };
}

const right = ({ verdicts }) => verdicts.every((verdict) => RIGHT.has(verdict));

function rows(peers, results) {
  const names = [...new Set(results.map(({ name }) => name))];
  const of = (name, peer) => results.find((result) => result.name === name && result.peer === peer);
  return names.map((name) => [name, ...peers.map((peer) => of(name, peer).verdicts.join(", "))]);
}

// How often each client showed each fault, and how many calls had any.
function count(peers, results) {
  const kinds = [...new Set(results.flatMap(({ verdicts }) => verdicts))].filter((verdict) => !RIGHT.has(verdict));
  const number = (peer, counts) => results.filter((result) => result.peer === peer && counts(result)).length;
  const row = (title, counts) => [title, ...peers.map((peer) => String(number(peer, counts)))];
  const kind = (verdict) => row(verdict, ({ verdicts }) => verdicts.includes(verdict));
  return [...kinds.map(kind), row("any of these", (result) => !right(result))];
}

function document({ peers, header, tables, totals, results, seconds }) {
  const findings = [...new Set(results.map(({ name }) => name))].flatMap((name) => {
    const wrong = results.filter(
      (result) => result.name === name && (result.verdicts.join() !== "ok" || result.seen.ms > SLOW_MS),
    );
    return wrong.length === 0
      ? []
      : [`**${name}**\n`, ...wrong.map((result) => `- ${result.peer.name}: ${sentence(result)}`), ""];
  });
  return `# Reliability

Written by \`cargo xtask bench reliability\`; do not edit. ${new Date().toISOString().slice(0, 10)}, Node ${process.versions.node}, \
${process.platform} ${process.arch}, ${seconds.toFixed(0)} s.

Every client asks \`https://graph.microsoft.com\` to set one key from enabled to disabled, and a local Graph plays the fault. The host's
own \`fetch\` is led there over loopback without TLS; nothing leaves the machine. What arrived, and when, is read from that Graph's journal,
and what became of the key from its tenant. A call that is still pending after ${ALLOWANCE_MS / 1000} s hangs. The faults are data in
[reliability/faults.mjs](reliability/faults.mjs), the verdicts a pure function in [reliability/judge.mjs](reliability/judge.mjs), the
clients as they are called in [reliability/peers/](reliability/peers/).

${markdown(
  ["client", "version", "as a user sets it"],
  peers.map(({ name, version, settings }) => [name, version, settings]),
)}

- \`LIES: success\`: it reports a change that did not happen. \`LIES: failure\`: it reports an error for a change that Graph confirmed.
- \`another resource\`: a write arrived for something else than the key. \`wrong value sent\`: a status that is none was sent to Graph.
- \`leaks token\`: the token shows in the error's message, stack, text, JSON or causes, or in \`util.inspect\` of it.
- \`hangs\`: still pending after ${ALLOWANCE_MS / 1000} s. \`late\`: ended more than 1 s after the abort.
- \`ignores abort\`: did not end by the abort, or sent something after it.
- \`early\`: sent again before the time that Graph asked for, or within 0.1 s where that could not be read.
- \`gives up\`: an error where a second request would have succeeded. \`status lost\`: the error does not tell the HTTP status.
- Not counted as wrong: \`refuses\`, an error of its own before anything is sent; \`no retry\`, it had ended before the abort;
  \`asleep\`, still waiting, as it was told to, after ${ALLOWANCE_MS / 1000} s.

${tables.map(({ group, rows }) => `## ${group}\n\n${markdown(header, rows)}\n`).join("\n")}
## In all

${markdown([`of ${results.length / peers.length} cases`, ...header.slice(1)], totals)}

## What the callers saw

${findings.join("\n").trimEnd()}
`;
}
