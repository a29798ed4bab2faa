// What was seen before a change was taken, as the interface shows it.

import { z } from "@hono/zod-openapi";
import { FINDINGS } from "../preflight/foresee.ts";
import { count, moment, status } from "./fields.ts";
import { OutlookDocument } from "./keyset.ts";

const Finding = z.strictObject({
  index: count,
  keysetId: z.string(),
  keyId: z.string(),
  status,
  code: z.enum(FINDINGS),
  stops: z.boolean().openapi({ description: "As things are, the change would not be made" }),
  message: z.string(),
});

export const Preflight = z
  .strictObject({
    at: moment,
    looked: z
      .boolean()
      .openapi({ description: "`false`: the key sets could not be read, and nothing is said of them" }),
    why: z.string().optional(),
    stopped: count.openapi({ description: "How many changes would not be made" }),
    findings: z.array(Finding).openapi({ description: "The first twenty, those first that stop a change" }),
    keysets: z.array(
      z.strictObject({
        id: z.string(),
        before: OutlookDocument.openapi({ description: "At the time of the changes, without them" }),
        after: OutlookDocument.openapi({ description: "And with them" }),
      }),
    ),
  })
  .openapi("Preflight", { description: "The key sets as they were then, and what would have come of the changes" });

export type PreflightView = z.infer<typeof Preflight>;
