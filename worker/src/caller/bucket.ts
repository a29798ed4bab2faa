// How often one caller may ask. A token bucket, pure: it fills evenly and holds a minute's worth.

import { MINUTE } from "../time.ts";

export interface Bucket {
  tokens: number;
  at: number;
}

/** The bucket after one more request, and how long to wait when that is one too many. */
export function admit(bucket: Bucket | undefined, now: number, perMinute: number): { bucket: Bucket; waitMs: number } {
  const before = bucket ?? { tokens: perMinute, at: now };
  const filled = Math.min(perMinute, before.tokens + (Math.max(0, now - before.at) * perMinute) / MINUTE);
  if (filled >= 1) return { bucket: { tokens: filled - 1, at: now }, waitMs: 0 };
  return { bucket: { tokens: filled, at: now }, waitMs: Math.ceil(((1 - filled) * MINUTE) / perMinute) };
}
