// Measures time and waits. Clocks and timers are looked up when they are used, so that fake ones work.

// The longest delay that a timer counts; a longer one would fire at once.
const LONGEST = 2 ** 31 - 1;

// No real timer fires this many milliseconds early. One that does is a fake timer of a test: its time is over when it fires.
const EARLY = 1_000;

/**
 * Starts to measure. What it returns tells the milliseconds since. Of the two clocks the one that went further counts: a clock that was set
 * back, or stands still, would otherwise make a wait endless.
 */
export function stopwatch(): () => number {
  const [date, steady] = [Date.now(), steadyNow()];
  return () => Math.max(0, Date.now() - date, steadyNow() - steady);
}

const steadyNow = () => globalThis.performance?.now() ?? 0;

/** Calls back after that many milliseconds. A timer that fires early is set once more for the rest. Returns a function that cancels it. */
export function after(milliseconds: number, callback: () => void): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const set = (left: number, isRest = false) => {
    const delay = Math.min(left, LONGEST);
    const elapsed = stopwatch();
    timer = setTimeout(() => {
      const early = delay - elapsed();
      const rest = left - delay;
      if (early > 0 && early < EARLY && !isRest) set(rest + early, rest === 0);
      else if (rest > 0) set(rest);
      else callback();
    }, Math.ceil(delay));
  };
  if (milliseconds !== Infinity) set(milliseconds);
  return () => clearTimeout(timer);
}
