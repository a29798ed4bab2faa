// A run as callers see it. Pure.

import { iso } from "../values.ts";
import type { ChangeState, RunRow } from "./store.ts";

export interface RunView {
  id: string;
  tenant: string;
  state: string;
  caller: string;
  reason: string;
  guard: boolean;
  verify: boolean;
  concurrency: number;
  createdAt: string;
  startAt: string;
  startedAt?: string;
  endedAt?: string;
  message?: string;
  total: number;
  counts: Record<ChangeState, number>;
  results: Record<string, unknown>[];
  /** The `after` of the next page, when there is one. */
  next?: number;
}

export function viewOf(
  run: RunRow,
  counts: Record<ChangeState, number>,
  results: Record<string, unknown>[],
  limit: number,
): RunView {
  const { createdAt, startAt, startedAt, endedAt, ...same } = run;
  const last = results.length === limit ? (results.at(-1)?.["index"] as number | undefined) : undefined;
  const total = Object.values(counts).reduce((sum, count) => sum + count, 0);
  return {
    ...same,
    createdAt: iso(createdAt),
    startAt: iso(startAt),
    ...(startedAt !== undefined && { startedAt: iso(startedAt) }),
    ...(endedAt !== undefined && { endedAt: iso(endedAt) }),
    total,
    counts,
    results,
    ...(last !== undefined && last + 1 < total && { next: last }),
  };
}
