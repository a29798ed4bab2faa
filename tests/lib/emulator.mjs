// Starts the local Graph on a free port. It ends with this process, whichever way that ends, since its stdin closes then.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";

export async function startEmulator(...flags) {
  const child = spawn(process.env.TFK_EMULATOR, ["--port", "0", "--until-stdin-closes", ...flags], { stdio: ["pipe", "pipe", "inherit"] });
  const line = once(createInterface({ input: child.stdout }), "line");
  const ended = once(child, "exit").then(([code]) => {
    throw new Error(`graph-emulator ended with ${code} before it listened`);
  });
  const [text] = await Promise.race([line, ended]);
  ended.catch(() => {});
  return { url: text.match(/http:\S+/)[0], stop: () => child.kill() };
}
