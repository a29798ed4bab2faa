// What several routes have in common.

import { z } from "@hono/zod-openapi";
import { Problem } from "../problem.ts";
import { GUID } from "../values.ts";

export const idempotency = z.object({
  "idempotency-key": z.string().optional().openapi({
    description:
      "1 to 255 visible ASCII characters: the same key and body are done once, and answered alike for 24 hours.",
  }),
});

export const noSuchRun = (): Problem =>
  new Problem(404, "unknown-run", "There is no such run in this tenant; a run is kept for 30 days after its end.");

export function requireRunId(id: string): string {
  if (!GUID.test(id)) throw noSuchRun();
  return id;
}
