// One tenant, as a Durable Object: its token, its gate, its audit, its runs by name, and who is told of them. Switches no key.

import { DurableObject } from "cloudflare:workers";
import type { Head } from "../audit/chain.ts";
import type { Entry } from "../audit/entry.ts";
import type { Env } from "../env.ts";
import { configOf } from "../config/config.ts";
import { failed } from "../keyset/outcome.ts";
import { readKeysets } from "../keysets/read.ts";
import { log, nameOf } from "../log.ts";
import { isAlwaysTold, noticeOf } from "../notices/notice.ts";
import { Postbox, type NoticeState, type NoticeView } from "../notices/postbox.ts";
import { outlook } from "trustframework-keys";
import type { Change } from "../run/change.ts";
import { upgrade, wake } from "../storage.ts";
import { HOUR, SECOND, within } from "../time.ts";
import { iso } from "../values.ts";
import { Book, type Kept, type Looks } from "../watch/book.ts";
import { findingsOf, type Findings } from "../watch/findings.ts";
import { Gate } from "./gate.ts";
import { Ledger } from "./ledger.ts";
import { Registry, type Contradiction, type RunFilter, type RunSummary } from "./registry.ts";
import { sweep, type Health } from "./sweep.ts";
import { Tokens, type Ask } from "./tokens.ts";

export type Permit = { token: string } | { throttledForMs: number } | { failed: string };

/** Something that happened, for the audit, and whether people are told of it: `wished` by whoever asked or because it is bad. */
export interface Event {
  entry: Entry;
  wished: boolean;
}

export type Enlisted = { taken: true } | { contradiction: Contradiction };

/** Whoever reports waits so long at most for D1: what was reported is safe before. */
const PATIENCE = 2 * SECOND;

/** What D1 did not take at once is tried again by the alarm. */
const AGAIN = 10 * SECOND;

const CHAIN = "chain";

export class Tenant extends DurableObject<Env> {
  #tokens: Tokens;
  #gate: Gate;
  #ledger: Ledger;
  #registry: Registry;
  #postbox: Postbox;
  #book: Book;
  #looking = false;

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    const { storage } = ctx;
    this.#tokens = new Tokens(env);
    this.#gate = new Gate(storage.kv);
    this.#ledger = new Ledger(storage, env.AUDIT, () => storage.kv.get<string>(CHAIN) ?? "");
    this.#registry = new Registry(storage.sql);
    this.#postbox = new Postbox(storage, env);
    this.#book = new Book(storage);
    this.#prepare();
  }

  /** A token, once the gate is open. */
  async permit(ask: Ask): Promise<Permit> {
    const closed = await this.#gate.pass();
    if (closed !== undefined) return closed;
    try {
      return { token: await this.#tokens.current(ask) };
    } catch (error) {
      return { failed: error instanceof Error ? error.message : "No token could be had." };
    }
  }

  /** Graph asked for patience: nothing is sent for so long. */
  hold(ms: number): void {
    this.#gate.hold(ms);
  }

  /** Writes to the audit what must be there before it is done. Says whether it is. */
  async announce(tenantId: string, entry: Entry): Promise<boolean> {
    this.#prepare(tenantId);
    try {
      await this.#ledger.write([entry]);
      return true;
    } catch {
      return false;
    }
  }

  /** Takes what happened. Once this returns it will be in the audit, and those who are to be told will be. */
  async record(tenantId: string, events: readonly Event[]): Promise<void> {
    this.#prepare(tenantId);
    this.ctx.storage.transactionSync(() => {
      for (const { entry, wished } of events) this.#follow(entry, wished);
      this.#ledger.take(events.map(({ entry }) => entry));
    });
    const now = Date.now();
    await wake(this.ctx.storage, Math.min(this.#postbox.dueAt ?? Infinity, now + AGAIN));
    await within(PATIENCE, this.#ledger.flush());
  }

  /** Takes a run: in the audit and in the register, unless it contradicts another. Throws when the audit cannot be written. */
  async enlist(tenantId: string, entry: Entry, changes: readonly Change[]): Promise<Enlisted> {
    this.#prepare(tenantId);
    const { runId = "", plannedFor } = entry;
    const contradiction =
      plannedFor === undefined ? undefined : this.#registry.contradiction(runId, plannedFor, changes);
    if (contradiction !== undefined) return { contradiction };
    // Before D1 is waited for: another plan may come meanwhile.
    if (plannedFor !== undefined) this.#registry.plan(runId, plannedFor, changes);
    try {
      await this.#ledger.write([entry]);
    } catch (error) {
      // Asked for again, it may be there from the first time.
      if (!this.#registry.has(runId)) this.#registry.drop(runId);
      throw error;
    }
    this.ctx.storage.transactionSync(() => this.#follow(entry, false));
    if (this.#postbox.dueAt !== undefined) await wake(this.ctx.storage, this.#postbox.dueAt);
    return { taken: true };
  }

  #follow(entry: Entry, wished: boolean): void {
    this.#registry.follow(entry);
    const notice = noticeOf(entry);
    if (notice !== undefined) this.#postbox.take(notice, wished || isAlwaysTold(notice));
  }

  /** Whether a run of these changes at that time would contradict another. */
  contradiction(at: number, changes: readonly Change[]): Contradiction | undefined {
    return this.#registry.contradiction("", at, changes);
  }

  /** What is planned for that time or before, in order. */
  plannedUntil(at: number): Change[] {
    return this.#registry.until(at);
  }

  /** Gives a run's plans another time, unless that contradicts another run. */
  replan(runId: string, at: number, dry: boolean): Contradiction | undefined {
    return this.#registry.replan(runId, at, dry);
  }

  /** The last row of the audit. */
  head(): Promise<Head | undefined> {
    return this.#ledger.head();
  }

  runs(filter: RunFilter, page: { before?: number | undefined; limit: number }): { runs: RunSummary[]; next?: number } {
    return this.#registry.list(filter, page);
  }

  notices(state: NoticeState | undefined, limit: number): NoticeView[] {
    return this.#postbox.list(state, limit);
  }

  /** The cron's look: wakes what sleeps by mistake, and says what is not as it should be. */
  async check(tenantId: string): Promise<Health> {
    this.#prepare(tenantId);
    await within(PATIENCE, this.#ledger.flush());
    const due = this.#postbox.dueAt;
    if (due !== undefined) await wake(this.ctx.storage, due);
    return sweep(this.env, tenantId, this.#registry, this.#ledger, this.#postbox);
  }

  /** The cron's look at the key sets: what is kept, the audit's rows and the notices are one transaction. Gives what is wrong with the looks. */
  async look(tenantId: string, name: string): Promise<Health> {
    this.#prepare(tenantId);
    const { tenants, watchDays } = configOf(this.env);
    const tenant = tenants.get(name);
    if (tenant === undefined || watchDays === undefined || this.#looking) return { problems: [] };
    this.#looking = true;
    try {
      const sets = await readKeysets(this, tenant);
      const seen = await Promise.all(sets.map(async (set) => ({ id: set.id, outlook: await outlook(set) })));
      this.#note(findingsOf(name, this.#book.known(), seen, Date.now(), watchDays));
      const due = Math.min(this.#ledger.dueAt ?? Infinity, this.#postbox.dueAt ?? Infinity);
      if (due < Infinity) await wake(this.ctx.storage, due);
    } catch (error) {
      const { code = "internal", message = "The look broke off." } = failed("", error);
      this.#book.failed(Date.now(), message);
      log.warn("look-failed", { tenant: name, code });
    } finally {
      this.#looking = false;
    }
    const { failing } = this.#book.looks;
    const blind = failing !== undefined && Date.now() - failing.since > HOUR;
    if (blind) log.error("watch-blind", { tenant: name, since: iso(failing.since) });
    return { problems: blind ? ["key sets were not read for an hour"] : [] };
  }

  #note({ keep, forget, found }: Findings): void {
    this.ctx.storage.transactionSync(() => {
      for (const kept of keep) this.#book.keep(kept);
      for (const id of forget) this.#book.forget(id);
      this.#ledger.take(found.map(({ entry }) => entry));
      for (const { entry, news } of found) {
        const notice = noticeOf(entry, news);
        if (notice !== undefined) this.#postbox.take(notice, true);
      }
      this.#book.succeeded(Date.now());
    });
    for (const { entry } of found)
      log.warn("keyset", { tenant: entry.tenant, keysetId: entry.keysetId, news: entry.kind });
  }

  /** What the looks came to. */
  watched(): { looks: Looks; keysets: Kept[] } {
    return { looks: this.#book.looks, keysets: this.#book.all() };
  }

  override async alarm(): Promise<void> {
    try {
      await Promise.all([this.#ledger.flush(), this.#postbox.deliver()]);
    } catch (error) {
      log.error("tenant-alarm", { error: nameOf(error) });
    }
    const due = Math.min(this.#ledger.dueAt ?? Infinity, this.#postbox.dueAt ?? Infinity);
    if (due < Infinity) await wake(this.ctx.storage, Math.max(due, Date.now() + SECOND));
  }

  // 0.1.0 kept nothing here.
  #prepare(tenantId?: string): void {
    const { storage } = this.ctx;
    const steps = [
      [Ledger.SCHEMA, Postbox.SCHEMA, ...Registry.SCHEMA],
      [...Registry.SECOND, Book.SCHEMA],
    ];
    const perform = (step: string[]) => () => step.forEach((sql) => storage.sql.exec(sql));
    upgrade(storage, "owed", steps.map(perform), true);
    if (tenantId !== undefined && storage.kv.get(CHAIN) === undefined) storage.kv.put(CHAIN, tenantId);
  }
}
