// Key sets, as the interface shows them.

import { z } from "@hono/zod-openapi";
import { moment } from "./fields.ts";

export const OUTLOOKS = ["unusable", "runs-out", "lasting", "unknown"] as const;

const outlook = {
  state: z.enum(OUTLOOKS).openapi({
    description:
      "`unusable`: no key can be used now. `runs-out`: none can be as of `runsOutAt`. `lasting`: one always can be. `unknown`: it cannot be told.",
  }),
  active: z.string().optional().openapi({ description: "The key that Azure AD B2C uses now" }),
  usable: z.array(z.string()),
  changes: z
    .array(z.strictObject({ at: moment, active: z.string().optional() }))
    .openapi({ description: "When another key becomes active; without `active`, none is usable from then on" }),
  runsOutAt: moment.optional(),
  stale: z.array(z.string()).openapi({ description: "Enabled, and expired" }),
};

const Key = z.strictObject({
  kid: z.string(),
  kty: z.string().optional(),
  use: z.string().optional(),
  status: z.string().optional().openapi({ description: "As Graph has it; absent where it shows none" }),
  nbf: moment.optional(),
  exp: moment.optional(),
  unreadable: z.array(z.enum(["nbf", "exp"])).optional(),
});

export const OutlookDocument = z.strictObject(outlook).openapi("Outlook");
export const KeysetDocument = z.strictObject({ id: z.string(), ...outlook, keys: z.array(Key) }).openapi("Keyset");

export type OutlookView = z.infer<typeof OutlookDocument>;
export type KeysetView = z.infer<typeof KeysetDocument>;
