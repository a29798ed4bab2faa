// Moments for people: how far away, and exactly, in local time with its zone. UTC stands beside it.

const DAY = new Intl.DateTimeFormat(undefined, { dateStyle: "medium" });
const SECOND = new Intl.DateTimeFormat(undefined, { timeStyle: "medium" });
const UTC = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "medium", timeZone: "UTC" });
const EXACT = new Intl.DateTimeFormat(undefined, {
  day: "numeric",
  month: "short",
  year: "numeric",
  hour: "2-digit",
  minute: "2-digit",
  timeZoneName: "short",
});

/** The furthest moment that JavaScript's dates know; a key may say any number. */
const LAST_MS = 8.64e15;
const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;
export const DAY_MS = 86_400_000;

export const day = (ms: number) => DAY.format(within(ms));
export const second = (ms: number) => SECOND.format(within(ms));
export const utc = (ms: number) => `${UTC.format(within(ms))} UTC`;
export const iso = (ms: number) => new Date(within(ms)).toISOString();

/** "19 Dec 2026, 02:58 CET", in the order of the reader's own language. */
export const exact = (ms: number) => EXACT.format(within(ms));

/** A duration: minutes up to an hour, hours up to two days, days from then on. */
export function span(ms: number): string {
  const [size, word] =
    ms < HOUR_MS ? [MINUTE_MS, "minute"] : ms < 2 * DAY_MS ? [HOUR_MS, "hour"] : ([DAY_MS, "day"] as const);
  const number = Math.round(ms / size);
  if (number === 0) return "less than a minute";
  return `${number} ${word}${number === 1 ? "" : "s"}`;
}

/** "in 21 days", "3 hours ago". */
export function relative(ms: number, now: number): string {
  return ms > now ? `in ${span(ms - now)}` : `${span(now - ms)} ago`;
}

function within(ms: number): number {
  return Math.max(-LAST_MS, Math.min(LAST_MS, ms));
}
