// The order of a set's keys: the one in use, those that follow, the ready ones, and then the old. Pure.

import type { Key, Outlook } from "trustframework-keys";
import { endOf, startOf, stateOf, type KeyState } from "../../model/keys";

const RANK: Record<KeyState, number> = { active: 0, early: 1, usable: 2, unclear: 3, disabled: 4, expired: 5 };

export function byRelevance(keys: Key[], look: Outlook, now: number): Key[] {
  const followers = look.changes.flatMap(({ active }) => (active === undefined ? [] : [active]));
  const rank = (key: Key) =>
    stateOf(key, look, now) === "active" ? 0 : followers.includes(key.kid) ? 0.5 : RANK[stateOf(key, look, now)];
  return [...keys].sort(
    (a, b) => rank(a) - rank(b) || (rank(a) < 2 ? startOf(a) - startOf(b) : endOf(b) - endOf(a)) || 0,
  );
}

/** A key that neither is used nor will be by itself. */
export function isOld(key: Key, look: Outlook, now: number): boolean {
  const state = stateOf(key, look, now);
  return state === "expired" || (state === "disabled" && endOf(key) <= now);
}
