// keysets, keys and outlook: tables for people, JSON for programs, and the exit codes of what is found.

import assert from "node:assert/strict";
import { ended, key, off } from "./sets.mjs";

export const reading = ({ program, emulator }) => {
  const state = async (keys, ...args) => {
    await emulator.putKeyset("B2C_1A_One", keys);
    return program.run(["outlook", "B2C_1A_One", ...args]);
  };

  return {
    async "keysets and keys are tables, and key sets as JSON"() {
      await emulator.putKeyset("B2C_1A_One", [
        key("old", -99, -9),
        key("new", -9, 60.5),
        key("next", 20.5, undefined),
        off("off", -9, 99),
        key("odd", -9, undefined, { exp: "soon" }),
      ]);
      const sets = ended(await program.run(["keysets"]), 0).stdout;
      assert.match(sets, /^key set +key in use +next\n/);
      assert.match(sets, /\nB2C_1A_One +new +\d{4}-\d\d-\d\d \d\d:\d\dZ \(in 20 days\): next\n/);
      const keys = ended(await program.run(["keys", "B2C_1A_One"]), 0).stdout;
      const states = keys
        .trim()
        .split("\n")
        .slice(1)
        .map((line) => line.split(/ {2,}/).slice(0, 3));
      assert.deepEqual(states, [
        ["old", "sig", "expired"],
        ["new", "sig", "in use"],
        ["next", "sig", "not yet"],
        ["off", "sig", "disabled"],
        ["odd", "sig", "unclear"],
      ]);
      assert.match(keys, /\nodd .*unreadable\n/);
      assert.ok(!keys.includes("\x1b"), "colours without a terminal");
      const json = JSON.parse(ended(await program.run(["keysets", "--json"]), 0).stdout);
      assert.ok(json.some(({ id, keys }) => id === "B2C_1A_One" && keys.length === 5));
      const [one, ...more] = JSON.parse(ended(await program.run(["keys", "B2C_1A_One", "--json"]), 0).stdout);
      assert.deepEqual(
        [one.id, one.keys.map(({ kid }) => kid), more],
        ["B2C_1A_One", ["old", "new", "next", "off", "odd"], []],
      );
    },

    async "outlook: 0 where nothing runs out in time, 1 where it does or has, 3 where it cannot be told"() {
      ended(await state([key("a", -9, 99)]), 0, "in 99 days");
      ended(await state([key("a", -9)]), 0, "lasting");
      ended(await state([key("a", -9, 29)]), 1, "in 29 days, by default");
      ended(await state([key("a", -9, 29)], "--within", "4w"), 0, "29 days are more than 4 weeks");
      ended(await state([key("a", -9, 0.4)], "--within", "10h"), 1, "in less than 10 hours");
      ended(await state([key("a", -9, 0.5)], "--within", "10h"), 0, "in more than 10 hours");
      ended(await state([key("a", -9, 20), key("b", 25, 999)]), 1, "a gap");
      ended(await state([off("a", -9, 99)]), 1, "unusable");
      ended(await state([key("a", -9, 99, { status: "unknownFutureValue" })]), 3, "unknown");
      ended(await state([key("a", -9, 99, { use: "enc" }), key("b", -9, 99)]), 3, "both uses");
      ended(await program.run(["outlook", "B2C_1A_Nothing"]), 3, "not there");
      const all = ended(await program.run(["outlook", "--json"]), 3);
      const { state: told, usable, ...rest } = JSON.parse(all.stdout).find(({ id }) => id === "B2C_1A_One");
      assert.deepEqual(
        [told, usable, Object.keys(rest).sort()],
        ["unknown", ["a", "b"], ["active", "changes", "id", "runsOutAt", "stale"]],
      );
      await emulator.putKeyset("B2C_1A_Two", [off("a", -9, 99)]);
      const table = ended(
        await program.run(["outlook"]),
        1,
        "one that has run out goes before one that cannot be told",
      ).stdout;
      assert.match(table, /^key set +state +next\nB2C_1A_Two +unusable +NO KEY IS USABLE\nB2C_1A_One +unknown/);
    },

    async "what may be read only as part of all key sets is found there"() {
      for (const listOfKeys of [400, 403, 404, 405, 501]) {
        await emulator.set({ listOfKeys });
        const { stdout } = ended(await program.run(["keys", "B2C_1A_FacebookSecret"]), 0, String(listOfKeys));
        assert.match(stdout, /in use/);
      }
    },

    async "what Graph sends cannot move the cursor or forge a line"() {
      await emulator.putKeyset("B2C_1A_\x1b[2J\u202e\u009b", [key("a\r\nforged", -9, 99), key("b\x07\u2028", -9, 99)]);
      await emulator.putKeyset("B2C_1A_One", [key("c\x1b]0;title\x07\u2066", -9, 99)]);
      for (const args of [["keysets"], ["keysets", "--json"], ["outlook"], ["keys", "B2C_1A_One"]]) {
        const { stdout } = ended(await program.run(args), 0, args[0]);
        // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for.
        assert.ok(!/[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u202e]/.test(stdout), JSON.stringify(stdout));
        assert.ok(!/^forged/m.test(stdout), stdout);
      }
      const sets = JSON.parse((await program.run(["keysets", "--json"])).stdout);
      assert.ok(sets.some(({ id }) => id === "B2C_1A_\x1b[2J\u202e\u009b"));
    },

    async "a reader of stdout that goes away is no crash"() {
      const { child, ended: end } = program.start(["keysets", "--json"]);
      child.stdout.destroy();
      ended(await end, 0);
    },
  };
};
