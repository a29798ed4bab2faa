// Moments for people: local time in text, UTC beside it.

const DAY = new Intl.DateTimeFormat(undefined, { dateStyle: "medium" });
const MINUTE = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "short" });
const SECOND = new Intl.DateTimeFormat(undefined, { timeStyle: "medium" });
const UTC = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "medium", timeZone: "UTC" });

/** The furthest moment that JavaScript's dates know; a key may say any number. */
const LAST_MS = 8.64e15;

export const day = (ms: number) => DAY.format(within(ms));
export const minute = (ms: number) => MINUTE.format(within(ms));
export const second = (ms: number) => SECOND.format(within(ms));
export const utc = (ms: number) => `${UTC.format(within(ms))} UTC`;
export const iso = (ms: number) => new Date(within(ms)).toISOString();

function within(ms: number): number {
  return Math.max(-LAST_MS, Math.min(LAST_MS, ms));
}
