// Simulated time in any host: clocks that stand still, and timers that fire in turn as soon as nothing else is left to do. Knows no test.
// The library that tests/soak has for it is CommonJS, which a page does not load without a bundler.
//
// For work that goes on by promises alone: what a stub gives must need neither host nor network, so no Response and no real fetch.

// More than any case takes.
const MOST_TURNS = 100_000;

// Runs `work` to its end, which leaves no timer behind. No machine is too slow for it: no time passes but what is waited for. The module
// must be loaded before; the limit on that would be over at once.
export async function simulated(work) {
  const { setTimeout: setReal, clearTimeout: clearReal } = globalThis;
  const timers = new Map();
  let now = 0;
  const setTimer = (callback, delay = 0, ...rest) => {
    if (isHosts(new Error().stack)) return setReal.call(globalThis, callback, delay, ...rest);
    const timer = {};
    timers.set(timer, { due: now + Math.max(0, delay), callback: () => callback(...rest) });
    return timer;
  };
  const clearTimer = (timer) => void (timers.delete(timer) || clearReal.call(globalThis, timer));
  const began = Date.now();
  const restore = [
    put(globalThis, "setTimeout", setTimer),
    put(globalThis, "clearTimeout", clearTimer),
    put(Date, "now", () => began + now),
    put(performance, "now", () => now),
  ];
  try {
    let settled = false;
    const end = work().finally(() => (settled = true));
    // It is awaited below.
    end.catch(() => {});
    // A turn of the host's own: until then every promise has gone as far as it gets.
    const turn = () => new Promise((resolve) => setReal.call(globalThis, resolve, 0));
    let turns = 0;
    for (await turn(); !settled; await turn()) {
      if ((turns += 1) > MOST_TURNS) throw new Error("it goes on for ever");
      // Of those that are due together the oldest: sorting keeps their order.
      const [next] = [...timers].sort(([, one], [, other]) => one.due - other.due);
      if (!next) throw new Error("it waits for something that is no timer");
      const [timer, { due, callback }] = next;
      timers.delete(timer);
      now = due;
      callback();
    }
    const value = await end;
    // What ends with it may take a few turns, in WebKit more than elsewhere.
    for (let left = 20; left > 0 && timers.size > 0; left -= 1) await turn();
    if (timers.size > 0) throw new Error(`${timers.size} timers are left`);
    return value;
  } finally {
    for (const back of restore) back();
  }
}

// Whether that is the stack of a host's own call, such as of its HTTP client: it keeps real time.
const isHosts = (stack) => /\b(node|ext):/.test(stack.split("\n").slice(0, 3).join());

// Puts a value in the place of the host's own; what it gives puts that back.
function put(owner, name, value) {
  const before = Object.getOwnPropertyDescriptor(owner, name);
  Object.defineProperty(owner, name, { value, configurable: true, writable: true });
  return () => (before ? Object.defineProperty(owner, name, before) : delete owner[name]);
}

// What fetch gives, as far as the package looks at it: a body that is read without the host. `end` is what the reader does after the text.
export const plainResponse = (status, text = "", { headers = {}, end = async () => ({ done: true }) } = {}) => {
  const pieces = text === "" ? [] : [new TextEncoder().encode(text)];
  const read = async () => (pieces.length > 0 ? { done: false, value: pieces.shift() } : end());
  return {
    status,
    headers: { get: (name) => headers[name] ?? null },
    body: { getReader: () => ({ read, cancel() {} }), cancel() {} },
  };
};
