// A run as callers see it. Pure.

import type { RunView } from "../api/run.ts";
import { iso } from "../values.ts";
import type { Counts, RunRow, Try } from "./row.ts";
import type { ChangeView } from "./store.ts";

export function viewOf(run: RunRow, counts: Counts, results: ChangeView[], limit: number): RunView {
  const { createdAt, startAt, notAfter, startedAt, endedAt, lateAt, tenantId: _, planned: __, cut: ___, ...same } = run;
  const last = results.length === limit ? results.at(-1)?.index : undefined;
  const total = Object.values(counts).reduce((sum, count) => sum + count, 0);
  return {
    ...same,
    createdAt: iso(createdAt),
    startAt: iso(startAt),
    notAfter: iso(notAfter),
    ...(startedAt !== undefined && { startedAt: iso(startedAt) }),
    ...(endedAt !== undefined && { endedAt: iso(endedAt) }),
    ...(lateAt !== undefined && { lateAt: iso(lateAt) }),
    total,
    counts,
    results: results.map(({ tried, ...result }) => ({ ...result, tried: tried.map(shown) })),
    ...(last !== undefined && last + 1 < total && { next: last }),
  };
}

const shown = ({ at, endedAt, ...told }: Try) => ({ at: iso(at), endedAt: iso(endedAt), ...told });
