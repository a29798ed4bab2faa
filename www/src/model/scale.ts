// The axis of the timeline: which stretch of time is shown, where a moment lies on it, and its marks. Pure.

import type { Key } from "trustframework-keys";
import { endOf, startOf } from "./keys";

const DAY_MS = 86_400_000;

/** What lies further away would press the present into a corner; a bar that goes on gets an arrow. */
const PAST_MS = 550 * DAY_MS;
const FUTURE_MS = 800 * DAY_MS;
const LEAST_MS = 45 * DAY_MS;
const MARGIN = 0.03;

export type Scale = { from: number; to: number; at: (ms: number) => number };

export function scaleOf(keys: Key[], now: number): Scale {
  const within = (ms: number) => Math.max(now - PAST_MS, Math.min(now + FUTURE_MS, ms));
  const bounds = keys
    .flatMap((key) => [startOf(key), endOf(key)])
    .filter(Number.isFinite)
    .map(within);
  const first = Math.min(now - LEAST_MS, ...bounds);
  const last = Math.max(now + LEAST_MS, ...bounds);
  const margin = (last - first) * MARGIN;
  const [from, to] = [first - margin, last + margin];
  return { from, to, at: (ms) => Math.max(0, Math.min(1, (ms - from) / (to - from))) };
}

const STEPS = [1, 2, 3, 6, 12, 24];
const MOST = 8;
const MONTH = new Intl.DateTimeFormat(undefined, { month: "short", year: "numeric" });

/** Beginnings of months, not so many that their words touch. */
export function ticksOf({ from, to, at }: Scale): { at: number; words: string }[] {
  const months = (to - from) / (30 * DAY_MS);
  const step = STEPS.find((candidate) => months / candidate <= MOST) ?? 24;
  const first = new Date(from);
  const found: { at: number; words: string }[] = [];
  for (let month = Math.ceil(first.getMonth() / step) * step; found.length < 2 * MOST; month += step) {
    const moment = new Date(first.getFullYear(), month, 1);
    if (moment.getTime() >= to) break;
    const place = at(moment.getTime());
    if (place > 0.05 && place < 0.95) found.push({ at: moment.getTime(), words: MONTH.format(moment) });
  }
  return found;
}
