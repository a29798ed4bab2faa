// The local Graph as a child of the test, and its control API. Knows no client of Graph.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { required } from "./checks.mjs";

const LISTENING = /^graph-emulator listening on (http:\/\/\S+)$/;

// Starts it on a free port. It ends with this process, whatever becomes of it, because its stdin does.
export async function startEmulator(...flags) {
  const child = spawn(required("TFK_EMULATOR"), ["--port", "0", "--until-stdin-closes", ...flags], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  const lines = createInterface({ input: child.stdout });
  const ended = once(child, "exit");
  const line = await Promise.race([
    once(lines, "line").then(([first]) => first),
    ended.then(() => "nothing: it ended"),
  ]);
  const [, origin] = LISTENING.exec(line) ?? [];
  if (!origin) throw new Error(`The emulator said ${line}`);

  const control = async (method, name, body) => {
    const response = await fetch(`${origin}/_emulator/${name}`, { method, body });
    if (!response.ok)
      throw new Error(`The emulator answered ${name} with ${response.status}: ${await response.text()}`);
    return response;
  };
  return {
    origin,
    reset: () => control("POST", "reset"),
    plan: (...answers) => control("POST", "answers", JSON.stringify(answers)),
    set: (settings) => control("POST", "settings", JSON.stringify(settings)),
    putKeyset: (id, keys) => control("POST", "keysets", JSON.stringify({ id, keys })),
    journal: async () => (await control("GET", "journal")).json(),
    stop: () => (child.stdin.end(), ended),
  };
}

// The value of a header in an entry of the journal.
export const header = (entry, wanted) => entry.headers.find(([name]) => name === wanted)?.[1];
