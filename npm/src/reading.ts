// A call that reads. It keeps what was read: the module learns only whether an answer is what was asked for, and what it judges by.
//
// src/web/read.rs is the module's view of this class.

import type { Key, Keyset, PatchInit } from "../index.d.ts";
import { Call, type Seen } from "./call.ts";
import { entriesOf, KEYS, KEYSETS, nextOf, type What } from "./keys.ts";
import type { Room } from "./response.ts";
import { instant } from "./retry-after.ts";
import type { StatusGiven } from "./run.ts";

// The most that is read for one list, in bytes and in pages.
const MOST_BYTES = 16 * 1024 * 1024;
const MOST_PAGES = 100;

export class ReadingCall extends Call {
  // By key, what tells the status that was set before and may not show yet.
  earlier: Map<unknown, StatusGiven> | undefined;
  // The URL of the page that follows the one just read.
  next: string | undefined;
  #what!: What;
  #kid: string | undefined;
  #entries!: (Key | Keyset)[];
  #pages!: Set<string | undefined>;
  #left: Room | undefined;
  // The URL that is being read; none while something else is done.
  #url: string | undefined;
  // What the last answer has for a date.
  #date: string | undefined;

  // Begins to read. `what` is of keys.js, `kid` the key if it is one.
  expect(what: What, kid: string | undefined): void {
    this.#what = what;
    this.#kid = kid;
    this.next = undefined;
    this.#entries = [];
    this.#pages = new Set();
    this.#left = { left: MOST_BYTES };
  }

  override send(method: string, url: string, body: string, milliseconds: number): void {
    this.#url = method === "GET" ? url : undefined;
    this.room = this.#url ? this.#left : undefined;
    super.send(method, url, body, milliseconds);
  }

  // A read has no body, and comes from no cache where the host knows of caches.
  override dress(init: PatchInit): PatchInit {
    if (this.#url) {
      delete init.body;
      delete init.headers["content-type"];
      if (knowsCaches()) init.cache = "no-store";
    }
    return init;
  }

  override seen(answer: Seen, elapsedMs: number): unknown[] {
    // An answer that broke off has a status, and shows nothing.
    if (this.#url && answer.fault === undefined && answer.status === 200 && !answer.redirected) this.#take(answer);
    this.#url = undefined;
    this.#date = answer.date;
    return super.seen(answer, elapsedMs);
  }

  #take(answer: Seen): void {
    const { body } = answer;
    answer.body = undefined;
    try {
      this.#pages.add(this.#url);
      this.next = nextOf(body, this.#url as string);
      if (this.#pages.has(this.next) || this.#pages.size + Number(this.next !== undefined) > MOST_PAGES) return;
      this.#entries = this.#entries.concat(entriesOf(body, this.#what, this.#kid));
      answer.good = true;
    } catch {
      // It is not what was asked for.
    }
  }

  // Milliseconds since 1970: by the clock of the server that answered last, where it can be read.
  clock(): number {
    const now = this.now();
    return instant(this.#date, now) ?? now;
  }

  // The status that the key shows.
  get shown(): unknown {
    return (this.#entries[0] as Key).status;
  }

  // Puts the keys where the module reads them, four values each. That a key was enabled before counts for the first read alone: after a
  // wait, and once the change is made, somebody else may have disabled it again.
  keys(): number {
    this.given = (this.#entries as Key[]).flatMap(({ kid, status, nbf, exp }) => [
      kid,
      this.earlier?.get(kid)?.() ?? status,
      nbf,
      exp,
    ]);
    this.earlier &&= new Map([...this.earlier].filter(([, given]) => given() === "disabled"));
    return this.given.length;
  }

  // What the caller gets.
  get found(): unknown {
    return this.#what === KEYS || this.#what === KEYSETS ? this.#entries : this.#entries[0];
  }
}

function knowsCaches(): boolean {
  try {
    return "cache" in Request.prototype;
  } catch {
    return false;
  }
}
