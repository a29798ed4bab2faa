// The Durable Objects by name: where they live, and what to do when a call to one breaks off.

import { placementOf } from "./config/config.ts";
import type { Env } from "./env.ts";
import { callerName, keysetName, runName, tenantName } from "./names.ts";
import { Problem, retryAfter } from "./problem.ts";
import { backOff, pause, SECOND } from "./time.ts";

export const keysetOf = (env: Env, tenantId: string, keysetId: string) =>
  stub(env, env.KEYSET, keysetName(tenantId, keysetId));
export const runOf = (env: Env, tenantId: string, runId: string) => stub(env, env.RUN, runName(tenantId, runId));
export const tenantOf = (env: Env, tenantId: string) => stub(env, env.TENANT, tenantName(tenantId));
export const callerOf = (env: Env, caller: string) => stub(env, env.CALLER, callerName(caller));

function stub<T extends Rpc.DurableObjectBranded>(
  env: Env,
  namespace: DurableObjectNamespace<T>,
  name: string,
): DurableObjectStub<T> {
  const { jurisdiction, location } = placementOf(env);
  const place = jurisdiction === undefined ? namespace : namespace.jurisdiction(jurisdiction);
  return place.getByName(name, location === undefined ? {} : { locationHint: location });
}

const TRIES = 3;

/** What the platform says of an error of a call. https://developers.cloudflare.com/durable-objects/best-practices/error-handling/ */
const says = (error: unknown, what: "retryable" | "overloaded"): boolean =>
  typeof error === "object" && error !== null && (error as Partial<Record<typeof what, unknown>>)[what] === true;

/**
 * Calls an object, again where the platform says that this may help. `attempt` makes a stub of its own, since one that has failed may stay
 * broken, and what it calls may be called twice. An object that has too much to do is not asked again at once.
 */
export async function reach<T>(attempt: () => T): Promise<Awaited<T>> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await attempt();
    } catch (error) {
      if (says(error, "overloaded")) throw unreachable("has too much to do");
      if (!says(error, "retryable")) throw error;
      if (tries === TRIES) throw unreachable("could not be reached");
    }
    await pause(backOff(tries, SECOND / 10, SECOND));
  }
}

const unreachable = (why: string): Problem =>
  new Problem(503, "unreachable", `A Durable Object of this Worker ${why}; try again.`, {
    headers: retryAfter(5 * SECOND),
  });
