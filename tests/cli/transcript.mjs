// The incident of npm/README.md, played at a terminal; RECORD_TRANSCRIPT=1 writes it there.

import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { required } from "../lib/checks.mjs";
import { TOKEN } from "./program.mjs";
import { ended } from "./sets.mjs";

const SET = "B2C_1A_TokenSigningKeyContainer";
const seconds = (date) => Date.parse(date) / 1_000;
const key = (kid, from, until, status = "enabled") => ({
  kid,
  kty: "RSA",
  use: "sig",
  status,
  nbf: seconds(from),
  exp: seconds(until),
});
// Far enough away for nothing to be said in days.
const KEYS = [
  key("k-2024", "2024-03-01", "2036-03-01"),
  key("k-2025", "2025-03-01", "2037-03-01"),
  key("k-spare", "2023-03-01", "2038-03-01", "disabled"),
];

const STEPS = [
  [`keys ${SET}`, []],
  [`disable ${SET} k-2025`, [["[y/N] ", "y\r"]]],
  [`disable ${SET} k-2024 --yes`, [], 1],
  [`enable ${SET} k-spare`, []],
  [`disable ${SET} k-2024 --yes`, []],
];

export const transcript = ({ program, emulator }) => ({
  async "the transcript of an incident is what happens"() {
    await emulator.putKeyset(SET, KEYS);
    const env = { NO_COLOR: "1", GRAPH_TOKEN: TOKEN };
    const place = [];
    const preload = ["public"];
    let text = "";
    for (const [line, steps, code = 0] of STEPS) {
      const result = await program.inTerminal(line.split(" "), steps, { columns: 120, env, place, preload });
      const shown = ended(result, code).output;
      // biome-ignore lint/suspicious/noControlCharactersInRegex: what readline writes around a question.
      const lines = shown.replace(/\x1b\[\d*[A-Z]|\r/g, "").replace(/[0-9a-f]{8}-[0-9a-f-]{27}/g, "8e1f…");
      text += `$ npx trustframework-keys ${line}\n${lines.trimEnd()}\n\n`;
    }
    const file = join(required("TFK_ROOT"), "npm/README.md");
    const readme = readFileSync(file, "utf8");
    const [before, rest] = readme.split("<!-- transcript -->\n\n```text\n");
    const [, after] = rest.split(/\n```\n(.*)/s);
    const fresh = `${before}<!-- transcript -->\n\n\`\`\`text\n${text.trimEnd()}\n\`\`\`\n${after}`;
    if (process.env.RECORD_TRANSCRIPT) writeFileSync(file, fresh);
    assert.equal(fresh, readFileSync(file, "utf8"), "run with RECORD_TRANSCRIPT=1");
  },
});
