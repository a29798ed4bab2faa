// The key sets of a tenant, read from Graph for callers who have no token of their own.

import { createRoute, z } from "@hono/zod-openapi";
import { unread } from "../keyset/refusal.ts";
import { readKeyset, readKeysets } from "../keysets/read.ts";
import { viewOf } from "../keysets/view.ts";
import { LIMITS } from "../limits.ts";
import { outlook } from "trustframework-keys";
import { gatekeeperOf } from "../tenant/graph.ts";
import { DAY } from "../time.ts";
import type { C } from "./context.ts";
import { id, someOf, strict, tenantName, whole } from "./fields.ts";
import { may } from "./guards.ts";
import { KeysetDocument, OUTLOOKS, type KeysetView } from "./keyset.ts";
import { problems } from "./problems.ts";
import { json, router } from "./router.ts";

const list = createRoute({
  method: "get",
  path: "/tenants/{tenant}/keysets",
  summary: "The key sets as they are now: keys, status, dates, and what follows from them",
  middleware: [may("read")],
  request: {
    params: z.object({ tenant: tenantName }),
    query: strict({
      state: someOf(OUTLOOKS, "In one of these states."),
      withinDays: whole("Unusable now, or running out within so many days", 0, LIMITS.days),
    }),
  },
  responses: {
    200: json("The key sets", z.strictObject({ keysets: z.array(KeysetDocument) })),
    ...problems(502, 504),
  },
});

const show = createRoute({
  method: "get",
  path: "/tenants/{tenant}/keysets/{keysetId}",
  summary: "One key set as it is now",
  middleware: [may("read")],
  request: { params: z.object({ tenant: tenantName, keysetId: id }), query: strict({}) },
  responses: { 200: json("The key set", KeysetDocument), ...problems(502, 504) },
});

export const keysets = router()
  .openapi(list, async (c) => {
    const { state, withinDays } = c.req.valid("query");
    const now = Date.now();
    const found = await asked(c, readKeysets);
    const views = await Promise.all(found.map(async (set) => viewOf(set, await outlook(set))));
    const until = withinDays === undefined ? undefined : now + withinDays * DAY;
    const wanted = views.filter(
      (view) => (state?.includes(view.state) ?? true) && (until === undefined || endsBy(view, until)),
    );
    return c.json({ keysets: wanted }, 200);
  })
  .openapi(show, async (c) => {
    const { keysetId } = c.req.valid("param");
    const set = await asked(c, (keeper, tenant) => readKeyset(keeper, tenant, keysetId));
    return c.json(viewOf(set, await outlook(set)), 200);
  });

const endsBy = ({ state, runsOutAt }: KeysetView, until: number): boolean =>
  state === "unusable" || (runsOutAt !== undefined && Date.parse(runsOutAt) <= until);

async function asked<T>(
  c: C,
  read: (keeper: ReturnType<typeof gatekeeperOf>, tenant: C["var"]["tenant"]) => Promise<T>,
): Promise<T> {
  const { tenant } = c.var;
  try {
    return await read(gatekeeperOf(c.env, tenant.tenantId), tenant);
  } catch (error) {
    throw unread(error);
  }
}
