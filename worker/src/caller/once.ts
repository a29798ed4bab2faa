// Idempotency-Key around a write: the same key and body get the same answer, and the write is done once.

import type { Context as HonoContext } from "hono";
import type { TenantConfig } from "../config.ts";
import { callerOf } from "../objects.ts";
import { Problem } from "../problem.ts";
import type { Context } from "../request/context.ts";
import { idempotencyKey, isFinal, refusal, type Answer } from "./idempotency.ts";

/** `perform` is given the id of the operation, which stays the same when a write that was cut short is asked for again. */
export async function once(
  c: HonoContext<Context>,
  tenant: TenantConfig,
  text: string,
  perform: (operationId: string) => Promise<Response>,
): Promise<Response> {
  const key = idempotencyKey(c.req.header("idempotency-key"));
  if (key === undefined) return perform(crypto.randomUUID());
  const book = callerOf(c.env, c.var.caller.name);
  const scope = JSON.stringify([c.req.method, new URL(c.req.url).pathname, tenant.tenantId, key]);
  const verdict = await book.claim(scope, await hashOf(text));
  if (verdict.do === "refuse") throw refusal(verdict.problem);
  if (verdict.do === "replay") return responseOf(verdict.answer, { "idempotency-replayed": "true" });
  const response = await perform(verdict.operationId).catch((error: unknown) => {
    if (error instanceof Problem) return error.response();
    throw error;
  });
  const answer = await answerOf(response);
  if (isFinal(answer.status)) await book.settle(scope, verdict.operationId, answer);
  else await book.release(scope, verdict.operationId);
  return responseOf(answer);
}

async function answerOf(response: Response): Promise<Answer> {
  return { status: response.status, headers: Object.fromEntries(response.headers), body: await response.text() };
}

const responseOf = ({ status, headers, body }: Answer, more: Record<string, string> = {}): Response =>
  new Response(body, { status, headers: { ...headers, ...more } });

async function hashOf(text: string): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
