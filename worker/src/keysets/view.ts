// A key set as callers see it: its keys with status and dates, and what follows from them. Pure.

import type { Key, Keyset } from "trustframework-keys";
import type { KeysetView, OutlookView } from "../api/keyset.ts";
import type { Outlook } from "trustframework-keys";
import { iso } from "../values.ts";

export const viewOf = ({ id, keys }: Keyset, outlook: Outlook): KeysetView => ({
  id,
  ...outlookOf(outlook),
  keys: keys.map(keyOf),
});

export const outlookOf = ({ state, active, usable, changes, runsOutAt, stale }: Outlook): OutlookView => ({
  state,
  ...(active !== undefined && { active }),
  usable,
  changes: changes.map((change) => ({ ...change, at: seconds(change.at) })),
  ...(runsOutAt !== undefined && { runsOutAt: seconds(runsOutAt) }),
  stale,
});

const keyOf = ({ kid, kty, use, status, nbf, exp, unreadable }: Key): KeysetView["keys"][number] => ({
  kid,
  ...(kty !== undefined && { kty }),
  ...(use !== undefined && { use }),
  ...(status !== undefined && { status }),
  ...(nbf !== undefined && { nbf: seconds(nbf) }),
  ...(exp !== undefined && { exp: seconds(exp) }),
  ...(unreadable !== undefined && { unreadable }),
});

/** The last moment that a Date can be. */
const LAST = 8_640_000_000_000_000;

/** Graph has seconds; a number may be beyond all dates. */
const seconds = (since1970: number): string => iso(Math.max(-LAST, Math.min(LAST, Math.round(since1970 * 1000))));
