// The notices of a tenant, in the storage of its object: kept until they are delivered, tried again with back-off, and listed as dead letters
// when a day of tries has not helped.

import type { ChannelConfig } from "../config/channels.ts";
import { configOf } from "../config/config.ts";
import type { Env } from "../env.ts";
import { log } from "../log.ts";
import { backOff, DAY, HOUR, SECOND } from "../time.ts";
import { iso } from "../values.ts";
import type { Notice } from "./notice.ts";
import { send, Undelivered } from "./send.ts";

/** How long a notice is tried, and how long it can be looked at. */
const TRIED = DAY;
const KEPT = 30 * DAY;

/** Of one alarm. */
const BATCH = 20;

export type NoticeState = "waiting" | "delivered" | "dead";
export const NOTICE_STATES = ["waiting", "delivered", "dead"] as const satisfies readonly NoticeState[];

export interface NoticeView {
  id: string;
  channel: string;
  state: NoticeState;
  tries: number;
  madeAt: string;
  nextAt?: string;
  error?: string;
  notice: Notice;
}

type Row = {
  id: string;
  channel: string;
  notice: string;
  state: NoticeState;
  tries: number;
  made_at: number;
  next_at: number;
  error: string | null;
};

export class Postbox {
  constructor(
    readonly storage: DurableObjectStorage,
    readonly env: Env,
  ) {}

  static readonly SCHEMA = `CREATE TABLE notices (
    id TEXT NOT NULL, channel TEXT NOT NULL, notice TEXT NOT NULL, state TEXT NOT NULL DEFAULT 'waiting', tries INTEGER NOT NULL DEFAULT 0,
    made_at INTEGER NOT NULL, next_at INTEGER NOT NULL, error TEXT, PRIMARY KEY (id, channel))`;

  /** Takes a notice for every channel that wants it; one that is there already is not taken twice. */
  take(notice: Notice, wished: boolean): void {
    const now = Date.now();
    const sql = "INSERT OR IGNORE INTO notices (id, channel, notice, made_at, next_at) VALUES (?, ?, ?, ?, ?)";
    for (const { name, tenants, done } of configOf(this.env).channels.values()) {
      if (tenants !== undefined && !tenants.includes(notice.tenant)) continue;
      if (wished || done) this.storage.sql.exec(sql, notice.id, name, JSON.stringify(notice), now, now);
    }
  }

  /** Sends what is due. */
  async deliver(): Promise<void> {
    const sql = "SELECT * FROM notices WHERE state = 'waiting' AND next_at <= ? ORDER BY next_at LIMIT ?";
    const due = this.storage.sql.exec<Row>(sql, Date.now(), BATCH).toArray();
    const { channels } = configOf(this.env);
    await Promise.all(due.map((row) => this.#try(row, channels.get(row.channel))));
    this.storage.sql.exec("DELETE FROM notices WHERE state <> 'waiting' AND made_at <= ?", Date.now() - KEPT);
  }

  get dueAt(): number | undefined {
    const sql = "SELECT MIN(next_at) AS at FROM notices WHERE state = 'waiting'";
    return this.storage.sql.exec<{ at: number | null }>(sql).one().at ?? undefined;
  }

  /** Whether somebody was not told who should have been: for an hour, or for good since yesterday. */
  get silent(): boolean {
    const sql =
      "SELECT 1 FROM notices WHERE (state = 'waiting' AND made_at <= ?) OR (state = 'dead' AND next_at > ?) LIMIT 1";
    const now = Date.now();
    return this.storage.sql.exec(sql, now - HOUR, now - DAY).toArray().length > 0;
  }

  list(state: NoticeState | undefined, limit: number): NoticeView[] {
    const sql = "SELECT * FROM notices WHERE ?1 IS NULL OR state = ?1 ORDER BY made_at DESC, id, channel LIMIT ?2";
    return this.storage.sql
      .exec<Row>(sql, state ?? null, limit)
      .toArray()
      .map(viewOf);
  }

  async #try({ id, channel: name, notice, tries, made_at }: Row, channel: ChannelConfig | undefined): Promise<void> {
    try {
      if (channel === undefined) throw new Undelivered("the channel is no longer in CHANNELS");
      await send(this.env, channel, JSON.parse(notice) as Notice);
      this.#set(id, name, "delivered", Date.now(), null);
      log.info("notice-delivered", { notice: id, channel: name, tries: tries + 1 });
    } catch (error) {
      const why = error instanceof Undelivered ? error.message : "it failed";
      const dead = channel === undefined || Date.now() - made_at >= TRIED;
      const next = Date.now() + (dead ? 0 : backOff(tries + 1, 5 * SECOND, HOUR));
      this.#set(id, name, dead ? "dead" : "waiting", next, why);
      log[dead ? "error" : "warn"](dead ? "notice-dead" : "notice-undelivered", {
        notice: id,
        channel: name,
        tries: tries + 1,
        why,
      });
    }
  }

  #set(id: string, channel: string, state: NoticeState, next: number, error: string | null): void {
    const sql = "UPDATE notices SET state = ?, next_at = ?, error = ?, tries = tries + 1 WHERE id = ? AND channel = ?";
    this.storage.sql.exec(sql, state, next, error, id, channel);
  }
}

function viewOf({ id, channel, notice, state, tries, made_at, next_at, error }: Row): NoticeView {
  return {
    id,
    channel,
    state,
    tries,
    madeAt: iso(made_at),
    ...(state === "waiting" && { nextAt: iso(next_at) }),
    ...(error !== null && { error }),
    notice: JSON.parse(notice) as Notice,
  };
}
