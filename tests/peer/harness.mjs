// What both tests/peer and tests/worker need: the emulator as a child, its control API, and a loop that runs checks one after another.
// Knows neither the package nor any client of Graph.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";

// Starts the program at `path` on a free port. It ends with this process, whatever becomes of it, because its stdin does.
export async function startEmulator(path) {
  const child = spawn(path, ["--port", "0", "--until-stdin-closes"], { stdio: ["pipe", "pipe", "inherit"] });
  const lines = createInterface({ input: child.stdout });
  const ended = once(child, "exit");
  const line = await Promise.race([once(lines, "line").then(([first]) => first), ended.then(() => "nothing: it ended")]);
  const [, origin] = /^graph-emulator listening on (http:\/\/\S+)$/.exec(line) ?? [];
  if (!origin) throw new Error(`The emulator said ${line}`);

  const control = async (method, name, body) => {
    const response = await fetch(`${origin}/_emulator/${name}`, { method, body });
    if (!response.ok) throw new Error(`The emulator answered ${name} with ${response.status}: ${await response.text()}`);
    return response;
  };
  return {
    origin,
    reset: () => control("POST", "reset"),
    plan: (...answers) => control("POST", "answers", JSON.stringify(answers)),
    journal: async () => (await control("GET", "journal")).json(),
    stop: () => (child.stdin.end(), ended),
  };
}

// The value of a header in an entry of the journal.
export const header = (entry, wanted) => entry.headers.find(([name]) => name === wanted)?.[1];

// An environment variable that a run cannot do without.
export function required(name) {
  const value = process.env[name];
  if (!value) throw new Error(`Set ${name}; cargo xtask does.`);
  return value;
}

// Runs `checks`, an object of sentence to function, `before` going ahead of each. Prints every result and, last, the counts; a failure
// or an empty run becomes the exit code.
export async function run(checks, before) {
  let passed = 0;
  let failed = 0;
  for (const [sentence, check] of Object.entries(checks)) {
    try {
      await before();
      await check();
      passed += 1;
      console.log(`ok - ${sentence}`);
    } catch (error) {
      failed += 1;
      console.log(`NOT OK - ${sentence}`, error);
    }
  }
  console.log(`${passed} passed, ${failed} failed`);
  process.exitCode = failed > 0 || passed === 0 ? 1 : 0;
}
