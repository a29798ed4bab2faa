// How the package is called for a tenant: with the token of its object, and through its gate, which closes for everybody as soon as one is
// throttled. Knows no route and no rule.

import type { AttemptEvent, CallOptions, TokenRequest } from "trustframework-keys";
import type { TenantConfig } from "../config/tenants.ts";
import type { Env } from "../env.ts";
import { essence, failed, NoPermit } from "../keyset/outcome.ts";
import { reach, tenantOf } from "../objects.ts";
import type { Permit } from "./tenant.ts";
import type { Ask } from "./tokens.ts";

/** Who has the token and the gate: the tenant's object. */
export interface Gatekeeper {
  permit(ask: Ask): Promise<Permit>;
  hold(ms: number): void | Promise<void>;
}

export const gatekeeperOf = (env: Env, tenantId: string): Gatekeeper => ({
  permit: (ask) => reach(() => tenantOf(env, tenantId).permit(ask)),
  hold: (ms) => reach(() => tenantOf(env, tenantId).hold(ms)),
});

/** How long the gate and Entra together may take. */
const TOKEN_TIMEOUT_MS = 60_000;

export type Token = (request: TokenRequest) => Promise<string>;

/** What `call` of the package comes to. */
export async function throughGate<T>(
  keeper: Gatekeeper,
  { name, cloud, baseUrl }: TenantConfig,
  call: (token: Token, options: CallOptions) => Promise<T>,
): Promise<T> {
  let last: string | undefined;
  const token = async ({ claims, forceRefresh }: TokenRequest): Promise<string> => {
    const permit = await keeper.permit({ tenant: name, claims, refused: forceRefresh ? last : undefined });
    if ("throttledForMs" in permit)
      throw new NoPermit("Graph throttles this tenant; nothing was sent.", permit.throttledForMs);
    if ("failed" in permit) throw new NoPermit(permit.failed);
    return (last = permit.token);
  };
  const holds: (void | Promise<void>)[] = [];
  const onAttempt = ({ httpStatus, code, waitMs }: AttemptEvent): void => {
    if ((httpStatus === 429 || code === "throttled") && waitMs !== undefined) holds.push(keeper.hold(waitMs));
  };
  try {
    return await call(token, { cloud, baseUrl, onAttempt, tokenTimeoutMs: TOKEN_TIMEOUT_MS });
  } catch (error) {
    const { code, retryAfterMs } = essence(failed("", error));
    if (code === "throttled" && retryAfterMs !== undefined) holds.push(keeper.hold(retryAfterMs));
    throw error;
  } finally {
    await Promise.allSettled(holds);
  }
}
