// Runs, as the interface shows them.

import { z } from "@hono/zod-openapi";
import { CHANGE_STATES, ON_FAILURE, RUN_STATES } from "../run/row.ts";
import { count, guid, moment, status } from "./fields.ts";
import { Preflight } from "./preflight.ts";

const Try = z.strictObject({
  at: moment,
  endedAt: moment,
  outcome: z.enum(["applied", "failed", "unknown"]),
  code: z.string().optional(),
  message: z.string().optional().openapi({ description: "Why it did not succeed" }),
  attemptId: guid.optional(),
  requestId: z.string().optional(),
});

const Result = z.strictObject({
  index: count,
  keysetId: z.string(),
  keyId: z.string(),
  status,
  state: z.enum(CHANGE_STATES),
  tries: count.openapi({ description: "Those that failed or succeeded; being throttled is no try" }),
  code: z.string().optional(),
  message: z.string().optional(),
  attemptId: guid.optional(),
  requestId: z.string().optional(),
  tried: z.array(Try).openapi({ description: "Each time it was asked of Graph, the last ten, oldest first" }),
});

const counts = z.strictObject({
  pending: count,
  sending: count,
  applied: count,
  failed: count,
  unknown: count,
  skipped: count,
});

export const Run = z
  .strictObject({
    id: guid,
    tenant: z.string(),
    state: z.enum(RUN_STATES).openapi({
      description:
        "`awaiting-release`: somebody else must release it. `paused`: nothing more is begun. `done`: every change was applied. `failed`: it ended, and not every change was. `expired`: it was given up at `notAfter`. `stopped`: by a caller. `halted`: Graph refuses the Worker, or the caller lost the role.",
    }),
    caller: z.string(),
    reason: z.string(),
    guard: z.boolean(),
    verify: z.boolean(),
    concurrency: count,
    onFailure: z.enum(ON_FAILURE),
    notify: z.boolean(),
    createdAt: moment,
    startAt: moment,
    notAfter: moment,
    startedAt: moment.optional(),
    endedAt: moment.optional(),
    lateAt: moment.optional().openapi({ description: "When it was noticed that it is late" }),
    message: z.string().optional(),
    releaseBy: moment.optional().openapi({ description: "Until when somebody else has to release it" }),
    releasedBy: z.string().optional(),
    releasedAt: moment.optional(),
    scheduledBy: z.string().optional().openapi({ description: "Who gave it another time" }),
    retryOf: guid.optional().openapi({ description: "The run of which it makes what was not made" }),
    preflight: Preflight.optional(),
    total: count,
    counts,
    results: z.array(Result),
    next: count.optional().openapi({ description: "The `after` of the next page" }),
  })
  .openapi("Run");

export type RunView = z.infer<typeof Run>;

export const RunSummary = z
  .strictObject({
    id: guid,
    state: z.enum(RUN_STATES),
    caller: z.string(),
    reason: z.string(),
    createdAt: moment,
    startAt: moment,
    notAfter: moment.optional(),
    endedAt: moment.optional(),
    total: count.optional(),
    counts: counts.optional().openapi({ description: "Once it has begun" }),
    message: z.string().optional().openapi({ description: "Why it ended before its time" }),
    why: z.string().optional().openapi({ description: "Of the first change that was not made: which one, and why" }),
  })
  .openapi("RunSummary");
