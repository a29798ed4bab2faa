// How much of anything a request may ask for.

import { DAY } from "./time.ts";

export const LIMITS = {
  /** Bytes of the body of one change, and of a run. */
  statusBytes: 8 * 1024,
  runBytes: 4 * 1024 * 1024,
  changes: 10_000,
  concurrency: 16,
  reason: 500,
  id: 512,
  page: 1_000,
  /** Rows of the audit that one request verifies. */
  verified: 10_000,
  /** How far an outlook may be asked ahead. */
  days: 36_500,
  /** How far ahead a change may be planned, and how long it may be tried. */
  aheadMs: 366 * DAY,
  triedMs: 7 * DAY,
};
