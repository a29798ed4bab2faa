// enable, disable and run without a terminal: what is sent, what is told, and the exit codes.

import assert from "node:assert/strict";
import { ended, key, off, patches, statusOf } from "./sets.mjs";

export const changing = ({ program, emulator, graph }) => ({
  async "disable and enable change keys, read them back, and tell"() {
    await emulator.putKeyset("B2C_1A_One", [key("a", -9, 99), key("b", -9, 99), key("c", -9, 99)]);
    const disabled = ended(await program.run(["disable", "B2C_1A_One", "a", "b", "--yes"]), 0);
    assert.match(
      disabled.stdout,
      /^outcome +key set +key +wanted +request id\napplied +B2C_1A_One +a +disabled +\S+\n/,
    );
    assert.match(disabled.stdout, /\n2 applied\n$/);
    assert.deepEqual(await statusOf(graph, "B2C_1A_One"), { a: "disabled", b: "disabled", c: "enabled" });
    const enabled = ended(await program.run(["enable", "B2C_1A_One", "b", "--json"]), 0);
    const { results, ...counts } = JSON.parse(enabled.stdout);
    assert.deepEqual(counts, { applied: 1, failed: 0, unknown: 0, skipped: 0, aborted: false });
    assert.deepEqual([results[0].outcome, results[0].receipt.verified], ["applied", true]);
    assert.equal((await statusOf(graph, "B2C_1A_One")).b, "enabled");
  },

  async "the last usable key is kept: exit 1, and --no-guard is an outage that somebody wants"() {
    await emulator.putKeyset("B2C_1A_One", [key("a", -9, 99), off("b", -9, 99)]);
    const kept = ended(await program.run(["disable", "B2C_1A_One", "a", "--yes"]), 1);
    assert.match(kept.stderr, /last-usable-key: The key a is the last usable key/);
    assert.deepEqual(await patches(emulator), []);
    const json = JSON.parse((await program.run(["disable", "B2C_1A_One", "a", "--yes", "--json"])).stdout);
    assert.equal(json.results[0].error.code, "last-usable-key");
    ended(await program.run(["disable", "B2C_1A_One", "a", "--yes", "--no-guard", "--no-verify"]), 0);
    assert.deepEqual(
      (await emulator.journal()).filter(({ method }) => method === "GET").length,
      2,
      "reads of the guard alone",
    );
    assert.deepEqual(await patches(emulator), [["a", 204]]);
  },

  async "a key that is not there is exit 1, and one of two that is there is changed"() {
    await emulator.putKeyset("B2C_1A_One", [key("a", -9, 99), key("b", -9, 99)]);
    const { stdout, stderr } = ended(await program.run(["disable", "B2C_1A_One", "none", "b", "--yes"]), 1);
    assert.match(stdout, /\n1 applied, 1 failed\n$/);
    assert.match(stderr, /B2C_1A_One none: not-found/);
    assert.deepEqual(await patches(emulator), [["b", 204]]);
  },

  async "disable and run ask, so without a terminal and --yes they send nothing; enable does not ask"() {
    await emulator.putKeyset("set", [off("a", -9, 99), key("b", -9, 99)]);
    const list = JSON.stringify([{ keysetId: "set", keyId: "a", status: "enabled" }]);
    ended(await program.run(["disable", "set", "a"]), 2);
    ended(await program.run(["run", "-"], { input: list }), 2);
    assert.deepEqual(await emulator.journal(), []);
    ended(await program.run(["enable", "set", "a"]), 0);
    ended(await program.run(["run", "-", "--yes"], { input: list }), 0);
  },

  async "ids pass no shell, and travel as they are"() {
    const kids = ["-dash", "$(touch x)`touch y`", "a b;c", "ü😀", "'\"\\"];
    await emulator.putKeyset("set", [key("stays", -9), ...kids.map((kid) => key(kid, -9, 99))]);
    ended(await program.run(["disable", "set", "--yes", "--", ...kids]), 0);
    assert.deepEqual(
      await patches(emulator),
      kids.map((kid) => [kid, 204]),
    );
  },
});
