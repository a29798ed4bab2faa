// What goes wrong on the way, and ends as a person would want it.

import assert from "node:assert/strict";
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { ended, key, patches, statusOf } from "./sets.mjs";

const SETS = ["one", "two", "three", "four", "five", "six"];
const LIST = SETS.map((keysetId) => ({ keysetId, keyId: "a", status: "disabled" }));

export const faults = ({ program, emulator, graph }) => {
  const fill = async () => {
    for (const id of SETS) await emulator.putKeyset(id, [key("a", -9, 99), key("b", -9, 99)]);
  };
  const statuses = async () => Promise.all(SETS.map(async (id) => (await statusOf(graph, id)).a));
  const arrived = async (count) => {
    while ((await patches(emulator)).length < count) await new Promise((next) => setTimeout(next, 10));
  };

  return {
    async "a 429 is waited for, and said"() {
      await fill();
      await emulator.plan({ status: 429, headers: { "retry-after": "9" }, match: { method: "PATCH" } });
      const { stderr } = ended(await program.run(["disable", "one", "a", "--yes"]), 0);
      assert.match(stderr, /Graph asks to wait: 9 s\./);
      await emulator.plan({ status: 429, headers: { "retry-after": "9" }, match: { method: "GET" } });
      assert.match(ended(await program.run(["keysets"]), 0).stderr, /Trying again in 9 s\./);
    },

    async "a 403 stops the run: exit 3, and it is said what is missing"() {
      await fill();
      await emulator.plan({ status: 403, times: "always", match: { method: "PATCH" } });
      const { stdout, stderr } = ended(await program.run(["run", "-", "--yes"], { input: JSON.stringify(LIST) }), 3);
      assert.match(stdout, /skipped/);
      assert.match(stderr, /The run stopped\. forbidden: .*TrustFrameworkKeySet\.ReadWrite\.All/);
      assert.deepEqual(new Set(await statuses()), new Set(["enabled"]));
      await emulator.plan({ status: 403, times: "always" });
      for (const args of [["keysets"], ["keys", "one"], ["outlook"]])
        assert.match(ended(await program.run(args), 3).stderr, /^forbidden: /);
    },

    async "without a network it is exit 3, and the host's own words are there"() {
      const server = createServer().listen(0, "127.0.0.1");
      await once(server, "listening");
      const { port } = server.address();
      server.close();
      const place = ["--base-url", `http://127.0.0.1:${port}/beta`];
      for (const args of [["keysets"], ["outlook"], ["disable", "one", "a", "--yes"]])
        assert.match(
          ended(await program.run(args, { place }), 3).stderr,
          /network: .*\n? .*because of .*ECONNREFUSED/s,
        );
    },

    async "an answer that is lost is settled by reading back; where that fails too it is exit 3"() {
      await fill();
      await emulator.plan({ apply: true, stop: { at: "start", by: "reset" }, times: 4, match: { method: "PATCH" } });
      ended(await program.run(["disable", "one", "a", "--yes"]), 0);
      await emulator.plan({ apply: true, stop: { at: "start", by: "reset" }, times: 4, match: { method: "PATCH" } });
      const { stdout } = ended(await program.run(["disable", "two", "a", "--yes", "--no-verify"]), 3);
      assert.match(stdout, /^unknown/m);
    },

    async "Ctrl-C in the middle reports what was done, is exit 130, and --continue does the rest"() {
      for (const again of [["run"], ["run", "changes.json"]]) {
        await emulator.reset();
        await fill();
        writeFileSync(join(program.folder, "changes.json"), JSON.stringify(LIST));
        await emulator.plan(
          { normal: true, times: 2, match: { method: "PATCH" } },
          { normal: true, delayMs: 30_000, times: "always", match: { method: "PATCH" } },
        );
        const { child, ended: end } = program.start(["run", "changes.json", "--yes", "--json"]);
        await arrived(4);
        child.kill("SIGINT");
        const { stdout } = ended(await end, 130);
        const report = JSON.parse(stdout);
        assert.equal(report.aborted, true);
        assert.ok(report.applied >= 1 && report.applied < 6 && report.unknown >= 1, stdout);
        assert.equal(report.applied + report.unknown + report.skipped, 6);
        writeFileSync(join(program.folder, "report.json"), stdout);
        await emulator.reset();
        await fill();
        const more = ended(await program.run([...again, "--continue", "report.json", "--yes", "--json"]), 0);
        assert.equal(JSON.parse(more.stdout).applied, 6 - report.applied);
        assert.equal((await patches(emulator)).length, 6 - report.applied);
      }
    },

    async "Ctrl-C while reading, or while a token is got, ends at once"() {
      await emulator.plan({ stop: { at: "start", by: "hang" }, times: "always" });
      const reading = program.start(["keysets"]);
      while ((await emulator.journal()).length < 1) await new Promise((next) => setTimeout(next, 10));
      reading.child.kill("SIGINT");
      const { stdout, stderr } = ended(await reading.ended, 130);
      assert.deepEqual([stdout, stderr], ["", "Stopped.\n"]);
      const ending = program.start(["keysets"]);
      while ((await emulator.journal()).length < 2) await new Promise((next) => setTimeout(next, 10));
      ending.child.kill("SIGTERM");
      ended(await ending.ended, 143);
      const command = program.start(["keysets", "--token-command", "sleep 30"]);
      await new Promise((next) => setTimeout(next, 1_000));
      const began = Date.now();
      command.child.kill("SIGINT");
      ended(await command.ended, 130);
      assert.ok(Date.now() - began < 10_000, "it waits for what the command has started");
    },
  };
};
