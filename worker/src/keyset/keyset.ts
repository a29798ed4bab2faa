// One key set of one tenant, as a Durable Object: its changes are made here and nowhere else, one after another, so that no guard looks at
// a set that another change is about to alter. Each is written to the audit before and after; one that is done is not done again.

import { DurableObject } from "cloudflare:workers";
import { patchKeyStatus } from "trustframework-keys";
import { configOf } from "../config/config.ts";
import type { TenantConfig } from "../config/tenants.ts";
import type { Env } from "../env.ts";
import { log } from "../log.ts";
import { reach, tenantOf } from "../objects.ts";
import type { Order } from "../run/change.ts";
import { gatekeeperOf, throughGate } from "../tenant/graph.ts";
import { SECOND } from "../time.ts";
import { Line, TooLong } from "./line.ts";
import { asked, Outbox, type Subject } from "./outbox.ts";
import { applied, failed, unsent, type Outcome } from "./outcome.ts";
import { safety } from "./safety.ts";

/** More than this many wait for nothing good. */
const LONGEST_LINE = 1_000;

/** How long a change waits for those before it. */
const PATIENCE = 30 * SECOND;

export class Keyset extends DurableObject<Env> {
  #line = new Line();
  #outbox: Outbox;

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    this.#outbox = new Outbox(ctx.storage, env, (tenant) => configOf(env).tenants.get(tenant)?.tenantId ?? "");
  }

  /** Makes the change when its turn has come. Rejects only when the object itself is lost. */
  async change(order: Order): Promise<Outcome> {
    const busy = (why: string): Outcome =>
      unsent("", "busy", `${why}, so nothing was sent; try again later.`, 10 * SECOND);
    if (this.#line.length >= LONGEST_LINE) return busy("Too many changes of this key set are waiting");
    try {
      const task = async () => this.#outbox.outcomeOf(order.changeId) ?? (await this.#perform(order));
      // Somebody waits for a change that is no run's: it goes before the next one of a run.
      return await this.#line.run(task, { ahead: order.runId === undefined, patienceMs: PATIENCE });
    } catch (error) {
      if (error instanceof TooLong) return busy("Other changes of this key set take too long");
      throw error;
    }
  }

  override alarm(): Promise<void> {
    return this.#outbox.tidy();
  }

  async #perform(order: Order): Promise<Outcome> {
    const attemptId = crypto.randomUUID();
    const tenant = configOf(this.env).tenants.get(order.tenant);
    if (tenant === undefined)
      return unsent(attemptId, "unknown-tenant", `The tenant "${order.tenant}" is no longer in TENANTS.`);
    // While a new version is rolled out, an order may come from the old one, which did not tell the directory.
    const subject = { ...order, tenantId: tenant.tenantId, attemptId };
    if (!(await this.#announce(subject)))
      return unsent(
        attemptId,
        "audit-unavailable",
        "The audit cannot be written, so nothing was sent; try again.",
        5 * SECOND,
      );
    const outcome = await this.#send(order, attemptId, tenant);
    await this.#outbox.put(subject, outcome);
    report(subject, outcome);
    return outcome;
  }

  async #announce(subject: Subject): Promise<boolean> {
    const entry = asked(Date.now(), subject);
    return reach(() => tenantOf(this.env, subject.tenantId).announce(subject.tenantId, entry)).catch(() => false);
  }

  async #send(order: Order, attemptId: string, tenant: TenantConfig): Promise<Outcome> {
    const { keysetId, keyId, status } = order;
    try {
      const receipt = await throughGate(gatekeeperOf(this.env, tenant.tenantId), tenant, (token, options) =>
        patchKeyStatus(keysetId, keyId, status, token, { ...options, clientRequestId: attemptId, ...safety(order) }),
      );
      return applied(attemptId, receipt);
    } catch (error) {
      return failed(attemptId, error);
    }
  }
}

function report(
  { attemptId, changeId, runId, tenant, caller, keysetId, keyId, status }: Subject,
  { outcome, code }: Outcome,
): void {
  const fields = { tenant, caller, attemptId, changeId, runId, keysetId, keyId, status, outcome, code };
  if (outcome === "applied") log.info("change", fields);
  else log.warn("change", fields);
}
