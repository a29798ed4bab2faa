// What a run keeps about itself, and what its changes keep.

import type { End } from "./plan.ts";

export const RUN_STATES = [
  "awaiting-release",
  "scheduled",
  "running",
  "paused",
  "stopping",
  "done",
  "failed",
  "expired",
  "stopped",
  "halted",
] as const;
export type RunState = (typeof RUN_STATES)[number];

export const CHANGE_STATES = ["pending", "sending", "applied", "failed", "unknown", "skipped"] as const;
export type ChangeState = (typeof CHANGE_STATES)[number];

export const ON_FAILURE = ["stop", "continue"] as const;

export interface RunRow {
  id: string;
  tenant: string;
  tenantId: string;
  caller: string;
  reason: string;
  guard: boolean;
  verify: boolean;
  concurrency: number;
  /** Whether the changes behind one that failed are made, within its key set. */
  onFailure: (typeof ON_FAILURE)[number];
  /** People are told of its end in any case. */
  notify: boolean;
  createdAt: number;
  startAt: number;
  notAfter: number;
  /** It was planned for a time. */
  planned: boolean;
  state: RunState;
  startedAt?: number;
  endedAt?: number;
  /** When it was noticed that it is late. */
  lateAt?: number | undefined;
  /** Until when somebody else has to release it, where that is needed. */
  releaseBy?: number;
  releasedBy?: string | undefined;
  releasedAt?: number | undefined;
  /** Who gave it another time. */
  scheduledBy?: string;
  /** Its caller said until when it is tried. */
  endGiven?: boolean;
  /** The run of which it makes what was not made. */
  retryOf?: string;
  /** What ends it before its time. */
  cut?: Exclude<End, "done" | "failed">;
  /** Why it was cut. */
  message?: string;
}

export type Counts = Record<ChangeState, number>;

/** One time that a change was asked of Graph. Times are milliseconds since 1970. */
export interface Try extends Told {
  at: number;
  endedAt: number;
  outcome: "applied" | "failed" | "unknown";
}

/** What is told of the last try of a change. */
export interface Told {
  code?: string | undefined;
  message?: string | undefined;
  attemptId?: string | undefined;
  requestId?: string | undefined;
}
