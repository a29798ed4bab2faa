// A piece of the application: routes whose schemas are checked on the way in and make the document.

import { OpenAPIHono } from "@hono/zod-openapi";
import type { Context } from "./context.ts";
import { complaint } from "./problems.ts";

export const router = (): OpenAPIHono<Context> =>
  new OpenAPIHono<Context>({
    defaultHook: (result) => {
      if (!result.success) throw complaint(result.error, result.target);
    },
  });

export const json = <T>(description: string, schema: T) => ({
  description,
  content: { "application/json": { schema } },
});
