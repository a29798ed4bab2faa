// Idempotency-Key around a write: the same key and body get the same answer, and the write is done once.

import type { z } from "@hono/zod-openapi";
import { sha256 } from "../bytes.ts";
import { idempotencyKey, isFinal, reused, type Answer } from "../caller/idempotency.ts";
import { callerOf, reach } from "../objects.ts";
import { Problem } from "../problem.ts";
import { isMembers } from "../values.ts";
import type { C } from "./context.ts";

export interface Operation {
  /** Stays the same when a write that was cut short is asked for again. */
  id: string;
  /** When it was first asked for. */
  askedAt: number;
  /** It was asked for before. */
  isRepeat: boolean;
}

/** What `perform` comes to, or came to before. `schema` is what it comes to. */
export async function once<T>(c: C, schema: z.ZodType<T>, perform: (operation: Operation) => Promise<T>): Promise<T> {
  const key = idempotencyKey(c.req.header("idempotency-key"));
  if (key === undefined) return perform({ id: crypto.randomUUID(), askedAt: Date.now(), isRepeat: false });
  const { caller, tenant, text } = c.var;
  const book = () => callerOf(c.env, caller.name);
  const scope = JSON.stringify([c.req.method, new URL(c.req.url).pathname, tenant.tenantId, key]);
  const bodyHash = await sha256(text);
  const verdict = await reach(() => book().claim(scope, bodyHash));
  if (verdict.do === "refuse") throw reused();
  if (verdict.do === "replay") {
    const told = toldBy(verdict.answer, schema);
    if (told !== undefined) {
      c.header("idempotency-replayed", "true");
      return told;
    }
    // An answer of an older version, which this one would not give. Asked for again, the operation comes to the same.
  }
  const { operationId, claimedAt, isRepeat } = verdict;
  const keep = (answer: Answer) => reach(() => book().settle(scope, operationId, answer));
  let value: T;
  try {
    value = await perform({ id: operationId, askedAt: claimedAt, isRepeat });
  } catch (error) {
    if (error instanceof Problem && isFinal(error.status))
      await keep({ status: error.status, body: JSON.stringify(error.body()) });
    // Whoever waited for the first one in vain leaves the key to it.
    else if (!(isRepeat && error instanceof Problem && error.code === "busy"))
      await reach(() => book().release(scope, operationId));
    throw error;
  }
  await keep({ status: 200, body: JSON.stringify(value) });
  return value;
}

/** Throws a refusal as it was told. */
function toldBy<T>({ status, body }: Answer, schema: z.ZodType<T>): T | undefined {
  const said: unknown = JSON.parse(body);
  if (status >= 400 && isMembers(said)) throw Problem.of(said, { "idempotency-replayed": "true" });
  return schema.safeParse(said).data;
}
