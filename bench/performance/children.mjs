// Programs of this folder in processes of their own, which are asked by message and answer by message. Knows none of them.

import { fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";

// Longer than anything that is asked for.
const LIMIT_MS = 300_000;

// `ask` sends a message and gives the next one that comes. `options` are those of `fork`.
export function start(program, args = [], options = {}) {
  const child = fork(fileURLToPath(new URL(program, import.meta.url)), args, options);
  const ended = once(child, "exit").then(([code]) => {
    throw new Error(`${program} ${args} ended with ${code}`);
  });
  ended.catch(() => {}); // it is told to whoever asks
  return {
    async ask(message) {
      if (message) child.send(message);
      const [answer] = await Promise.race([once(child, "message", { signal: AbortSignal.timeout(LIMIT_MS) }), ended]);
      return answer;
    },
    async stop() {
      child.disconnect();
      await ended.catch(() => {});
    },
  };
}
