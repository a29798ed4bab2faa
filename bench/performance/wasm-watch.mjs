// Times what a client does with WebAssembly in Node, and finds its memory. Put in place before the client is loaded.

import zlib from "node:zlib";

// Node's own fetch has a module too, which is no client's.
const isHosts = () => new Error().stack.includes("node:internal/deps");

export function watchWasm() {
  const seen = { unpackMs: 0, compileMs: 0, instantiateMs: 0, memories: [] };
  const timed = (member, work) => {
    if (isHosts()) return work();
    const began = performance.now();
    const result = work();
    seen[member] += performance.now() - began;
    return result;
  };
  const { gunzipSync } = zlib;
  zlib.gunzipSync = (...args) => timed("unpackMs", () => gunzipSync(...args));
  WebAssembly.Module = new Proxy(WebAssembly.Module, {
    construct: (target, args) => timed("compileMs", () => new target(...args)),
  });
  WebAssembly.Instance = new Proxy(WebAssembly.Instance, {
    construct(target, args) {
      const instance = timed("instantiateMs", () => new target(...args));
      if (!isHosts())
        seen.memories.push(...Object.values(instance.exports).filter((value) => value instanceof WebAssembly.Memory));
      return instance;
    },
  });
  return seen;
}
