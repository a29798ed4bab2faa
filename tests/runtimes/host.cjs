// Loads an entry of the package with require() and runs the cases. Prints the results as one line of JSON.

const [entry, emulator] = process.argv.slice(2);
const path = entry === "lite" ? "/lite" : "";
const api = require(`trustframework-keys${path}`);
const broken = require(`trustframework-keys-panic${path}`);

import("./cases.mjs").then(async ({ runCases }) => {
  console.log(JSON.stringify(await runCases({ entry, api, broken, emulator })));
});
