// Times what a client does with WebAssembly, whichever way it does it, and finds its memory. Put in place before the client is loaded.
// Plain JavaScript: it runs in Node and in pages.

// Node's own fetch has a module too, which is no client's.
const isHosts = () => new Error().stack.includes("node:internal/deps");

export function watchWasm() {
  const seen = { compileMs: 0, instantiateMs: 0, memories: [] };
  const timed = (member, work) => {
    if (isHosts()) return work();
    const began = performance.now();
    const add = (value) => {
      seen[member] += performance.now() - began;
      return value;
    };
    const result = work();
    return result instanceof Promise ? result.then(add) : add(result);
  };
  const found = (instance) => {
    if (!isHosts())
      seen.memories.push(...Object.values(instance.exports).filter((value) => value instanceof WebAssembly.Memory));
    return instance;
  };

  const { compile, instantiate } = WebAssembly;
  WebAssembly.compile = (...args) => timed("compileMs", () => compile(...args));
  // Compiles too, unless it is given a module.
  WebAssembly.instantiate = async (source, ...args) => {
    const result = await timed(source instanceof WebAssembly.Module ? "instantiateMs" : "compileMs", () =>
      instantiate(source, ...args),
    );
    found(result.instance ?? result);
    return result;
  };
  const watched = (member, see) => ({
    construct: (target, args) => see(timed(member, () => Reflect.construct(target, args))),
  });
  WebAssembly.Module = new Proxy(
    WebAssembly.Module,
    watched("compileMs", (module) => module),
  );
  WebAssembly.Instance = new Proxy(WebAssembly.Instance, watched("instantiateMs", found));
  return seen;
}
