// Whether the Worker can do what it is there for, tenant by tenant.

import { createRoute, z } from "@hono/zod-openapi";
import { examine } from "../readiness/examine.ts";
import { Problem } from "../problem.ts";
import { mayDo } from "../roles.ts";
import { strict } from "./fields.ts";
import { problems } from "./problems.ts";
import { json, router } from "./router.ts";

const Check = z.strictObject({
  name: z.enum(["schema", "certificate", "token", "consent"]),
  ok: z.boolean(),
  detail: z.string().optional(),
});

const Readiness = z
  .strictObject({
    ready: z.boolean(),
    tenants: z.array(z.strictObject({ tenant: z.string(), ready: z.boolean(), checks: z.array(Check) })),
  })
  .openapi("Readiness");

const route = createRoute({
  method: "get",
  path: "/ready",
  summary:
    "Whether the audit's schema, certificates, tokens and permissions are right, in the tenants the caller may read",
  request: { query: strict({}) },
  responses: { 200: json("All is right", Readiness), ...problems() },
});

export const ready = router().openapi(route, async (c) => {
  const { caller, config } = c.var;
  const mine = [...config.tenants.values()].filter(({ name }) => mayDo(caller.roles, name, "read"));
  const tenants = await Promise.all(mine.map((tenant) => examine(c.env, tenant)));
  if (!tenants.every(({ ready }) => ready))
    throw new Problem(503, "not-ready", "Something is not set up right; see tenants.", { members: { tenants } });
  return c.json({ ready: true, tenants }, 200);
});
