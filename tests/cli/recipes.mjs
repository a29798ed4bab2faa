// docs/recipes/terminal.md, block by block as a shell runs it. `npx`, `curl`, `mail` and `az` are stand-ins; jq is the real one.

import assert from "node:assert/strict";
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { required } from "../lib/checks.mjs";
import { TOKEN } from "./program.mjs";
import { ended, key, statusOf } from "./sets.mjs";

const text = readFileSync(join(required("TFK_ROOT"), "docs/recipes/terminal.md"), "utf8");
const blocks = [...text.matchAll(/^```sh\n(.*?)^```/gms)].map(([, code]) => code);
const [tokenScript, leaked, goOn, fromConsole, back] = blocks;
const [, cron] = /^17 6 \* \* \* +(.*)$/m.exec(text);
const [, action] = /^ +- run: (.*)$/m.exec(text);

export const recipes = ({ program, emulator, graph, node }) => {
  const { folder } = program;

  function standIns() {
    const bin = join(folder, "stand-ins");
    mkdirSync(bin, { recursive: true });
    const put = (name, script) => {
      writeFileSync(join(bin, name), `#!/bin/sh\n${script}\n`);
      chmodSync(join(bin, name), 0o755);
    };
    const preload = ["quick", "public"].map((name) => `--import=${new URL(`preload/${name}.mjs`, import.meta.url)}`);
    const cli = join(folder, "node_modules/trustframework-keys/cli.js");
    put("npx", `[ "$1" = --yes ] && shift\nshift\nexec "${node}" ${preload.join(" ")} "${cli}" "$@"`);
    put("curl", `echo "$@" >asked.txt\necho '{"access_token":"${TOKEN}"}'`);
    put("mail", 'echo "$@" >mail.txt\ncat >>mail.txt');
    put("az", `echo '${TOKEN}'`);
    return {
      PATH: `${bin}:${process.env.PATH}`,
      GRAPH: graph,
      NO_COLOR: "1",
      AZURE_TENANT_ID: "t",
      AZURE_CLIENT_ID: "c",
    };
  }

  const shell = (script, env) => program.execute({ argv: ["/bin/sh", "-c", script], env, cwd: folder });
  const read = (name) => readFileSync(join(folder, name), "utf8");

  return {
    async "the recipes of cron and of the GitHub Action tell of a set that runs out"() {
      const env = standIns();
      writeFileSync(join(folder, "token.sh"), tokenScript);
      chmodSync(join(folder, "token.sh"), 0o755);
      const line = cron.replace("/srv/keys", folder);
      ended(await shell(line, env), 0);
      assert.ok(!read("outlook.txt").includes("NO KEY"), "nothing runs out yet");
      await emulator.putKeyset("B2C_1A_Ends", [key("a", -9, 3)]);
      ended(await shell(action, env), 1);
      ended(await shell(line, env), 0);
      assert.match(
        read("mail.txt"),
        /^-s policy keys oncall@example\.com\nkey set +state +next\nB2C_1A_Ends +runs-out +runs out /,
      );
      assert.match(read("asked.txt"), /--data-urlencode client_secret@secret\.txt/);
    },

    async "the recipe of a leaked key disables it in every set, and those of the console lead there and back"() {
      const env = { ...standIns(), KID: "leaked", GRAPH_TOKEN: TOKEN };
      for (const id of ["B2C_1A_One", "B2C_1A_Two"])
        await emulator.putKeyset(id, [key("leaked", -9, 99), key(`other-${id}`, -9, 99)]);
      await emulator.putKeyset("B2C_1A_Three", [key("stays", -9, 99), key("goes", -9, 99)]);
      const leakedIs = async () => [
        (await statusOf(graph, "B2C_1A_One")).leaked,
        (await statusOf(graph, "B2C_1A_Two")).leaked,
      ];
      const job = { argv: ["/bin/sh", "-c", leaked], env, cwd: folder };
      const { output } = ended(await program.playInTerminal(job, [["Make these 2 changes? [y/N] ", "y\r"]]), 0);
      assert.equal(output.match(/^PATCH /gm).length, 2);
      assert.deepEqual(await leakedIs(), ["disabled", "disabled"]);
      ended(await program.playInTerminal({ ...job, argv: ["/bin/sh", "-c", goOn] }, []), 0);
      assert.deepEqual(JSON.parse(read("report-2.json")).results, []);

      const entry = (keyId, outcome) => ({ keysetId: "B2C_1A_Three", keyId, status: "disabled", outcome });
      writeFileSync(
        join(folder, "activity.json"),
        JSON.stringify([entry("stays", "applied"), entry("goes", "failed")]),
      );
      ended(await shell(fromConsole, env), 0);
      assert.deepEqual(await statusOf(graph, "B2C_1A_Three"), { stays: "enabled", goes: "disabled" });
      ended(await shell(back, env), 0);
      assert.deepEqual(await statusOf(graph, "B2C_1A_Three"), { stays: "enabled", goes: "enabled" });
    },
  };
};
