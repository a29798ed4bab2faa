// Asks a person at a terminal. Knows nothing of what is asked.

import { createInterface } from "node:readline/promises";
import { draw, plain } from "./output.ts";

/** Whether there is a person to ask. */
export const isTerminal = (): boolean => Boolean(process.stdin.isTTY && process.stderr.isTTY);

/** A line, as it was typed. */
export async function ask(question: string, signal: AbortSignal): Promise<string> {
  signal.throwIfAborted();
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  // The interface takes Ctrl-C from the terminal.
  lines.on("SIGINT", () => process.emit("SIGINT"));
  try {
    return await Promise.race([
      lines.question(question, { signal }),
      // Ctrl-D is no answer.
      new Promise<string>((resolve) => lines.once("close", () => resolve(""))),
    ]);
  } catch (error) {
    draw("\n");
    throw signal.aborted ? signal.reason : error;
  } finally {
    lines.close();
  }
}

// What terminals put around what is pasted.
// biome-ignore lint/suspicious/noControlCharactersInRegex: they begin it so.
const PASTED = /\x1b\[20[01]~/g;

/** A line, of which nothing is shown. */
export function askHidden(question: string, signal: AbortSignal): Promise<string> {
  signal.throwIfAborted();
  const { stdin } = process;
  draw(plain(question));
  return new Promise((resolve, reject) => {
    let typed = "";
    const take = (part: Buffer) => {
      for (const character of part.toString("utf8").replace(PASTED, "")) {
        if (character === "\r" || character === "\n" || character === "\x04") return end(() => resolve(typed));
        if (character === "\x03") {
          process.emit("SIGINT");
          return;
        }
        if (character === "\x7f" || character === "\b") typed = typed.slice(0, -1);
        else if (character === "\x15") typed = "";
        else typed += character;
      }
    };
    const abort = () => end(() => reject(signal.reason));
    const end = (settle: () => void) => {
      stdin.off("data", take);
      signal.removeEventListener("abort", abort);
      stdin.setRawMode(false);
      stdin.pause();
      draw("\n");
      settle();
    };
    signal.addEventListener("abort", abort);
    stdin.setRawMode(true);
    stdin.on("data", take);
    stdin.resume();
  });
}
