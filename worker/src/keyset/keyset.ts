// One key set of one tenant, as a Durable Object: its changes are made here and nowhere else, one after another, so that no guard looks at
// a set that another change is about to alter. Each is written to the audit before and after; one that is done is not done again.

import { DurableObject } from "cloudflare:workers";
import { patchKeyStatus, type AttemptEvent, type TokenRequest } from "trustframework-keys";
import * as audit from "../audit.ts";
import { configOf, type TenantConfig } from "../config.ts";
import type { Env } from "../env.ts";
import { tenantOf } from "../objects.ts";
import type { Change } from "../request/meaning.ts";
import { Line } from "./line.ts";
import { applied, essence, failed, NoPermit, unsent, type Outcome } from "./outcome.ts";
import { safety } from "./safety.ts";
import { Outbox } from "./outbox.ts";

/** One change, as it was asked for. */
export interface Order extends Change {
  /** The same for the same change, however often it is asked for. */
  changeId: string;
  runId?: string;
  tenant: string;
  caller: string;
  reason: string;
  askedAt: number;
  guard: boolean;
  verify: boolean;
}

/** More than this many wait for nothing good. */
const LONGEST_LINE = 1_000;

export class Keyset extends DurableObject<Env> {
  #line = new Line();
  #outbox: Outbox;

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    this.#outbox = new Outbox(ctx.storage, env.AUDIT);
  }

  /** Makes the change when its turn has come. Rejects only when the object itself is lost. */
  async change(order: Order): Promise<Outcome> {
    if (this.#line.length >= LONGEST_LINE)
      return unsent("", "busy", "Too many changes of this key set are waiting; try again later.");
    return this.#line.run(async () => this.#outbox.outcomeOf(order.changeId) ?? (await this.#perform(order)));
  }

  override alarm(): Promise<void> {
    return this.#outbox.tidy();
  }

  async #perform(order: Order): Promise<Outcome> {
    const attemptId = crypto.randomUUID();
    const subject = { ...order, attemptId };
    const tenant = configOf(this.env).tenants.get(order.tenant);
    if (tenant === undefined)
      return unsent(attemptId, "unknown-tenant", `The tenant "${order.tenant}" is no longer in TENANTS.`);
    try {
      await audit.asked(this.env.AUDIT, Date.now(), subject);
    } catch {
      return unsent(attemptId, "audit-unavailable", "The audit cannot be written, so nothing was sent; try again.");
    }
    const outcome = await this.#send(order, attemptId, tenant);
    await this.#outbox.put(subject, outcome);
    return outcome;
  }

  async #send(order: Order, attemptId: string, { tenantId, cloud, baseUrl }: TenantConfig): Promise<Outcome> {
    const tenant = tenantOf(this.env, tenantId);
    let last: string | undefined;
    const token = async ({ claims, forceRefresh }: TokenRequest): Promise<string> => {
      const permit = await tenant.permit({ tenant: order.tenant, claims, refused: forceRefresh ? last : undefined });
      if ("throttledForMs" in permit)
        throw new NoPermit("Graph throttles this tenant; nothing was sent.", permit.throttledForMs);
      if ("failed" in permit) throw new NoPermit(permit.failed);
      return (last = permit.token);
    };
    // The gate is closed for everybody as soon as one is throttled.
    const holds: Promise<void>[] = [];
    const onAttempt = ({ httpStatus, code, waitMs }: AttemptEvent): void => {
      if ((httpStatus === 429 || code === "throttled") && waitMs !== undefined) holds.push(tenant.hold(waitMs));
    };
    try {
      const options = { cloud, baseUrl, clientRequestId: attemptId, onAttempt, ...safety(order) };
      return applied(attemptId, await patchKeyStatus(order.keysetId, order.keyId, order.status, token, options));
    } catch (error) {
      const outcome = failed(attemptId, error);
      const { code, retryAfterMs } = essence(outcome);
      if (code === "throttled" && retryAfterMs !== undefined) holds.push(tenant.hold(retryAfterMs));
      return outcome;
    } finally {
      await Promise.allSettled(holds);
    }
  }
}
