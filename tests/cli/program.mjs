// Starts the command line as its users have it, from the packed tarball: with or without a terminal, on a given Node, against the emulator.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));

// Looks like a token of Entra, and says nothing of when it ends.
export const TOKEN = "eyJ0eXAiOiJKV1QifQ.eyJhIjoiVEhFLVNFQ1JFVCJ9.c2lnbmF0dXJl-of-the-suite";

// `node` is the program, `folder` has the package installed and is where it is started, `graph` is where Graph is.
export function programOf({ node, folder, graph }) {
  const file = join(folder, "node_modules/trustframework-keys/cli.js");
  const plan = (args, { env = {}, place = ["--base-url", graph], preload = [] } = {}) => {
    const flags = ["quick", ...preload].map((name) => `--import=${join(here, "preload", `${name}.mjs`)}`);
    const { PATH, HOME } = process.env;
    // After a -- there are only ids.
    const at = args.includes("--") ? args.indexOf("--") : args.length;
    return {
      argv: [node, ...flags, file, ...args.slice(0, at), ...place, ...args.slice(at)],
      env: { PATH, HOME, GRAPH_TOKEN: TOKEN, GRAPH: graph, TERM: "xterm", ...env },
      cwd: folder,
    };
  };
  // Starts a program without a terminal. Gives the child and what it comes to.
  function begin({ argv, env, cwd }, input = "") {
    const child = spawn(argv[0], argv.slice(1), { env, cwd, timeout: 60_000 });
    const read = { stdout: "", stderr: "" };
    for (const name of ["stdout", "stderr"]) child[name].setEncoding("utf8").on("data", (part) => (read[name] += part));
    child.stdin.on("error", () => {}).end(input);
    const ended = once(child, "close").then(([code, signal]) => ({ code: code ?? signal, ...read }));
    return { child, ended };
  }
  return {
    folder,
    execute: (job) => begin(job).ended,
    // `input` is piped in.
    start: (args, { input, ...more } = {}) => begin(plan(args, more), input),
    run: (args, { input, ...more } = {}) => begin(plan(args, more), input).ended,
    inTerminal(args, steps, { columns = 100, ...more } = {}) {
      return this.playInTerminal({ ...plan(args, more), columns }, steps);
    },
    // `steps` are pairs: a text that is awaited, and what is typed then.
    async playInTerminal(job, steps) {
      const child = spawn("python3", [join(here, "terminal.py")], { stdio: ["pipe", "pipe", "inherit"] });
      const played = { columns: 100, ...job, steps: steps.map(([text, type]) => ({ await: text, type })) };
      child.stdin.end(JSON.stringify(played));
      let output = "";
      child.stdout.setEncoding("utf8").on("data", (part) => (output += part));
      await once(child, "close");
      const { left, ...result } = JSON.parse(output);
      if (left > 0) throw new Error(`${left} steps were never reached:\n${result.output}`);
      return result;
    },
  };
}
