// Many changes, or one that is planned, as a Durable Object: its state in SQLite, driven by alarms. An alarm does a slice of the work and
// sets the next one; one that was cut short fires again and finds in storage what is left. It decides little: plan.ts and times.ts do.

import { DurableObject } from "cloudflare:workers";
import type { PreflightView } from "../api/preflight.ts";
import type { RunView } from "../api/run.ts";
import { configOf } from "../config/config.ts";
import type { Env } from "../env.ts";
import { log, nameOf } from "../log.ts";
import { reach, tenantOf } from "../objects.ts";
import { mayDo, roleFor } from "../roles.ts";
import { FromTheFuture, wake } from "../storage.ts";
import { backOff, DAY, MINUTE, SECOND } from "../time.ts";
import { iso } from "../values.ts";
import type { Change } from "./change.ts";
import { endOf, workOf } from "./plan.ts";
import type { RunRow, RunState } from "./row.ts";
import { slice } from "./slice.ts";
import { steered, type Command, type Refusal } from "./steer.ts";
import { RunStore } from "./store.ts";
import { lateAt } from "./times.ts";
import { viewOf } from "./view.ts";

export type NewRun = Omit<RunRow, "startedAt" | "endedAt" | "lateAt" | "cut" | "message">;

/** What an order to a run came to. */
export type Answered = { run: RunView } | { refused: Refusal };

/** A run that has ended, and what it did not make. */
export interface Unmade {
  run: RunRow;
  changes: Change[];
}

/** How long a run can be looked at after its end. */
const KEPT = 30 * DAY;

/** Events that the tenant is told of at once. */
const REPORTED = 200;

/** How often the object itself has failed in a row. */
const FAILURES = "failures";

export class Run extends DurableObject<Env> {
  #store: RunStore;
  #atWork = false;

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    this.#store = new RunStore(ctx.storage, (tenant) => configOf(env).tenants.get(tenant)?.tenantId ?? "");
  }

  /** Created a second time, by a caller who was cut off, it is what it already is. */
  async create(run: NewRun, changes: readonly Change[], preflight?: PreflightView): Promise<RunView | undefined> {
    if (this.#store.run() === undefined) this.#store.create(run, changes, preflight);
    await this.#rouse();
    return this.#view(-1, changes.length === 1 ? 1 : 0);
  }

  async view(after: number, limit: number): Promise<RunView | undefined> {
    await this.#rouse();
    return this.#view(after, limit);
  }

  /** The state of the run, if there is one. Whoever looks wakes it, should its alarm have been lost. */
  async check(): Promise<RunState | undefined> {
    await this.#rouse();
    return this.#store.run()?.state;
  }

  /** Holds it, lets it go on, gives it another time, releases it: steer.ts decides. `dry`: nothing is written. */
  async steer(
    command: Command,
    by: { caller: string; reason: string },
    { dry, limit }: { dry: boolean; limit: number },
  ): Promise<Answered | undefined> {
    const run = this.#store.run();
    if (run === undefined) return undefined;
    const told = steered(run, command, by.caller, Date.now());
    if ("refused" in told) return told;
    if (dry) return { run: this.#shown({ ...run, ...told.members }, -1, 0) };
    if (told.members !== undefined) this.#store.steer(told.members, told.kind, by);
    await this.#rouse();
    return { run: this.#shown(this.#store.run() ?? run, -1, limit) };
  }

  /** What can be tried again. */
  unmade(): Unmade | undefined {
    const run = this.#store.run();
    return run && { run, changes: this.#store.unmade() };
  }

  /** What has not been sent is skipped at once; what is under way ends by itself. */
  async stop(caller: string, limit: number): Promise<RunView | undefined> {
    const run = this.#store.run();
    if (run === undefined) return undefined;
    if (run.endedAt === undefined && run.state !== "stopping") {
      this.#store.noteStop(caller);
      this.#cut("stopped", `Stopped by ${caller}.`);
    }
    await this.#rouse();
    return this.#view(-1, limit);
  }

  override async alarm(): Promise<void> {
    this.#atWork = true;
    try {
      await this.#work();
      this.ctx.storage.kv.delete(FAILURES);
      this.#atWork = false;
      await this.#rouse();
    } catch (error) {
      const failures = (this.ctx.storage.kv.get<number>(FAILURES) ?? 0) + 1;
      this.ctx.storage.kv.put(FAILURES, failures);
      log.error("run-broke-off", { error: nameOf(error), failures });
      if (!(error instanceof FromTheFuture)) this.#giveUp();
      await this.ctx.storage.setAlarm(Date.now() + backOff(failures, 5 * SECOND, 5 * MINUTE));
    } finally {
      this.#atWork = false;
    }
  }

  async #work(): Promise<void> {
    const run = this.#store.run();
    if (run === undefined) return;
    const now = Date.now();
    if (run.endedAt !== undefined && now >= run.endedAt + KEPT) {
      await this.ctx.storage.deleteAll();
      return;
    }
    if (run.endedAt === undefined) await this.#goOn(run, now);
    await this.#report();
  }

  async #goOn(run: RunRow, now: number): Promise<void> {
    const { state, releaseBy = Infinity, notAfter, startAt } = run;
    if (state === "awaiting-release") {
      if (now >= releaseBy) this.#cut("expired", `Nobody released it by ${iso(releaseBy)}.`);
    } else if (state === "paused") {
      if (now >= notAfter) this.#cut("expired", `Paused, and not resumed by ${iso(notAfter)}.`);
    } else if (now >= startAt) await this.#advance(run, now);
  }

  async #advance(run: RunRow, now: number): Promise<void> {
    if (run.lateAt === undefined && now >= lateAt(run.startAt, this.#store.total())) {
      this.#store.update({ lateAt: now }, "run-late", true);
      // Whoever is to be told is told before Graph is waited for. Meanwhile somebody may hold it; the next alarm looks anew.
      return;
    }
    const refused = this.#noLongerAllowed(run);
    if (refused !== undefined) this.#cut("halted", refused, true);
    else if (now >= run.notAfter) this.#cut("expired", `Not applied by ${iso(run.notAfter)}.`);
    else if (run.state === "scheduled") this.#store.update({ state: "running", startedAt: now }, "run-started");
    await slice(this.env, this.#store, (why) => this.#cut("halted", why));
    this.#endIfOver();
  }

  /** Ends what is not under way. `lose`: what was under way when the process died is not asked for again either. */
  #cut(cut: NonNullable<RunRow["cut"]>, message: string, lose = false): void {
    const run = this.#store.run();
    if (run === undefined || run.endedAt !== undefined) return;
    if (run.cut === undefined) this.#store.update({ state: "stopping", cut, message });
    if (lose) this.#store.loseSending({ code: cut, message });
    this.#store.skipPending({ code: cut, message });
    this.#endIfOver();
  }

  #endIfOver(): void {
    const run = this.#store.run();
    const counts = this.#store.counts();
    if (run === undefined || run.endedAt !== undefined || counts.pending + counts.sending > 0) return;
    const state = endOf(counts, this.#store.total(), run.cut);
    const wished = run.notify || state !== "done" || run.lateAt !== undefined || run.releaseBy !== undefined;
    this.#store.update({ state, endedAt: Date.now() }, "run-ended", wished);
    log[state === "done" ? "info" : "warn"]("run-ended", { tenant: run.tenant, runId: run.id, state });
  }

  /** An object that fails again and again would never come to its end by itself. */
  #giveUp(): void {
    try {
      const run = this.#store.run();
      if (run !== undefined && Date.now() >= run.notAfter)
        this.#cut("halted", "The Worker itself failed; see its log.", true);
    } catch (error) {
      log.error("run-broke-off", { error: nameOf(error) });
    }
  }

  /** A role that was taken away since then is gone for what was planned with it, too. */
  #noLongerAllowed({ tenant, caller, releasedBy, guard }: RunRow): string | undefined {
    const { callers, tenants } = configOf(this.env);
    if (!tenants.has(tenant)) return `The tenant "${tenant}" is no longer in TENANTS.`;
    const role = roleFor({ guard });
    const without = [caller, releasedBy ?? caller].find((name) => {
      const roles = callers.get(name)?.roles;
      return roles === undefined || !mayDo(roles, tenant, role);
    });
    return without === undefined ? undefined : `The caller "${without}" no longer has the role ${role} here.`;
  }

  /** Tells the tenant what happened. What it has not taken stays owed. */
  async #report(): Promise<void> {
    for (let owed = this.#store.owed(REPORTED); owed.length > 0; owed = this.#store.owed(REPORTED)) {
      const tenantId = this.#store.run()?.tenantId ?? "";
      const events = owed.map(({ event }) => event);
      await reach(() => tenantOf(this.env, tenantId).record(tenantId, events));
      this.#store.paid(owed.at(-1)?.n ?? 0);
    }
  }

  /** Sets the alarm for what comes next, unless it is set or the next slice sets it. */
  async #rouse(): Promise<void> {
    if (this.#atWork) return;
    const run = this.#store.run();
    if (run !== undefined) await wake(this.ctx.storage, this.#dueAt(run, Date.now()));
  }

  #dueAt({ state, startAt, endedAt, notAfter, releaseBy, lateAt: toldLate }: RunRow, now: number): number {
    if (this.#store.owed(1).length > 0) return now;
    if (endedAt !== undefined) return endedAt + KEPT;
    if (state === "awaiting-release") return releaseBy ?? notAfter;
    if (state === "paused") return notAfter;
    if (now < startAt) return startAt;
    const { ready, wakeAt = notAfter } = workOf(this.#store.left(), now);
    if (ready.length > 0) return now;
    const late = toldLate === undefined ? lateAt(startAt, this.#store.total()) : Infinity;
    return Math.min(wakeAt, notAfter, late);
  }

  #view(after: number, limit: number): RunView | undefined {
    const run = this.#store.run();
    return run && this.#shown(run, after, limit);
  }

  #shown(run: RunRow, after: number, limit: number): RunView {
    const { preflight } = this.#store;
    const results = limit === 0 ? [] : this.#store.results(after, limit);
    return viewOf(run, { counts: this.#store.counts(), results, limit, preflight });
  }
}
