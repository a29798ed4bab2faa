// The command line from the packed tarball on Node 20 and 24, with and without a terminal, against the emulator. `node run.mjs [text…]`
// runs the checks whose names have one of the texts in them. RECORD_TRANSCRIPT=1 writes the transcript into npm/README.md.

import { cpSync, mkdtempSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { makeConsumer } from "../lib/consumer.mjs";
import { startEmulator } from "../lib/emulator.mjs";
import { changing } from "./changing.mjs";
import { faults } from "./faults.mjs";
import { files } from "./files.mjs";
import { programOf } from "./program.mjs";
import { reading } from "./reading.mjs";
import { recipes } from "./recipes.mjs";
import { terminals } from "./terminals.mjs";
import { tokens } from "./tokens.mjs";
import { transcript } from "./transcript.mjs";
import { usage } from "./usage.mjs";

const here = dirname(fileURLToPath(import.meta.url));
const NODES = { "Node 20": process.execPath, "Node 24": join(here, "../node_modules/.bin/node") };
const GROUPS = [usage, reading, changing, tokens, files, faults, terminals, recipes, transcript];
// Long lists whose entries do not depend on the version of Node, and what is held to be the same text.
const ONCE = /^(wrong use is|what is odd is|a refused token|the recipe|the transcript)/;
// Most of a case is waiting for programs to start.
const AT_ONCE = 4;

const installed = makeConsumer();
const wanted = process.argv.slice(2);
const cases = Object.entries(NODES).flatMap(([name, node], at) =>
  GROUPS.flatMap((make) =>
    Object.keys(make({ program: {} }))
      .filter((sentence) => at === 0 || !ONCE.test(sentence))
      .map((sentence) => ({ name, node, make, sentence })),
  ),
);
const left = cases.filter(
  ({ name, sentence }) => wanted.length === 0 || wanted.some((text) => sentence.includes(text) || name === text),
);
let passed = 0;
let failed = 0;

// Each case has a folder and an emulator of its own.
async function play({ name, node, make, sentence }) {
  const folder = mkdtempSync(join(installed, "case-"));
  cpSync(join(installed, "node_modules"), join(folder, "node_modules"), { recursive: true });
  const emulator = await startEmulator();
  const began = Date.now();
  try {
    const graph = `${emulator.origin}/beta`;
    await make({ program: programOf({ node, folder, graph }), emulator, graph, node })[sentence]();
    passed += 1;
    console.log(`ok - ${name}: ${sentence} (${((Date.now() - began) / 1000).toFixed(1)} s)`);
  } catch (error) {
    failed += 1;
    console.log(`FAILED - ${name}: ${sentence}`, error);
  } finally {
    await emulator.stop();
  }
}

await Promise.all(
  Array.from({ length: AT_ONCE }, async () => {
    for (let next = left.shift(); next; next = left.shift()) await play(next);
  }),
);
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed > 0 || passed === 0 ? 1 : 0;
