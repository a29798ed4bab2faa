// Plays the cases through an entry in Node, Deno and Bun. Prints what was seen as one line of JSON.

import process from "node:process";
import { cases } from "./cases/index.mjs";
import { playAll } from "./play.mjs";

// Written out, so that Deno knows before it starts what may be loaded.
const ENTRIES = { root: () => import("trustframework-keys"), lite: () => import("trustframework-keys/lite") };
const [entry, origin, wanted] = process.argv.slice(2);
const api = await ENTRIES[entry]();
const isOurs = (line) => line.includes("node_modules/trustframework-keys/");
const chosen = [...cases.entries()].filter(([, { name }]) => name.includes(wanted ?? ""));
const seen = JSON.stringify(await playAll({ api, origin, originOf: () => origin, isOurs, cases: chosen }));
// Connections that the emulator holds open would keep some hosts running.
process.stdout.write(`${seen}\n`, () => process.exit(0));
