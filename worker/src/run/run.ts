// Many changes, or one that is planned, as a Durable Object: its state in SQLite, driven by alarms. An alarm does a slice of the work and
// sets the next one; one that was cut short fires again and finds in storage what is left. It decides nothing: plan.ts does.

import { DurableObject } from "cloudflare:workers";
import { configOf } from "../config.ts";
import type { Env } from "../env.ts";
import type { Order } from "../keyset/keyset.ts";
import type { Outcome } from "../keyset/outcome.ts";
import { keysetOf } from "../objects.ts";
import type { RunWish } from "../request/meaning.ts";
import { mayDo, roleFor } from "../roles.ts";
import { next, workOf } from "./plan.ts";
import { RunStore, type RunRow, type Told } from "./store.ts";
import { viewOf, type RunView } from "./view.ts";

export interface NewRun extends RunWish {
  id: string;
  tenant: string;
  caller: string;
}

/** Changes in one alarm: each costs a few subrequests, of which an invocation has a thousand. */
const SLICE = 200;

/** When an alarm begins nothing more: it may last 15 minutes, and a change that waits for Graph and for a token some of them. */
const SLICE_MS = 120_000;

/** How long a run can be looked at after its end. */
const KEPT_MS = 30 * 24 * 3600 * 1000;

/** How long to wait when the object itself fails. */
const AGAIN_MS = 5_000;

export class Run extends DurableObject<Env> {
  #store: RunStore;

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    this.#store = new RunStore(ctx.storage);
  }

  /** Created a second time, by a caller who was cut off, it is what it already is. */
  async create({ changes, at, ...wish }: NewRun): Promise<RunView> {
    if (this.#store.run() === undefined) {
      const now = Date.now();
      this.#store.create({ ...wish, createdAt: now, startAt: at ?? now, state: "scheduled" }, changes);
      await this.ctx.storage.setAlarm(at ?? now);
    }
    return this.view(-1, changes.length === 1 ? 1 : 0) as RunView;
  }

  view(after: number, limit: number): RunView | undefined {
    const run = this.#store.run();
    return run && viewOf(run, this.#store.counts(), limit === 0 ? [] : this.#store.results(after, limit), limit);
  }

  /** What has not been sent is skipped at once; what is under way ends by itself. */
  async stop(caller: string, limit: number): Promise<RunView | undefined> {
    const run = this.#store.run();
    if (run === undefined) return undefined;
    if (run.state === "scheduled" || run.state === "running") {
      this.#store.update({ state: "stopping" });
      this.#store.skipPending({ code: "stopped", message: `Stopped by ${caller}.` });
      if (this.#store.counts().sending === 0) await this.#end("stopped");
    }
    return this.view(-1, limit);
  }

  override async alarm(): Promise<void> {
    try {
      const run = this.#store.run();
      if (run === undefined) return;
      if (run.endedAt !== undefined) await this.#forget(run.endedAt);
      else if (Date.now() < run.startAt) await this.ctx.storage.setAlarm(run.startAt);
      else await this.#slice(run);
    } catch (error) {
      console.error("run: a slice broke off:", error instanceof Error ? error.name : typeof error);
      await this.ctx.storage.setAlarm(Date.now() + AGAIN_MS);
    }
  }

  async #slice(run: RunRow): Promise<void> {
    const halted = this.#noLongerAllowed(run);
    if (halted !== undefined) {
      this.#store.loseSending({ code: "halted", message: halted });
      return this.#halt(halted);
    }
    if (run.state === "scheduled") this.#store.update({ state: "running", startedAt: Date.now() });

    const { ready } = workOf(this.#store.left(), Date.now());
    const queue = ready.slice();
    const until = Date.now() + SLICE_MS;
    let taken = 0;
    const lane = async (): Promise<void> => {
      for (
        let changes = queue.shift();
        changes !== undefined && taken < SLICE && Date.now() < until;
        changes = queue.shift()
      ) {
        const [index = 0, ...behind] = changes;
        taken += 1;
        if ((await this.#one(run, index)) && behind.length > 0) queue.push(behind);
      }
    };
    await Promise.all(Array.from({ length: run.concurrency }, lane));
    await this.#continue();
  }

  /** Makes one change. Says whether the one behind it, of the same key set, may follow now. */
  async #one(run: RunRow, index: number): Promise<boolean> {
    const change = this.#store.send(index);
    if (change === undefined) return true;
    const { keysetId, keyId, status, tries, round } = change;
    const { id: runId, tenant, caller, reason, guard, verify, createdAt: askedAt } = run;
    const changeId = `${runId}/${index}/${round}`;
    const outcome = await this.#change({
      changeId,
      runId,
      tenant,
      keysetId,
      keyId,
      status,
      caller,
      reason,
      askedAt,
      guard,
      verify,
    });
    const told = toldOf(outcome);
    const decided = next(outcome, tries);
    if (decided.do === "again" && this.#store.run()?.state === "stopping") {
      this.#store.settle(index, outcome.outcome, told);
      return true;
    }
    const tried = { maybe: outcome.outcome === "unknown", lost: outcome.code === "lost" };
    if (decided.do === "again") this.#store.again(index, Date.now() + decided.afterMs, tried, told);
    else this.#store.settle(index, decided.do === "halt" ? outcome.outcome : decided.state, told);
    if (decided.do === "halt") await this.#halt(told.message ?? "Graph refuses this Worker.");
    return decided.do === "settle";
  }

  async #change(order: Order): Promise<Outcome> {
    const tenant = configOf(this.env).tenants.get(order.tenant);
    if (tenant === undefined)
      return {
        outcome: "failed",
        attemptId: "",
        code: "unknown-tenant",
        message: "The tenant is no longer in TENANTS.",
      };
    try {
      return await keysetOf(this.env, tenant.tenantId, order.keysetId).change(order);
    } catch {
      return {
        outcome: "unknown",
        attemptId: "",
        code: "lost",
        message: "The key set's queue was lost while the change was under way.",
      };
    }
  }

  /** A role that was taken away since then is gone for what was planned with it, too. */
  #noLongerAllowed({ tenant, caller, guard }: RunRow): string | undefined {
    const { callers, tenants } = configOf(this.env);
    if (!tenants.has(tenant)) return `The tenant "${tenant}" is no longer in TENANTS.`;
    const roles = callers.get(caller)?.roles;
    const role = roleFor({ guard });
    return roles !== undefined && mayDo(roles, tenant, role)
      ? undefined
      : `The caller "${caller}" no longer has the role ${role} here.`;
  }

  async #halt(message: string): Promise<void> {
    if (this.#store.run()?.state !== "stopping") this.#store.update({ message });
    this.#store.skipPending({ code: "halted", message });
    this.#store.update({ state: "stopping" });
    if (this.#store.counts().sending === 0)
      await this.#end(this.#store.run()?.message === undefined ? "stopped" : "halted");
  }

  /** After a slice: ends, goes on, or waits for Graph. */
  async #continue(): Promise<void> {
    const run = this.#store.run();
    if (run === undefined || run.endedAt !== undefined) return;
    const { ready, wakeAt } = workOf(this.#store.left(), Date.now());
    if (ready.length > 0) await this.ctx.storage.setAlarm(Date.now());
    else if (wakeAt !== undefined) await this.ctx.storage.setAlarm(wakeAt);
    else await this.#end(run.state === "stopping" ? (run.message === undefined ? "stopped" : "halted") : "done");
  }

  async #end(state: "done" | "stopped" | "halted"): Promise<void> {
    const endedAt = Date.now();
    this.#store.update({ state, endedAt });
    await this.ctx.storage.setAlarm(endedAt + KEPT_MS);
  }

  async #forget(endedAt: number): Promise<void> {
    if (Date.now() < endedAt + KEPT_MS) await this.ctx.storage.setAlarm(endedAt + KEPT_MS);
    else await this.ctx.storage.deleteAll();
  }
}

function toldOf({ code, message, attemptId, receipt, details }: Outcome): Told {
  const requestId = receipt?.requestId ?? (details?.["requestId"] as string | undefined);
  return { code, message, attemptId: attemptId || undefined, requestId };
}
