// The Durable Objects by name, with the types that their methods have here: what crosses between objects is plain JSON.

import type { Caller } from "./caller/caller.ts";
import type { Env } from "./env.ts";
import type { Keyset } from "./keyset/keyset.ts";
import { callerName, keysetName, runName, tenantName } from "./names.ts";
import type { Run } from "./run/run.ts";
import type { Tenant } from "./tenant/tenant.ts";

/** A method as it is from outside: it always takes its time. */
type Remote<T, Methods extends keyof T> = {
  [M in Methods]: T[M] extends (...a: infer A) => infer R ? (...a: A) => Promise<Awaited<R>> : never;
};

export const keysetOf = (env: Env, tenantId: string, keysetId: string): Remote<Keyset, "change"> =>
  env.KEYSET.get(env.KEYSET.idFromName(keysetName(tenantId, keysetId))) as never;

export const runOf = (env: Env, tenantId: string, runId: string): Remote<Run, "create" | "view" | "stop"> =>
  env.RUN.get(env.RUN.idFromName(runName(tenantId, runId))) as never;

export const tenantOf = (env: Env, tenantId: string): Remote<Tenant, "permit" | "hold"> =>
  env.TENANT.get(env.TENANT.idFromName(tenantName(tenantId))) as never;

export const callerOf = (env: Env, caller: string): Remote<Caller, "admit" | "claim" | "settle" | "release"> =>
  env.CALLER.get(env.CALLER.idFromName(callerName(caller))) as never;
