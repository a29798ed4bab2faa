// What the watch saw last: kept, so it can be read while Graph is away.

import { createRoute, z } from "@hono/zod-openapi";
import { outlookOf } from "../keysets/view.ts";
import { reach, tenantOf } from "../objects.ts";
import { iso } from "../values.ts";
import { count, moment, strict, tenantName } from "./fields.ts";
import { may } from "./guards.ts";
import { OutlookDocument } from "./keyset.ts";
import { problems } from "./problems.ts";
import { json, router } from "./router.ts";

const Watch = z
  .strictObject({
    lookedAt: moment.optional().openapi({ description: "The last look that succeeded" }),
    failing: z
      .strictObject({ since: moment, why: z.string() })
      .optional()
      .openapi({ description: "As of when no look succeeded" }),
    keysets: z.array(
      z.strictObject({
        id: z.string(),
        ...OutlookDocument.shape,
        toldWithinDays: count
          .optional()
          .openapi({ description: "The worst that people were told of it: days, or 0 for unusable" }),
      }),
    ),
  })
  .openapi("Watch");

const route = createRoute({
  method: "get",
  path: "/tenants/{tenant}/watch",
  summary: "What the cron saw last of each key set, and what people were told",
  middleware: [may("read")],
  request: { params: z.object({ tenant: tenantName }), query: strict({}) },
  responses: { 200: json("What it saw", Watch), ...problems() },
});

export const watched = router().openapi(route, async (c) => {
  const { looks, keysets } = await reach(() => tenantOf(c.env, c.var.tenant.tenantId).watched());
  const { at, failing } = looks;
  const shown = keysets.map(({ id, outlook, told }) => ({
    id,
    ...outlookOf(outlook),
    ...(told !== undefined && { toldWithinDays: told }),
  }));
  const last = { ...(at !== undefined && { lookedAt: iso(at) }) };
  const bad = failing === undefined ? {} : { failing: { since: iso(failing.since), why: failing.why } };
  return c.json({ ...last, ...bad, keysets: shown }, 200);
});
