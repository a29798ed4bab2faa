// What `run` reads: JSON, CSV, reports, the console's exports; and what is odd, which is refused with its place.

import assert from "node:assert/strict";
import { join } from "node:path";
import { build } from "esbuild";
import { required } from "../lib/checks.mjs";
import { ended, key, patches } from "./sets.mjs";

const ODD = [
  ["", /the input is empty/],
  ["[", /line 1, column 2, is no JSON/],
  ['[\n  {"keysetId": "s",}\n]', /line 2, column \d+, is no JSON/],
  ["{}", /a list of changes, or a report/],
  ["[5]", /entry 1: keysetId is missing/],
  ['[{"keysetId":"s","keyId":"k","status":"Disabled"}]', /entry 1: status must be exactly/],
  [
    '[{"keysetId":"s","keyId":"k","status":"disabled"},{"keysetId":"s","keyId":" k","status":"disabled"}]',
    /entry 2: keyId begins or ends with white space/,
  ],
  ["keysetId,keyId\ns,k\n", /line 1: the header must name/],
  ["keysetId;keyId;status\ns;k;disabled\n", /separated by commas/],
  ["keysetId,keyId,status,keyId\ns,k,disabled,x\n", /line 1: the column keyId stands there twice/],
  ["keysetId,keyId,status\ns,k,disabled\ns,k\n", /line 3: 2 columns, and the header has 3/],
  ["keysetId,keyId,status\ns,k,disabled\n\ns,k,off\n", /line 4, column 5: status must be exactly/],
  ["keysetId,keyId,status\ns,,disabled\n", /line 2, column 3: keyId is missing/],
  ["keysetId,keyId,status\ns, k,disabled\n", /line 2, column 3: keyId begins or ends with white space/],
  ['keysetId,keyId,status\n"s\nt","k,disabled\n', /line 3, column 4: the quote is never closed/],
  ['keysetId,keyId,status\n"s"x,k,disabled\n', /line 2, column 4: only a comma/],
  ['keysetId,keyId,status\ns"x",k,disabled\n', /line 2, column 2: a quote may stand only around/],
  ["keysetId,keyId,status\rs,k,disabled\n", /line 1, column 22: a carriage return/],
  [Buffer.from("keysetId,keyId,status\ns,k\xff,disabled\n", "latin1"), /no UTF-8/],
  ["keysetId,keyId,status\ns,k,disabled\ns,k,enabled\n", /asks for the opposite/],
];

export const files = ({ program, emulator }) => {
  const run = (input, ...args) => program.run(["run", "-", "--yes", ...args], { input });
  const wanted = [
    ["a", 204],
    ["-b", 204],
  ];
  const fill = () => emulator.putKeyset("set, 1", [key("a", -9, 99), key("-b", -9, 99), key("c", -9, 99)]);

  return {
    async "JSON and CSV are read in every form of theirs"() {
      for (const [name, input] of Object.entries({
        json: JSON.stringify([
          { keysetId: "set, 1", keyId: "a", status: "disabled", more: 5 },
          { keysetId: "set, 1", keyId: "-b", status: "disabled" },
        ]),
        csv: '\uFEFFstatus,keysetId,"keyId",note\r\ndisabled,"set, 1",a,\r\n\r\n"disabled","set, 1","-b","a ""note""\n, of two lines"',
      })) {
        await emulator.reset();
        await fill();
        ended(await run(input), 0, name);
        assert.deepEqual(await patches(emulator), wanted, name);
      }
    },

    async "what is odd is exit 2 with its place, and nothing is sent"() {
      for (const [input, says] of ODD) assert.match(ended(await run(input), 2, String(input)).stderr, says);
      assert.deepEqual(await patches(emulator), []);
    },

    async "the console's exports are run, and continued"() {
      const { outputFiles } = await build({
        entryPoints: [join(required("TFK_ROOT"), "www/src/model/export.ts")],
        bundle: true,
        write: false,
        format: "esm",
        platform: "neutral",
      });
      const { asCsv, asJson } = await import(`data:text/javascript,${encodeURIComponent(outputFiles[0].text)}`);
      const entry = (keyId, outcome) => ({
        id: keyId,
        at: "2026-11-28T03:00:00Z",
        tenant: "Contoso",
        keysetId: "set, 1",
        keyId,
        status: "disabled",
        outcome,
        attempts: [],
      });
      const entries = [entry("c", "applied"), entry("a", "failed"), entry("-b", "unknown")];
      for (const text of [asCsv(entries), asJson(entries)]) {
        await emulator.reset();
        await fill();
        ended(await program.run(["run", "--continue", "-", "--yes"], { input: text }), 0);
        assert.deepEqual(await patches(emulator), wanted);
        await emulator.reset();
        await fill();
        // The last usable key stays.
        ended(await run(text), 1);
        assert.deepEqual(await patches(emulator), [
          ["c", 204],
          ["a", 204],
        ]);
      }
    },

    async "where nothing is left to do, nothing is sent"() {
      const report = JSON.stringify({
        results: [{ keysetId: "s", keyId: "k", status: "disabled", outcome: "applied" }],
      });
      const { stdout } = ended(await program.run(["run", "--continue", "-", "--json"], { input: report }), 0);
      assert.deepEqual(JSON.parse(stdout).results, []);
      assert.deepEqual(await emulator.journal(), []);
    },
  };
};
