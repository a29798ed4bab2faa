// Who was told of what, and who was not.

import { createRoute, z } from "@hono/zod-openapi";
import { LIMITS } from "../limits.ts";
import { NOTICE_TYPES } from "../notices/notice.ts";
import { NOTICE_STATES } from "../notices/postbox.ts";
import { reach, tenantOf } from "../objects.ts";
import { count, guid, moment, strict, tenantName, whole } from "./fields.ts";
import { may } from "./guards.ts";
import { problems } from "./problems.ts";
import { json, router } from "./router.ts";

const Notice = z.strictObject({
  id: z.string().openapi({ description: "The same in every delivery of one event" }),
  type: z.enum(NOTICE_TYPES),
  at: moment,
  tenant: z.string(),
  runId: guid.optional(),
  keysetId: z.string().optional(),
  state: z.string().optional(),
  caller: z.string(),
  reason: z.string(),
  plannedFor: moment.optional(),
  notAfter: moment.optional(),
  total: count.optional(),
  counts: z.record(z.string(), count).optional(),
  message: z.string().optional(),
  withinDays: count.optional().openapi({ description: "Of a key set that is not well; 0 is unusable" }),
  runsOutAt: moment.optional(),
  path: z.string().openapi({ description: "Where to look" }),
});

const Delivery = z
  .strictObject({
    id: z.string(),
    channel: z.string(),
    state: z.enum(NOTICE_STATES).openapi({ description: "`dead`: a day of tries has not helped" }),
    tries: count,
    madeAt: moment,
    nextAt: moment.optional(),
    error: z.string().optional(),
    notice: Notice,
  })
  .openapi("Delivery");

const route = createRoute({
  method: "get",
  path: "/tenants/{tenant}/notices",
  summary: "Notices of the last 30 days, newest first: delivered, waiting, and dead letters",
  middleware: [may("read")],
  request: {
    params: z.object({ tenant: tenantName }),
    query: strict({
      state: z.enum(NOTICE_STATES, `must be one of ${NOTICE_STATES.join(", ")}.`).optional(),
      limit: whole("How many", 1, LIMITS.page, 100),
    }),
  },
  responses: { 200: json("The notices", z.strictObject({ notices: z.array(Delivery) })), ...problems() },
});

export const notices = router().openapi(route, async (c) => {
  const { state, limit = 100 } = c.req.valid("query");
  const found = await reach(() => tenantOf(c.env, c.var.tenant.tenantId).notices(state, limit));
  return c.json({ notices: [...found] }, 200);
});
