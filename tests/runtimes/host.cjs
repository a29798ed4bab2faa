// Loads the package with require() and runs the cases. Prints the results as one line of JSON.

const api = require("trustframework-keys");
const broken = require("trustframework-keys-panic");

import("./cases.mjs").then(async ({ runCases }) => {
  console.log(JSON.stringify(await runCases({ api, broken, emulator: process.argv[2] })));
});
