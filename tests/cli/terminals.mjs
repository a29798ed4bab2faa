// At a terminal: what is asked, what is shown, and that nothing typed in secret is.

import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { header } from "../lib/emulator.mjs";
import { TOKEN } from "./program.mjs";
import { ended, key, off, patches } from "./sets.mjs";

const LONG = "a-kid-of-43-characters-as-they-often-are-xx";

export const terminals = ({ program, emulator }) => ({
  async "disable shows what follows and asks; only yes is yes"() {
    await emulator.putKeyset("B2C_1A_One", [key("old", -90, 500), key("new", -9, 999)]);
    for (const [answer, code] of [
      ["n\r", 1],
      ["\r", 1],
      ["\x04", 1],
      ["\x03", 130],
    ]) {
      const args = ["disable", "B2C_1A_One", "new"];
      const { output } = ended(
        await program.inTerminal(args, [["Make this change? [y/N] ", answer]]),
        code,
        JSON.stringify(answer),
      );
      assert.match(output, /B2C_1A_One +new +.*in use.* +disable\n/);
      assert.match(output, /B2C_1A_One: old is in use after this; then: runs out /);
      assert.match(output, answer === "\x03" ? /Stopped\./ : /Nothing was changed\./);
    }
    assert.deepEqual(await patches(emulator), []);
    ended(await program.inTerminal(["disable", "B2C_1A_One", "new"], [["[y/N] ", "y\r"]]), 0);
    assert.deepEqual(await patches(emulator), [["new", 204]]);
  },

  async "an outage is refused by the guard, and without it the set's id has to be typed"() {
    await emulator.putKeyset("B2C_1A_One", [key("only", -9, 99), off("off", -9, 99)]);
    const refused = await program.inTerminal(["disable", "B2C_1A_One", "only"], [["[y/N] ", "y\r"]]);
    assert.match(ended(refused, 1).output, /NO KEY IS USABLE after this/);
    const args = ["disable", "B2C_1A_One", "only", "--no-guard"];
    ended(await program.inTerminal(args, [["to go on: ", "y\r"]]), 1);
    assert.deepEqual(await patches(emulator), []);
    ended(await program.inTerminal(args, [["to go on: ", "B2C_1A_One\r"]]), 0);
    assert.deepEqual(await patches(emulator), [["only", 204]]);
  },

  async "the token is asked for and not shown, typed or pasted"() {
    const env = { GRAPH_TOKEN: "" };
    for (const typed of [`${TOKEN}\r`, `\x1b[200~${TOKEN}\n\x1b[201~\r`, `wrong\x15${TOKEN}x\x7f\r`]) {
      await emulator.reset();
      const { output } = ended(await program.inTerminal(["keysets"], [["(it is not shown): ", typed]], { env }), 0);
      assert.ok(!output.includes(TOKEN.slice(0, 12)), output);
      assert.deepEqual(
        (await emulator.journal()).map((entry) => header(entry, "authorization")),
        [`Bearer ${TOKEN}`],
      );
    }
    ended(await program.inTerminal(["keysets"], [["(it is not shown): ", "\x03"]], { env }), 130);
    ended(await program.inTerminal(["keysets"], [["(it is not shown): ", "\r"]], { env }), 2);
  },

  async "colours are for terminals, and not with NO_COLOR"() {
    await emulator.putKeyset("B2C_1A_One", [off("a", -9, 99)]);
    assert.ok(ended(await program.inTerminal(["outlook"], []), 1).output.includes("\x1b[31mNO KEY IS USABLE\x1b[0m"));
    for (const env of [{ NO_COLOR: "1" }, { TERM: "dumb" }])
      assert.ok(!ended(await program.inTerminal(["outlook"], [], { env }), 1).output.includes("\x1b["));
  },

  async "where a table is too wide no id is cut"() {
    await emulator.putKeyset("B2C_1A_A_Key_Set_With_A_Long_Name", [key(LONG, -9, 99)]);
    const env = { NO_COLOR: "1" };
    const { output } = ended(await program.inTerminal(["keysets"], [], { columns: 60, env }), 0);
    assert.match(
      output,
      new RegExp(`^key set     B2C_1A_A_Key_Set_With_A_Long_Name\nkey in use  ${LONG}\nnext        `, "m"),
    );
    assert.match(
      ended(await program.inTerminal(["keysets"], [], { columns: 200, env }), 0).output,
      /^key set +key in use +next$/m,
    );
  },

  async "a run shows how far it is, and Ctrl-C ends it with a report"() {
    const ids = Array.from({ length: 12 }, (_, at) => `set-${at}`);
    for (const id of ids) await emulator.putKeyset(id, [key("a", -9, 99), key("b", -9, 99)]);
    writeFileSync(
      join(program.folder, "many.csv"),
      `keysetId,keyId,status\n${ids.map((id) => `${id},a,disabled\n`).join("")}`,
    );
    const whole = ended(await program.inTerminal(["run", "many.csv"], [["Make these 12 changes? [y/N] ", "yes\r"]]), 0);
    assert.match(whole.output, /#+-+ \d+ of 12/);
    assert.match(whole.output, /\n12 applied\n/);
    await emulator.reset();
    for (const id of ids) await emulator.putKeyset(id, [key("a", -9, 99), key("b", -9, 99)]);
    await emulator.plan(
      { normal: true, times: 3, match: { method: "PATCH" } },
      { normal: true, delayMs: 30_000, times: "always", match: { method: "PATCH" } },
    );
    const { output } = ended(await program.inTerminal(["run", "many.csv", "--yes"], [[" 3 of 12", "\x03"]]), 130);
    assert.match(output, /\n3 applied, \d unknown, \d skipped\n/);
    assert.match(output, /Stopped by you/);
  },
});
