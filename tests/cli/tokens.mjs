// Where tokens come from, and that none of them is shown: not in an output, in the process list, or in a crash.

import assert from "node:assert/strict";
import { chmodSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { header } from "../lib/emulator.mjs";
import { TOKEN } from "./program.mjs";
import { ended, key } from "./sets.mjs";

const until = async (holds) => {
  for (const end = Date.now() + 20_000; ; await new Promise((next) => setTimeout(next, 20))) {
    if (await holds()) return;
    if (Date.now() > end) throw new Error("it never came to that");
  }
};

export const tokens = ({ program, emulator }) => {
  const file = () => join(program.folder, "token.txt");
  const sent = async () => (await emulator.journal()).map((entry) => header(entry, "authorization"));

  // A program of that name on the PATH.
  function place(name, script) {
    const bin = join(program.folder, `bin-${name}`);
    mkdirSync(bin, { recursive: true });
    writeFileSync(join(bin, name), `#!/bin/sh\n${script}\n`);
    chmodSync(join(bin, name), 0o755);
    return { PATH: `${bin}:${process.env.PATH}`, GRAPH_TOKEN: "" };
  }

  return {
    async "--token-command goes before GRAPH_TOKEN; one line break is cut, and it is run once for many requests"() {
      await emulator.putKeyset("set", [key("a", -9, 99), key("b", -9, 99), key("c", -9, 99)]);
      writeFileSync(file(), `${TOKEN}\n`);
      const env = { GRAPH_TOKEN: "another-token" };
      const count = join(program.folder, "count.txt");
      rmSync(count, { force: true });
      const command = `echo x >> count.txt; cat token.txt; echo ${"noise"} >&2`;
      const result = await program.run(["disable", "set", "a", "b", "--yes", "--token-command", command], { env });
      assert.ok(!result.stderr.includes("noise"), "what the command says is shown");
      ended(result, 0);
      assert.deepEqual([...new Set(await sent())], [`Bearer ${TOKEN}`]);
      assert.equal(readFileSync(count, "utf8"), "x\n");
    },

    async "a refused token is asked for once more, and a token that cannot be had is exit 3"() {
      await emulator.plan({ status: 401 });
      const command = "date +%N; exit 0";
      ended(await program.run(["keysets", "--token-command", command]), 0);
      assert.equal(new Set(await sent()).size, 2);
      for (const [command, says] of [
        ["exit 7", /ended with exit code 7/],
        ["no-such-program-anywhere", /exit code 127/],
        ["true", /printed nothing/],
        ["head -c 400000 /dev/zero | tr '\\0' x", /far more than a token/],
        [`printf 'Bearer %s' '${"x".repeat(20)}'`, /without "Bearer "/],
        ["printf 'one\\ntwo\\n'", /line break/],
        [`printf '%s' '"${"y".repeat(20)}"'`, /quotes/],
      ]) {
        const { stderr, stdout } = ended(await program.run(["keysets", "--token-command", command]), 3, command);
        assert.match(stderr, says);
        assert.ok(!/x{20}|y{20}/.test(stderr + stdout), "what the command printed is shown");
      }
    },

    async "with no token it is exit 2, and the ways are listed"() {
      const { stderr } = ended(await program.run(["keysets"], { env: { GRAPH_TOKEN: "" } }), 2);
      for (const way of ["--token-command", "GRAPH_TOKEN", "--az", "--azure-identity", "terminal"])
        assert.ok(stderr.includes(way), way);
      assert.deepEqual(await emulator.journal(), []);
    },

    async "--az asks the Azure CLI for the tenant, and a 403 says that its own app lacks the permission"() {
      const env = place("az", `echo "$@" > "${program.folder}/asked.txt"\necho '${TOKEN}'`);
      ended(await program.run(["keysets", "--az", "--tenant", "my.onmicrosoft.com"], { env }), 0);
      const asked = readFileSync(join(program.folder, "asked.txt"), "utf8").trim();
      assert.equal(
        asked,
        "account get-access-token --output tsv --query accessToken --scope https://graph.microsoft.com/.default --tenant my.onmicrosoft.com",
      );
      await emulator.plan({ status: 403, times: "always" });
      for (const args of [["keysets"], ["disable", "set", "a", "--yes"]]) {
        const { stderr } = ended(await program.run([...args, "--az"], { env }), 3);
        assert.match(stderr, /The Azure CLI's own app lacks this permission/);
      }
      const missing = await program.run(["keysets", "--az"], { env: { ...env, PATH: "/nowhere" } });
      assert.match(ended(missing, 3).stderr, /could not be started \(ENOENT\)/);
    },

    async "--azure-identity takes @azure/identity of the folder, with the tenant"() {
      const env = { GRAPH_TOKEN: "" };
      const place = join(program.folder, "node_modules/@azure/identity");
      rmSync(place, { recursive: true, force: true });
      assert.match(
        ended(await program.run(["keysets", "--azure-identity"], { env }), 2).stderr,
        /npm install @azure\/identity/,
      );
      mkdirSync(place, { recursive: true });
      writeFileSync(
        join(place, "package.json"),
        '{ "name": "@azure/identity", "version": "4.0.0", "main": "index.js" }',
      );
      const credential = `class DefaultAzureCredential {
        constructor(options) { this.tenant = options.tenantId; }
        async getToken() { return { token: this.tenant + ".${TOKEN}" }; }
      }
      module.exports = { DefaultAzureCredential };`;
      writeFileSync(join(place, "index.js"), credential);
      ended(await program.run(["keysets", "--azure-identity", "--tenant", "b2c"], { env }), 0);
      assert.deepEqual(await sent(), [`Bearer b2c.${TOKEN}`]);
      rmSync(place, { recursive: true });
    },

    async "the process list holds no token, and what is started inherits none"() {
      await emulator.plan({ normal: true, delayMs: 1_500 });
      // Other cases put theirs there on purpose.
      const secret = `${TOKEN}-that-nobody-sees`;
      writeFileSync(file(), `${secret}\n`);
      const command = `echo "[$GRAPH_TOKEN]" > inherited.txt; cat token.txt`;
      for (const args of [["--token-command", command], []]) {
        const { child, ended: end } = program.start(["keysets", ...args], { env: { GRAPH_TOKEN: secret } });
        await until(async () => (await emulator.journal()).length > 0 || child.exitCode !== null);
        const lines = readdirSync("/proc")
          .filter((name) => /^\d+$/.test(name))
          .map((name) => {
            try {
              return readFileSync(`/proc/${name}/cmdline`, "utf8").replaceAll("\0", " ");
            } catch {
              return "";
            }
          });
        assert.ok(
          lines.some((line) => line.includes("cli.js keysets")),
          "the program is not in the list",
        );
        assert.ok(!lines.some((line) => line.includes(secret)), "the token is in the process list");
        ended(await end, 0);
        await emulator.reset();
        await emulator.plan({ normal: true, delayMs: 500 });
      }
      assert.equal(readFileSync(join(program.folder, "inherited.txt"), "utf8"), "[]\n");
    },

    async "a crash shows no token, not even with a report of Node's"() {
      const env = { NODE_OPTIONS: `--report-uncaught-exception --report-directory=${program.folder}` };
      for (const preload of [["crash"], []]) {
        const { stderr } = await program.run(["keysets"], { env, preload });
        if (preload.length > 0)
          assert.match(stderr, /A bug of trustframework-keys, or of what it loaded: cannot log Bearer \[token\]/);
        assert.ok(!stderr.includes(TOKEN), stderr);
      }
      const { code } = await program.run(["keysets"], { preload: ["crash"] });
      assert.equal(code, 3);
      for (const name of readdirSync(program.folder).filter((name) => /^report\..*json$/.test(name))) {
        const report = readFileSync(join(program.folder, name), "utf8");
        rmSync(join(program.folder, name));
        assert.ok(!report.includes(`GRAPH_TOKEN": "${TOKEN}`), "the report holds the variable");
      }
    },
  };
};
