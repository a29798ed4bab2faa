// One slice of a run's work: its key sets side by side, the changes of each one after another.

import { configOf } from "../config/config.ts";
import type { Env } from "../env.ts";
import type { Outcome } from "../keyset/outcome.ts";
import { log, nameOf } from "../log.ts";
import { keysetOf, reach } from "../objects.ts";
import { MINUTE } from "../time.ts";
import type { Order } from "./change.ts";
import { next, workOf } from "./plan.ts";
import type { RunRow, Told } from "./row.ts";
import type { RunStore } from "./store.ts";

/** Changes in one alarm: each costs a few subrequests, of which an invocation has a thousand. */
const SLICE = 200;

/** When a slice begins nothing more: an alarm may last 15 minutes, and a change that waits for Graph and for a token some of them. */
const LASTS = 2 * MINUTE;

/** Makes changes until none is ready or the slice is over. `halt` is called when a change shows that every other would fail. */
export async function slice(env: Env, store: RunStore, halt: (why: string) => void): Promise<void> {
  const run = store.run();
  if (run === undefined || run.endedAt !== undefined) return;
  const now = Date.now();
  const queue = workOf(store.left(), now).ready;
  const until = Math.min(now + LASTS, run.cut === undefined ? run.notAfter : Infinity);
  let taken = 0;
  const lane = async (): Promise<void> => {
    const goesOn = (): boolean => taken < SLICE && Date.now() < until && store.run()?.state !== "paused";
    for (let set = queue.shift(); set !== undefined && goesOn(); set = queue.shift()) {
      const [index = 0, ...behind] = set;
      taken += 1;
      if ((await one(env, store, run, index, halt)) && behind.length > 0) queue.push(behind);
    }
  };
  await Promise.all(Array.from({ length: run.concurrency }, lane));
}

/** Makes one change. Says whether the one behind it, of the same key set, may follow now. */
async function one(
  env: Env,
  store: RunStore,
  run: RunRow,
  index: number,
  halt: (why: string) => void,
): Promise<boolean> {
  const change = store.send(index);
  if (change === undefined) return true;
  const { keysetId, keyId, status, tries, round } = change;
  const { id: runId, tenant, tenantId, caller, reason, guard, verify, createdAt: askedAt } = run;
  const about = { changeId: `${runId}/${index}/${round}`, runId, tenant, tenantId, caller, reason, askedAt };
  const at = Date.now();
  const outcome = await make(env, { ...about, keysetId, keyId, status, guard, verify });
  const told = toldOf(outcome);
  store.tried(index, { at, endedAt: Date.now(), outcome: outcome.outcome, ...told });
  const decided = next(outcome, tries + 1);
  if (decided.do === "again" && store.run()?.cut === undefined) {
    const tried = { maybe: outcome.outcome === "unknown", lost: outcome.code === "lost", counts: decided.counts };
    store.again(index, Date.now() + decided.afterMs, tried, told);
    return false;
  }
  const state = decided.do === "settle" ? decided.state : outcome.outcome;
  store.settle(index, state, told, run.onFailure === "stop");
  if (decided.do === "halt") halt(told.message ?? "Graph refuses this Worker.");
  return decided.do !== "halt";
}

async function make(env: Env, order: Order): Promise<Outcome> {
  const tenant = configOf(env).tenants.get(order.tenant);
  if (tenant === undefined)
    return { outcome: "failed", attemptId: "", code: "unknown-tenant", message: "The tenant is no longer in TENANTS." };
  try {
    return await reach(() => keysetOf(env, tenant.tenantId, order.keysetId).change(order));
  } catch (error) {
    log.error("change-lost", {
      tenant: order.tenant,
      runId: order.runId,
      changeId: order.changeId,
      error: nameOf(error),
    });
    const message = "The key set's queue was lost while the change was under way.";
    return { outcome: "unknown", attemptId: "", code: "lost", message };
  }
}

function toldOf({ code, message, attemptId, receipt, details }: Outcome): Told {
  const requestId = receipt?.requestId ?? details?.requestId;
  return {
    ...(code !== undefined && { code }),
    ...(message !== undefined && { message }),
    ...(attemptId !== "" && { attemptId }),
    ...(requestId !== undefined && { requestId }),
  };
}
