// A run as callers see it. Pure.

import type { PreflightView } from "../api/preflight.ts";
import type { RunView } from "../api/run.ts";
import { iso } from "../values.ts";
import type { Counts, RunRow, Try } from "./row.ts";
import type { ChangeView } from "./store.ts";

export function viewOf(
  run: RunRow,
  {
    counts,
    results,
    limit,
    preflight,
  }: { counts: Counts; results: ChangeView[]; limit: number; preflight: PreflightView | undefined },
): RunView {
  const { createdAt, startAt, notAfter, startedAt, endedAt, lateAt, releaseBy, releasedBy, releasedAt, ...rest } = run;
  const { tenantId: _, planned: __, cut: ___, endGiven: ____, ...same } = rest;
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
    ...(releaseBy !== undefined && { releaseBy: iso(releaseBy) }),
    ...(releasedBy !== undefined && { releasedBy }),
    ...(releasedAt !== undefined && { releasedAt: iso(releasedAt) }),
    total,
    ...(preflight !== undefined && { preflight }),
    counts,
    results: results.map(({ tried, ...result }) => ({ ...result, tried: tried.map(shown) })),
    ...(last !== undefined && last + 1 < total && { next: last }),
  };
}

const shown = ({ at, endedAt, ...told }: Try) => ({ at: iso(at), endedAt: iso(endedAt), ...told });
