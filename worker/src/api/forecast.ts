// `?dryRun=true`: what would follow from a write, told instead of done.

import { z } from "@hono/zod-openapi";
import type { RunState } from "../run/row.ts";
import { RUN_STATES } from "../run/row.ts";
import { count, guid, moment } from "./fields.ts";
import { Preflight } from "./preflight.ts";
import type { RunView } from "./run.ts";

export const dryRun = z
  .enum(["true", "false"], "must be true or false.")
  .optional()
  .transform((text) => text === "true")
  .openapi({
    type: "boolean",
    default: false,
    description: "Say what would follow, and do nothing. Of Graph it is only read.",
  });

export const Forecast = z
  .strictObject({
    dryRun: z.literal(true),
    follows: z.string().openapi({ description: "What would follow, in a sentence" }),
    runId: guid.optional(),
    state: z.enum(RUN_STATES).optional().openapi({ description: "In which the run would be" }),
    startAt: moment.optional(),
    notAfter: moment.optional(),
    releaseBy: moment.optional(),
    total: count.optional(),
    refused: z
      .strictObject({ status: z.int(), code: z.string(), detail: z.string() })
      .optional()
      .openapi({ description: "It would be refused with this" }),
    preflight: Preflight.optional(),
  })
  .openapi("Forecast");

export type ForecastView = z.infer<typeof Forecast>;

/** Of an order to a run that is there: `run` as it would be. */
export const forecastOf = (follows: string, run: RunView, state: RunState = run.state): ForecastView => ({
  dryRun: true,
  follows,
  runId: run.id,
  state,
  startAt: run.startAt,
  notAfter: run.notAfter,
  ...(run.releaseBy !== undefined && { releaseBy: run.releaseBy }),
  total: run.total,
});
