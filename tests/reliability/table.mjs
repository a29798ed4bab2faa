// The table: a row for each case, a column for each host, a mark on each cell that is wrong; then what is wrong with each.

const WRONG = " ✗";

// `columns` maps a host to its rows, a map of name to { cell, problems }. Gives the counts.
export function printTable(columns, print) {
  const names = [...new Set([...columns.values()].flatMap(({ rows }) => [...rows.keys()]))];
  const widest = Math.max(...names.map((name) => name.length));
  const hosts = [...columns].map(([host, { rows, seconds }]) => ({
    host,
    rows,
    seconds,
    text: (name) => text(rows.get(name)),
  }));
  const widths = hosts.map(({ host, text }) => Math.max(host.length, ...names.map((name) => text(name).length)));
  const line = (first, cells) =>
    print([first.padEnd(widest), ...cells.map((cell, at) => cell.padEnd(widths[at]))].join("  ").trimEnd());

  line(
    "",
    hosts.map(({ host }) => host),
  );
  for (const name of names)
    line(
      name,
      hosts.map(({ text }) => text(name)),
    );
  line(
    "",
    hosts.map(({ seconds }) => `${seconds.toFixed(1)} s`),
  );

  const cells = hosts.flatMap(({ host, rows }) => [...rows].map(([name, { problems }]) => ({ host, name, problems })));
  const wrong = cells.filter(({ problems }) => problems.length > 0);
  for (const { host, name, problems } of wrong) print(`FAILED ${host}: ${name}\n  ${problems.join("\n  ")}`);
  return { passed: cells.length - wrong.length, failed: wrong.length };
}

const text = (row) => (row === undefined ? "-" : `${row.cell}${row.problems.length > 0 ? WRONG : ""}`);
