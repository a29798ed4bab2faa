// Prints the matrix: a row for each cell, a column for each entry of the package.

// Tells whether every cell is OK.
export function printTable(rows, entries) {
  const absent = new Map(
    rows.flatMap(({ outcomes }) => outcomes.filter(({ absent }) => absent).map(({ place, absent }) => [place, absent])),
  );
  for (const [place, why] of absent) console.log(`  ${place} is absent: ${why}`);

  const wide = Math.max(...rows.map(({ cell }) => cell.name.length)) + 2;
  const places = ({ outcomes }) => [
    ...new Set(outcomes.filter(({ place, absent }) => place && !absent).map(({ place }) => place)),
  ];
  const where = (row) => (row.cell.checks ? `${places(row).length} checks` : places(row).join(", "));
  const column = Math.max(...rows.map((row) => where(row).length), 5) + 2;

  console.log(
    `\n${"cell".padEnd(wide)}${"where".padEnd(column)}${entries.map((entry) => entry.padEnd(26)).join("")}${"time".padStart(7)}`,
  );
  let passed = 0;
  let failed = 0;
  for (const row of rows) {
    const verdicts = entries.map((entry) => {
      const bad = row.outcomes.filter((outcome) => outcome.entry === entry && outcome.why);
      bad.length > 0 ? (failed += 1) : (passed += 1);
      const inPlaces = bad.map(({ place }) => place).filter(Boolean);
      return bad.length === 0 ? "OK" : `FAILED${inPlaces.length > 0 ? ` in ${inPlaces.join(", ")}` : ""}`;
    });
    const time = `${(row.elapsedMs / 1000).toFixed(1)} s`;
    console.log(
      `${row.cell.name.padEnd(wide)}${where(row).padEnd(column)}${verdicts.map((verdict) => verdict.padEnd(26)).join("")}${time.padStart(7)}`,
    );
    if (row.cell.note) console.log(`${"".padEnd(wide)}${row.cell.note}`);
  }
  console.log(`\n${passed} passed, ${failed} failed`);
  return passed > 0 && failed === 0;
}
