// Loads an entry of the package with import and runs the cases: Node, Deno, Bun. Prints the results as one line of JSON.

import { runCases } from "./cases.mjs";

// Written out, so that Deno knows before it starts what may be loaded.
const ENTRIES = {
  root: () => Promise.all([import("trustframework-keys"), import("trustframework-keys-panic")]),
  lite: () => Promise.all([import("trustframework-keys/lite"), import("trustframework-keys-panic/lite")]),
};
const [entry, emulator, lowered] = globalThis.Deno?.args ?? process.argv.slice(2);
const [api, broken] = await ENTRIES[entry]();
console.log(JSON.stringify(await runCases({ entry, api, broken, emulator, lowered })));
