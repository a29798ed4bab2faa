// Measures time and waits, on clocks and timers that are looked up when they are used, so that fake ones work.

// The longest delay that a timer counts; a longer one would fire at once.
const LONGEST = 2 ** 31 - 1;

// Starts to measure; what it returns tells the milliseconds since. The clock that went further counts: one that was set back or stands
// still would otherwise make a wait endless.
export function stopwatch() {
  const began = [date(), steady()];
  return () => Math.max(0, date() - began[0], steady() - began[1]);
}

const date = () => finite(Date.now());
const steady = () => finite(globalThis.performance?.now());
// What a test put in a clock's place may give anything.
const finite = (time) => (Number.isFinite(time) ? time : 0);

// Clocks that stand still for so many milliseconds of timers are frozen, and the timers count instead: no real one is as coarse.
const COARSEST_CLOCK = 1_000;

// Calls back after at least that many milliseconds: a timer may fire early. Returns what cancels it.
export function after(milliseconds, callback) {
  if (milliseconds === Infinity) return () => {};
  const elapsed = stopwatch();
  let timer;
  let stoodStill = 0;
  const sleep = () => {
    const before = elapsed();
    const delay = Math.min(Math.ceil(milliseconds - before), LONGEST);
    const wake = () => {
      const now = elapsed();
      stoodStill = now === before ? stoodStill + delay : 0;
      if (now >= milliseconds || (stoodStill >= COARSEST_CLOCK && delay < LONGEST)) callback();
      else sleep();
    };
    timer = setTimeout(wake, delay);
  };
  sleep();
  return () => clearTimeout(timer);
}
