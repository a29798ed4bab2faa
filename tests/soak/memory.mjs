// The memory of the module, caught as it is made, and a search through all of it.

// Every instance from here on: `WebAssembly.Instance` is what the package starts its module with.
export function catchInstances() {
  const instances = [];
  const { Instance } = WebAssembly;
  WebAssembly.Instance = new Proxy(Instance, {
    construct(target, args) {
      const instance = Reflect.construct(target, args);
      instances.push(instance);
      return instance;
    },
  });
  return instances;
}

export const memoryOf = ({ exports }) => Object.values(exports).find((value) => value instanceof WebAssembly.Memory);

// The entries of its tables: values of JavaScript that the module holds on to stand in one.
export const tableEntries = ({ exports }) =>
  Object.values(exports)
    .filter((value) => value instanceof WebAssembly.Table)
    .reduce((sum, table) => sum + table.length, 0);

// The forms of `text` that the memories of `instances` hold: as UTF-8, as UTF-16, and in base64 however its bytes fall.
export function formsFound(instances, text) {
  const forms = { "UTF-8": Buffer.from(text), "UTF-16": Buffer.from(text, "utf16le") };
  for (const shift of [0, 1, 2]) {
    // Without the symbols that the neighbours share in.
    const symbols = Buffer.from(" ".repeat(shift) + text)
      .toString("base64")
      .replaceAll("=", "");
    forms[`base64, shifted by ${shift}`] = Buffer.from(symbols.slice(shift === 0 ? 0 : shift + 1, -2));
  }
  const memories = instances.map((instance) => Buffer.from(memoryOf(instance).buffer));
  return Object.entries(forms)
    .filter(([, bytes]) => memories.some((memory) => memory.includes(bytes)))
    .map(([name]) => name);
}
