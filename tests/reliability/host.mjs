// Plays the cases in Node, Deno and Bun. Prints what was seen as one line of JSON.

import process from "node:process";
import * as api from "trustframework-keys";
import { cases } from "./cases/index.mjs";
import { playAll } from "./play.mjs";

const [origin, wanted] = process.argv.slice(2);
const isOurs = (line) => line.includes("node_modules/trustframework-keys/");
const chosen = [...cases.entries()].filter(([, { name }]) => name.includes(wanted ?? ""));
const seen = JSON.stringify(await playAll({ api, origin, originOf: () => origin, isOurs, cases: chosen }));
// Connections that the emulator holds open would keep some hosts running.
process.stdout.write(`${seen}\n`, () => process.exit(0));
