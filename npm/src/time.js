// Measures time and waits, on clocks and timers that are looked up when they are used, so that fake ones work.

// The longest delay that a timer counts; a longer one would fire at once.
const LONGEST = 2 ** 31 - 1;

// Starts to measure; what it returns tells the milliseconds since. The clock that went further counts: one that was set back or stands
// still would otherwise make a wait endless.
export function stopwatch() {
  const steady = () => globalThis.performance?.now() ?? 0;
  const began = [Date.now(), steady()];
  return () => Math.max(0, Date.now() - began[0], steady() - began[1]);
}

// Calls back after at least that many milliseconds: a timer may fire early. Returns what cancels it.
export function after(milliseconds, callback) {
  if (milliseconds === Infinity) return () => {};
  const elapsed = stopwatch();
  let timer;
  const sleep = () => {
    timer = setTimeout(wake, Math.min(Math.ceil(milliseconds - elapsed()), LONGEST));
  };
  const wake = () => (elapsed() < milliseconds ? sleep() : callback());
  sleep();
  return () => clearTimeout(timer);
}
