// Takes what is read, page by page. What was read stays here: the module learns only whether an answer is what was asked for, and the keys
// that it judges by.

import type { Key, Keyset } from "../index.d.ts";
import type { RootGlue } from "./glue.ts";
import type { Read } from "./host.ts";
import { entriesOf as keysOf, nextOf } from "./keys.ts";
import type { Exchange, Room } from "./response.ts";
import { instant } from "./retry-after.ts";

// The most that is read for one list, in bytes and in pages.
const MOST_BYTES = 16 * 1024 * 1024;
const MOST_PAGES = 100;

export interface Reader {
  /** Before a page is asked for: what `fetch` is told beside, and how much may be read. */
  begin(read: Read): { cache: "no-store" | undefined; room: Room };
  /** Takes an answer. Gives what hands a page in; nothing where the answer is not what was asked for. */
  take(read: Read, answer: Exchange, url: string): ((glue: RootGlue) => void) | undefined;
  /** All that was read. */
  found(): unknown;
}

/**
 * `keyId` is the key that the call names, if it names one. `isNoted` tells whether a key counts as having a status, whatever is read. `entriesOf`
 * finds in an answer what is read.
 */
export function createReader(
  keyId: unknown,
  isNoted: (kid: string, status: string) => boolean = () => false,
  entriesOf: (body: unknown, what: Read["what"], kid: unknown) => (Key | Keyset)[] = keysOf,
): Reader {
  let entries: (Key | Keyset)[] = [];
  let pages: string[] = [];
  let room: Room = { left: 0 };

  return {
    begin({ isFirst }) {
      if (isFirst) {
        entries = [];
        pages = [];
        room = { left: MOST_BYTES };
      }
      // From no cache, where the host knows of caches.
      const knowsCaches = globalThis.Request && "cache" in Request.prototype;
      return { cache: knowsCaches ? "no-store" : undefined, room };
    },

    take({ what, isJudged }, answer, url) {
      const { fault, status, redirected, body } = answer;
      // An answer that broke off has a status, and shows nothing.
      if (fault || status !== 200 || redirected) return undefined;
      answer.body = undefined;
      let next: string | undefined;
      let fresh: (Key | Keyset)[];
      try {
        pages.push(url);
        next = nextOf(body, url);
        if (next !== undefined && (pages.includes(next) || pages.length === MOST_PAGES)) return undefined;
        fresh = entriesOf(body, what, what === "key" ? keyId : undefined);
      } catch {
        return undefined;
      }
      entries = entries.concat(fresh);
      return (glue) => {
        const ours = Date.now();
        const theirs = instant(answer.header("date"), ours);
        glue.page((theirs || ours) / 1000, theirs > 0, next);
        if (isJudged) for (const key of fresh as Key[]) handIn(glue, key, isNoted);
      };
    },

    found: () => entries,
  };
}

function handIn(glue: RootGlue, key: Key, isNoted: (kid: string, status: string) => boolean): void {
  const { kid, use, status, unreadable } = key;
  const bound = (name: "nbf" | "exp") => (unreadable?.includes(name) ? Number.NaN : key[name]);
  glue.pageKey(kid, use, status, bound("nbf"), bound("exp"), isNoted(kid, "enabled"), isNoted(kid, "disabled"));
}
