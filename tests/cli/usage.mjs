// Help, and what is wrong with arguments: exit 2, nothing is sent, and nothing that could be a token is repeated.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { TOKEN } from "./program.mjs";
import { ended, key } from "./sets.mjs";

export const usage = ({ program, emulator, graph, node }) => ({
  async "help fits a screen, and says the version"() {
    for (const args of [["--help"], ["-h"], ["help"], ["disable", "--help"]]) {
      const { stdout, stderr } = ended(await program.run(args, { place: [] }), 0);
      const lines = stdout.trimEnd().split("\n");
      assert.ok(lines.length <= 40 && lines.every((line) => line.length <= 80), stdout);
      assert.equal(stderr, "");
    }
    const { stdout } = ended(await program.run(["--version"], { place: [] }), 0);
    const manifest = join(program.folder, "node_modules/trustframework-keys/package.json");
    assert.equal(stdout.trim(), JSON.parse(readFileSync(manifest, "utf8")).version);
  },

  // As a shell runs them, by the name under which npm installs the program.
  async "the examples of the help do what they say"() {
    const { stdout } = await program.run(["--help"], { place: [] });
    const examples = stdout.split("Examples:\n")[1].trim().split("\n");
    assert.equal(examples.length, 4);
    await emulator.putKeyset("B2C_1A_Demo", [key("old-key", -9, 99), key("new-key", -1, 99)]);
    writeFileSync(join(program.folder, "token.txt"), `${TOKEN}\n`);
    const changes = "keysetId,keyId,status\nB2C_1A_Demo,old-key,disabled\nB2C_1A_Demo,none,disabled\n";
    writeFileSync(join(program.folder, "changes.csv"), changes);
    const bin = join(program.folder, "bin");
    mkdirSync(bin, { recursive: true });
    const preload = ["quick", "public"].map((name) => `--import=${new URL(`preload/${name}.mjs`, import.meta.url)}`);
    const cli = join(program.folder, "node_modules/trustframework-keys/cli.js");
    writeFileSync(join(bin, "trustframework-keys"), `#!/bin/sh\nexec "${node}" ${preload.join(" ")} "${cli}" "$@"\n`);
    chmodSync(join(bin, "trustframework-keys"), 0o755);
    const env = { ...process.env, PATH: `${bin}:${process.env.PATH}`, GRAPH: graph, GRAPH_TOKEN: TOKEN };
    const codes = [];
    for (const example of examples) {
      const shell = promisify(execFile)("sh", ["-c", example], { cwd: program.folder, env });
      codes.push(
        await shell.then(
          () => 0,
          ({ code }) => code,
        ),
      );
    }
    assert.deepEqual(codes, [0, 0, 1, 1]);
    const report = JSON.parse(readFileSync(join(program.folder, "report.json"), "utf8"));
    assert.deepEqual(
      report.results.map(({ outcome }) => outcome),
      ["applied", "failed"],
    );
  },

  async "wrong use is exit 2, says what is right, and sends nothing"() {
    await emulator.putKeyset("set", [key("a", -9, 99), key("b", -9, 99)]);
    for (const [args, says] of [
      [[], /keysets, keys, outlook/],
      [["kesets"], /kesets is no command/],
      [["disable"], /the id of a key set and the kid/],
      [["disable", "set"], /the id of a key set and the kid/],
      [["keys"], /the id of one key set/],
      [["keys", "one", "two"], /the id of one key set/],
      [["keysets", "one"], /no id/],
      [["run"], /one file/],
      [["run", "no-such-file.json", "--yes"], /ENOENT/],
      [["keysets", "--jsn"], /no option --jsn/],
      [["keysets", "--json=yes"], /takes no value/],
      [["keysets", "--cloud"], /needs a value/],
      [["keysets", "--cloud", "mars"], /cloud must be/],
      [["keysets", "--yes"], /--yes does not belong to keysets/],
      [["outlook", "--within", "30"], /12h, 30d, 4w/],
      [["outlook", "--within", "30d", "--within", "3d"], /given twice/],
      [["disable", "set", "-abc", "--yes"], /Put -- before an id/],
      [["disable", "set", "..", "--yes"], /keyId must not be/],
      [["disable", "set", "a", "--yes", "--base-url", "http://graph.microsoft.com/beta"], /given twice|https/],
      [["keysets", "--az", "--azure-identity"], /Give one of/],
      [["keysets", "--tenant", "x"], /--tenant belongs to/],
      [["keysets", "--az", "--tenant", "x; rm"], /must be the id/],
      [["disable", "set", "a"], /there is no terminal/],
    ]) {
      const { stdout, stderr } = ended(await program.run(args), 2, args.join(" "));
      assert.match(stderr, says, args.join(" "));
      assert.equal(stdout, "");
    }
    const plain = await program.run(["keysets"], { place: ["--base-url", "http://graph.microsoft.com/beta"] });
    assert.match(ended(plain, 2).stderr, /https/);
    assert.deepEqual(await emulator.journal(), []);
  },

  async "a token among the arguments is refused, and not repeated"() {
    for (const args of [
      ["keysets", "--token", TOKEN],
      ["keysets", `--token=${TOKEN}`],
      ["keysets", "--token", "an-opaque-secret-token"],
      ["keysets", TOKEN],
      ["disable", "set", TOKEN, "--yes"],
      [TOKEN],
      ["keysets", "--token-command", `echo ${TOKEN}`],
      ["keysets", "--an-opaque-secret-token-that-is-long"],
    ]) {
      const { stderr } = ended(await program.run(args), 2, args[0]);
      assert.ok(!stderr.includes("opaque-secret"), stderr);
    }
    assert.deepEqual(await emulator.journal(), []);
  },

  async "a dry run shows the request, needs no token and sends nothing"() {
    const args = ["disable", "B2C 1/A", "--dry-run", "--", "-kid"];
    for (const env of [{}, { GRAPH_TOKEN: "" }]) {
      const { stdout } = ended(await program.run(args, { env }), 0);
      assert.match(stdout, /^PATCH http\S+\/trustFramework\/keySets\/B2C%201%2FA\/keys_v2\/-kid\n/);
      assert.match(stdout, /\nauthorization: Bearer \[token\]\n/);
      assert.match(stdout, /\n\n\{"status":"disabled"\}\n/);
    }
    const json = ended(
      await program.run(["enable", "s", "a", "b", "--dry-run", "--json", "--cloud", "usGov"], { place: [] }),
      0,
    );
    assert.deepEqual(
      JSON.parse(json.stdout).map(({ url, body }) => [url, body]),
      [
        ["https://graph.microsoft.us/beta/trustFramework/keySets/s/keys_v2/a", '{"status":"enabled"}'],
        ["https://graph.microsoft.us/beta/trustFramework/keySets/s/keys_v2/b", '{"status":"enabled"}'],
      ],
    );
    assert.deepEqual(await emulator.journal(), []);
  },
});
