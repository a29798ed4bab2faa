// Time that passes faster: the package looks its clocks and timers up when it uses them, so it waits seconds in milliseconds. Its timers
// also fire early, as real ones do, though by more.
//
// The emulator and the host keep real time, so what they are told to wait for is in real milliseconds. While the host stands still, since
// the machine stalls or has other things to do, so does this time: no limit is over because of that.

// How many times faster. The shortest limit in the cases is then far longer than a request takes on a busy machine.
const SPEED = 25;
// How often the clock is looked at, and how far it goes between two looks at most, in real milliseconds.
const LOOK = 20;
const STALL = 100;
// A timer of more than a second fires so much too early, in milliseconds of fast time.
const EARLY = 200;

// `isOurs` tells from the line of a stack whether the package set a timer: hosts and their HTTP clients use the global ones too.
export function quicken(isOurs) {
  const setReal = globalThis.setTimeout.bind(globalThis);
  const clearReal = globalThis.clearTimeout.bind(globalThis);
  const realNow = performance.now.bind(performance);
  const date = Date.now();
  let looked = realNow();
  let counted = 0;
  const passed = () => {
    const now = realNow();
    counted += Math.min(now - looked, STALL);
    looked = now;
    return counted * SPEED;
  };
  const looks = setInterval(passed, LOOK);
  const running = new Map();

  Date.now = () => Math.floor(date + passed());
  Object.defineProperty(performance, "now", { value: passed, configurable: true, writable: true });
  globalThis.setTimeout = (callback, milliseconds = 0, ...rest) => {
    if (!isOurs(caller(new Error().stack))) return setReal(callback, milliseconds, ...rest);
    // By this clock, which may have stood still: a timer that fires far too early is taken for a fake one.
    const due = passed() + milliseconds - (milliseconds > 1_000 ? EARLY : 0);
    const run = () => {
      if (!running.has(timer)) return;
      if (passed() < due) {
        wait();
        return;
      }
      running.delete(timer);
      callback(...rest);
    };
    // An object of ours, since one timer may take several of the host.
    const timer = {};
    // Hosts count whole milliseconds: of less some make nothing, and a clock need not move in that.
    const wait = () => running.set(timer, setReal(run, Math.max(1, (due - passed()) / SPEED)));
    wait();
    return timer;
  };
  globalThis.clearTimeout = (timer) => {
    if (!running.has(timer)) return clearReal(timer);
    clearReal(running.get(timer));
    running.delete(timer);
  };
  return {
    // Milliseconds of fast time.
    now: passed,
    // The timers of the package that are neither over nor cleared.
    running: () => running.size,
    // Waits in real time.
    pause: (milliseconds) => new Promise((resolve) => setReal(resolve, milliseconds)),
    // Lets go of the host.
    stop: () => clearInterval(looks),
  };
}

// The line of what called the function that took the stack. Engines differ in the first line, and all name files.
const caller = (stack) => stack.split("\n").filter((line) => /\.m?js/.test(line))[1] ?? "";
