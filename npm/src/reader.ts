// Takes what is read, page by page. What was read stays here: the module learns only whether an answer is what was asked for, and the keys
// that it judges by.

import type { Key, Keyset } from "../index.d.ts";
import type { RootGlue } from "./glue.ts";
import type { Read } from "./host.ts";
import { entriesOf, nextOf } from "./keys.ts";
import type { Exchange, Room } from "./response.ts";
import { instant } from "./retry-after.ts";
import { now } from "./time.ts";

// The most that is read for one list, in bytes and in pages.
const MOST_BYTES = 16 * 1024 * 1024;
const MOST_PAGES = 100;

export interface Reader {
  /** Before a page is asked for: what `fetch` is told beside, and how much may be read. */
  begin(read: Read): { init: object; room: Room };
  /** Takes an answer. Gives what hands a page in; nothing where the answer is not what was asked for. */
  take(read: Read, answer: Exchange, url: string): ((glue: RootGlue) => void) | undefined;
  /** What the caller gets. */
  found(): unknown;
}

/** `keyId` is the key that the call names, if it names one; `isNoted` tells whether a key counts as disabled, whatever is read. */
export function createReader(keyId: unknown, isNoted: (kid: string) => boolean = () => false): Reader {
  let what: Read["what"] | undefined;
  let entries: (Key | Keyset)[] = [];
  let pages: string[] = [];
  let room: Room = { left: 0 };

  return {
    begin(read) {
      if (read.isFirst) {
        what = read.what;
        entries = [];
        pages = [];
        room = { left: MOST_BYTES };
      }
      // From no cache, where the host knows of caches.
      return { init: knowsCaches() ? { cache: "no-store" } : {}, room };
    },

    take(read, answer, url) {
      const { fault, status, redirected, body, date } = answer;
      answer.body = status === 200 ? undefined : body;
      // An answer that broke off has a status, and shows nothing.
      if (fault || status !== 200 || redirected) return undefined;
      let next: string | undefined;
      let fresh: (Key | Keyset)[];
      try {
        pages.push(url);
        next = nextOf(body, url);
        if (next !== undefined && (pages.includes(next) || pages.length === MOST_PAGES)) return undefined;
        fresh = entriesOf(body, read.what, read.what === "key" ? keyId : undefined);
      } catch {
        return undefined;
      }
      entries = entries.concat(fresh);
      return (glue) => {
        const ours = now();
        const theirs = instant(date, ours);
        glue.page((theirs ?? ours) / 1000, theirs !== undefined);
        if (next !== undefined) glue.nextPage(next);
        if (read.isJudged) for (const key of fresh as Key[]) handIn(glue, key, isNoted(key.kid));
      };
    },

    found: () => (what === "keys" || what === "keysets" ? entries : entries[0]),
  };
}

/** Tells the module a key of the page. */
export function handIn(glue: RootGlue, key: Key, isNoted: boolean): void {
  const { kid, use, status, unreadable } = key;
  const bound = (name: "nbf" | "exp") => (unreadable?.includes(name) ? Number.NaN : key[name]);
  const [nbf, exp] = [bound("nbf"), bound("exp")];
  glue.pageKey(kid);
  if (isNoted) glue.keyNoted();
  if (use !== undefined) glue.keyUse(use);
  if (status !== undefined) glue.keyStatus(status);
  if (nbf !== undefined) glue.keyNbf(nbf);
  if (exp !== undefined) glue.keyExp(exp);
}

function knowsCaches(): boolean {
  try {
    return "cache" in Request.prototype;
  } catch {
    return false;
  }
}
