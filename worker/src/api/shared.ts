// What several routes have in common.

import { z } from "@hono/zod-openapi";

export const idempotency = z.object({
  "idempotency-key": z.string().optional().openapi({
    description:
      "1 to 255 visible ASCII characters: the same key and body are done once, and answered alike for 24 hours.",
  }),
});
