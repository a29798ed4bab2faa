// Units of time, in milliseconds. Every wait and limit of this Worker is written in them, so that a test can shorten all of them alike.

export const SECOND = 1_000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/** The wait before try `tries` + 1: doubles from `least` up to `most`, drawn from its upper half so that many do not come back together. */
export function backOff(tries: number, least: number, most: number, draw: () => number = Math.random): number {
  const full = Math.min(most, least * 2 ** Math.max(0, tries - 1));
  return Math.ceil((full * (1 + draw())) / 2);
}

export const pause = (ms: number): Promise<void> => new Promise((over) => setTimeout(over, ms));

/** What `work` comes to, or nothing when that takes longer than `ms`. The work goes on. */
export async function within<T>(ms: number, work: Promise<T>): Promise<T | undefined> {
  let timer: ReturnType<typeof setTimeout> | null = null;
  const late = new Promise<undefined>((over) => {
    timer = setTimeout(() => over(undefined), ms);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
