// One app in a process of its own, on which nothing else weighs: does what subjects.mjs tells it to, and measures itself.
//
// Arguments: the app.

import { keyset, status, stub, token } from "./given.mjs";

const [, , app] = process.argv;

let patch;
let wasm;

const tasks = {
  stub,

  // Leads the host's own `fetch` to a server on loopback.
  async loopback({ origin }) {
    const { route } = await import("../lib/network.mjs");
    route({ "https://graph.microsoft.com": origin });
  },

  // Times what the client does with its module, which takes time itself.
  async watch() {
    const { watchWasm } = await import("./wasm-watch.mjs");
    wasm = watchWasm();
  },

  // Import and first call; one of patchKeyStatuses is another task.
  start: ({ call = true }) =>
    measured(async () => {
      const began = performance.now();
      const { default: main } = await import(app);
      patch = main;
      const importMs = performance.now() - began;
      if (call) await patch(keyset(0), "key", "disabled", token);
      return { importMs };
    }),

  // Calls one after another: microseconds of CPU of one.
  async calls({ count }) {
    const { cpu } = await measured(async () => {
      for (let number = 0; number < count; number += 1) await patch(keyset(number % 10), "key", status(number), token);
    });
    return { cpu: (cpu * 1000) / count };
  },

  // As many lanes as key sets, each of which makes its calls one after another: a pool that no client is favoured by.
  pool: ({ count, keysets }) =>
    measured(async () => {
      const lane = async (first) => {
        for (let number = first; number < count; number += keysets)
          await patch(keyset(first), `key-${number}`, status(number), token);
      };
      await Promise.all(Array.from({ length: keysets }, (_, first) => lane(first)));
    }),

  // The same by one call.
  async many({ count, keysets }) {
    const changes = Array.from({ length: count }, (_, number) => ({
      keysetId: keyset(number % keysets),
      keyId: `key-${number}`,
      status: status(number),
    }));
    return measured(async () => {
      const { applied } = await patch(changes, token, { concurrency: keysets });
      if (applied !== count) throw new Error(`patchKeyStatuses applied ${applied} of ${count}`);
    });
  },

  // How long the parts of a first call took that `watch` has seen.
  parts() {
    const { unpackMs, compileMs, instantiateMs } = wasm;
    return { unpackMs, compileMs, instantiateMs };
  },

  // What is in use once the garbage is gone. Needs --expose-gc.
  memory() {
    for (let times = 0; times < 3; times += 1) globalThis.gc();
    const { heapUsed, rss } = process.memoryUsage();
    return { heap: heapUsed, rss, wasm: wasm.memories.reduce((sum, { buffer }) => sum + buffer.byteLength, 0) };
  },
};

// Milliseconds.
async function measured(work) {
  const cpuBefore = process.cpuUsage();
  const began = performance.now();
  const more = await work();
  const wall = performance.now() - began;
  const { user, system } = process.cpuUsage(cpuBefore);
  return { wall, cpu: (user + system) / 1000, ...more };
}

process.on("message", async ({ task, ...settings }) => {
  try {
    process.send({ result: (await tasks[task](settings)) ?? {} });
  } catch (error) {
    process.send({ error: error?.stack ?? String(error) });
  }
});
