// Measures time and waits. Clocks and timers are looked up when they are used, so that fake ones work.

// The longest delay that a timer counts; a longer one would fire at once.
const LONGEST = 2 ** 31 - 1;

/**
 * Starts to measure. What it returns tells the milliseconds since. Of the two clocks the one that went further counts: a clock that was set
 * back, or stands still, would otherwise make a wait endless.
 */
export function stopwatch(): () => number {
  const [date, steady] = [dateNow(), steadyNow()];
  return () => Math.max(0, dateNow() - date, steadyNow() - steady);
}

/** Milliseconds since 1970; NaN where the clock tells none. */
export function now(): number {
  try {
    const time: unknown = Date.now();
    return typeof time === "number" ? time : NaN;
  } catch {
    return NaN;
  }
}

const dateNow = () => finite(Date.now());
const steadyNow = () => finite(globalThis.performance?.now());
// A test may have replaced a clock by something that gives anything.
const finite = (time: unknown) => (Number.isFinite(time) ? (time as number) : 0);

// When clocks stand still while timers run for this many milliseconds, the clocks are frozen, and the timers count instead. No real clock is
// that coarse.
const COARSEST_CLOCK = 1_000;

/** Calls back after at least that many milliseconds, even where a timer fires early. Returns a function that cancels it. */
export function after(milliseconds: number, callback: () => void): () => void {
  if (milliseconds === Infinity) return () => {};
  const elapsed = stopwatch();
  let timer: ReturnType<typeof setTimeout>;
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
