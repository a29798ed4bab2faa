// Loads the package with import and runs the cases: Node, Deno, Bun. Prints the results as one line of JSON.

import * as api from "trustframework-keys";
import * as broken from "trustframework-keys-panic";
import { runCases } from "./cases.mjs";

const [emulator] = globalThis.Deno?.args ?? process.argv.slice(2);
console.log(JSON.stringify(await runCases({ api, broken, emulator })));
