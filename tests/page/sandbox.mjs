// Starts the emulator with the page mounted, and talks to its control API. Knows no browser.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";

/** The path that the page is served under. */
const PAGE = "/";

const LISTENING = /^graph-emulator listening on (http:\/\/\S+)$/;

/** The emulator on a free port; `stop` ends it. */
export async function startSandbox(binary, root) {
  const args = ["--port", "0", "--until-stdin-closes", "--mount", `${PAGE}=www`, "--mount", "/trustframework-keys=pkg"];
  const child = spawn(binary, args, { cwd: root, stdio: ["pipe", "pipe", "inherit"] });
  const exited = once(child, "exit");
  const origin = await Promise.race([
    firstLine(child.stdout).then(originOf),
    exited.then(([code]) => Promise.reject(new Error(`The emulator ended with ${code} before it listened.`))),
  ]);
  return { ...control(origin), page: origin + PAGE, stop: () => (child.stdin.end(), exited) };
}

async function firstLine(stream) {
  const lines = createInterface({ input: stream });
  const [line] = await once(lines, "line");
  return line;
}

function originOf(line) {
  const found = LISTENING.exec(line);
  if (!found) throw new Error(`The emulator's first line was "${line}".`);
  return found[1];
}

function control(origin) {
  const get = async (path, headers) => (await ok(fetch(origin + path, { headers }))).json();
  const post = async (path, body) => void (await ok(fetch(origin + path, { method: "POST", body: JSON.stringify(body) })));
  return {
    reset: () => post("/_emulator/reset"),
    plan: (...answers) => post("/_emulator/answers", answers),
    journal: () => get("/_emulator/journal"),
    patches: async () => (await get("/_emulator/journal")).filter(({ method }) => method === "PATCH"),
    keysets: async () => (await get("/beta/trustFramework/keySets", { authorization: "Bearer test" })).value,
  };
}

async function ok(answer) {
  const response = await answer;
  if (!response.ok) throw new Error(`${response.url} answered ${response.status}: ${await response.text()}`);
  return response;
}
