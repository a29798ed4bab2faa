// What follows when a key is switched, told before it is. Pure: keys, a wish and a moment in, sentences out. Sends nothing.

import type { Key, KeyStatus } from "trustframework-keys";
import { activeOf, endOf, isUsable, nextGap, shortKid, showsStatus, startOf, usableOf } from "./keys";

export type Consequence = { tone: "info" | "good" | "warn" | "bad"; text: string };

export type Forecast =
  /** Nothing can be said, so nothing may be overridden either. */
  | { kind: "unclear"; reason: string }
  /** The key is what it shall be. */
  | { kind: "unchanged"; reason: string }
  /** `outage`: afterwards no key is usable, which is true of no key set that is in order. */
  | { kind: "change"; outage: boolean; before: Key | undefined; after: Key | undefined; consequences: Consequence[] };

type Words = { signs: string; stops: string; again: string };

/** By use: what the key of a set does, and what its disabling and enabling means for what it did before. */
const WORDS: Record<string, Words> = {
  sig: { signs: "signs", stops: "What it signed stops validating", again: "What it signed validates again" },
  enc: {
    signs: "encrypts",
    stops: "What was encrypted for it can no longer be read",
    again: "What was encrypted for it can be read again",
  },
};
const OTHER: Words = {
  signs: "is used",
  stops: "What depends on it stops working",
  again: "What depends on it works again",
};
const SECRET: Words = {
  ...OTHER,
  stops: "Whoever still relies on this secret is refused",
  again: "Whoever relies on this secret is accepted again",
};

/** `when` writes a moment for people. */
export function forecast(
  keys: Key[],
  kid: string,
  status: KeyStatus,
  now: number,
  when: (ms: number) => string,
): Forecast {
  const key = keys.find((candidate) => candidate.kid === kid);
  if (!key) return { kind: "unclear", reason: "The key is no longer in this key set." };
  if (!showsStatus(keys))
    return {
      kind: "unclear",
      reason: "Graph shows no status for the keys of this set, so it cannot be told which are usable.",
    };
  if (key.status === status) return { kind: "unchanged", reason: `${shortKid(kid)} is already ${status}.` };

  const changed = keys.map((one) => (one.kid === kid ? { ...one, status } : one));
  const before = activeOf(keys, now);
  const after = activeOf(changed, now);
  const words = wordsOf(key);
  const outage = status === "disabled" && isUsable(key, now) && usableOf(changed, now).length === 0;
  const consequences =
    status === "disabled"
      ? ofDisabling(key, before, after, outage, words, now, when)
      : ofEnabling(key, before, after, words, now, when);
  return {
    kind: "change",
    outage,
    before,
    after,
    consequences: [...consequences, ...later(keys, changed, outage, now, when)],
  };
}

function ofDisabling(
  key: Key,
  before: Key | undefined,
  after: Key | undefined,
  outage: boolean,
  words: Words,
  now: number,
  when: (ms: number) => string,
): Consequence[] {
  const name = shortKid(key.kid);
  if (outage) {
    return [
      { tone: "bad", text: `${name} is the last usable key of this set: sign-ins that need the set will fail.` },
      { tone: "bad", text: `${words.stops}, as soon as caches of the published keys run out.` },
    ];
  }
  if (now < startOf(key))
    return [goesOn(after, words), { tone: "warn", text: `${name} will not take over on ${when(startOf(key))}.` }];
  if (now >= endOf(key))
    return [
      goesOn(after, words),
      { tone: "info", text: `${name} has expired; it leaves the published keys. ${words.stops}.` },
    ];
  const stops: Consequence = {
    tone: "warn",
    text: `${name} leaves the published keys. ${words.stops}, as soon as caches run out.`,
  };
  return before?.kid === key.kid
    ? [{ tone: "info", text: `After this, ${nameOf(after)} ${words.signs}.` }, stops]
    : [goesOn(after, words), stops];
}

function ofEnabling(
  key: Key,
  before: Key | undefined,
  after: Key | undefined,
  words: Words,
  now: number,
  when: (ms: number) => string,
): Consequence[] {
  const name = shortKid(key.kid);
  if (now >= endOf(key)) {
    const still: Consequence = {
      tone: "warn",
      text: `${name} expired on ${when(endOf(key))}: it is enabled, and still not used.`,
    };
    return before
      ? [still, goesOn(before, words)]
      : [still, { tone: "bad", text: "No key of this set is usable, before or after." }];
  }
  if (now < startOf(key))
    return [goesOn(before, words), { tone: "info", text: `${name} takes over on ${when(startOf(key))}.` }];
  const again: Consequence = { tone: "good", text: `${name} is published again. ${words.again}.` };
  if (after?.kid !== key.kid) return [goesOn(before, words), again];
  const instead = before ? ` instead of ${shortKid(before.kid)}` : "";
  return [
    { tone: before ? "warn" : "good", text: `After this, ${name} ${words.signs}${instead}.` },
    again,
    { tone: "info", text: "Whoever caches the published keys may refuse it until the cache runs out." },
  ];
}

/** What the change does to a day that is still to come: a moment without a usable key that was not there, or came later. */
function later(keys: Key[], changed: Key[], outage: boolean, now: number, when: (ms: number) => string): Consequence[] {
  if (outage) return [];
  const [was, is] = [nextGap(keys, now), nextGap(changed, now)];
  if (is !== undefined && is > now && (was === undefined || is < was)) {
    return [
      { tone: "bad", text: `From ${when(is)} on no key is usable, unless another one is added or enabled before.` },
    ];
  }
  if (was !== undefined && was > now && (is === undefined || is > was)) {
    return [{ tone: "good", text: `The set no longer runs out of usable keys on ${when(was)}.` }];
  }
  return [];
}

function goesOn(key: Key | undefined, { signs }: Words): Consequence {
  if (!key) return { tone: "bad", text: "No key of this set is usable, before or after." };
  return {
    tone: "info",
    text: signs === OTHER.signs ? `${shortKid(key.kid)} stays in use.` : `${shortKid(key.kid)} still ${signs}.`,
  };
}

function nameOf(key: Key | undefined): string {
  return key ? shortKid(key.kid) : "no key";
}

function wordsOf(key: Key): Words {
  return (key.kty ?? "").toLowerCase() === "oct" ? SECRET : (WORDS[key.use ?? ""] ?? OTHER);
}
