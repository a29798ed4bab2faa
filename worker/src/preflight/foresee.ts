// What would become of changes, were they made on the key sets as they are now and what is planned before: each key set's changes one after
// another. What a set is worth then is asked of the package's `outlook`; this has no rule of its own. Sends nothing.

import { outlook, type Key, type Keyset, type Outlook } from "trustframework-keys";
import { sameKeyset } from "../names.ts";
import type { Change } from "../run/change.ts";

export const FINDINGS = ["not-found", "last-usable-key", "unclear", "no-change", "skipped"] as const;

/** What is to be said of a change. */
export interface Finding extends Change {
  index: number;
  code: (typeof FINDINGS)[number];
  /** As it is now, it would not be made. */
  stops: boolean;
  message: string;
}

export interface Foreseen {
  findings: Finding[];
  keysets: { id: string; before: Outlook; after: Outlook }[];
}

export interface Terms {
  guard: boolean;
  onFailure: "stop" | "continue";
  /** When they are made, in milliseconds since 1970. */
  at: number;
}

type Numbered = Change & { index: number };

/** `sets` are those that are there, `plans` what is made of them before, in order. */
export async function foresee(
  sets: readonly Keyset[],
  plans: readonly Change[],
  changes: readonly Change[],
  terms: Terms,
): Promise<Foreseen> {
  const byName = new Map(sets.map((set) => [sameKeyset(set.id), planned(set, plans)]));
  const findings: Finding[] = [];
  const keysets: Foreseen["keysets"] = [];
  for (const [name, ofSet] of grouped(changes)) {
    const set = byName.get(name);
    if (set === undefined) {
      findings.push(
        ...ofSet.map((change) => found(change, "not-found", true, `There is no key set "${change.keysetId}".`)),
      );
      continue;
    }
    const { before, after } = await through(set, ofSet, terms, findings);
    keysets.push({ id: set.id, before, after });
  }
  return { findings: findings.toSorted((a, b) => a.index - b.index), keysets };
}

async function through(
  { id, keys: first }: Keyset,
  changes: readonly Numbered[],
  { guard, onFailure, at }: Terms,
  findings: Finding[],
): Promise<{ before: Outlook; after: Outlook }> {
  const now = Math.floor(at / 1000);
  const before = await outlook({ id, keys: first }, { now });
  let keys = first;
  let after = before;
  let stoppedBy: number | undefined;
  for (const change of changes) {
    if (stoppedBy !== undefined && onFailure === "stop") {
      const why = `It would be skipped, since change ${stoppedBy} of the same key set would not be made.`;
      findings.push(found(change, "skipped", true, why));
      continue;
    }
    const { keyId, status } = change;
    const key = keyOf(keys, keyId);
    if (key === undefined) {
      findings.push(found(change, "not-found", true, `There is no key "${keyId}" in "${id}".`));
      stoppedBy = change.index;
      continue;
    }
    if (key.status?.toLowerCase() === status) {
      findings.push(found(change, "no-change", false, `The key "${keyId}" of "${id}" would be ${status} already.`));
      continue;
    }
    const changed = keys.map((other) => (other === key ? { ...other, status } : other));
    const next = await outlook({ id, keys: changed }, { now });
    const said = status === "disabled" ? guarded(after, next) : undefined;
    if (said !== undefined) {
      const stops = guard && said === "last-usable-key";
      findings.push(found(change, said, stops, sentence(said, guard, keyId, id)));
      if (stops) {
        stoppedBy = change.index;
        continue;
      }
    }
    keys = changed;
    after = next;
  }
  return { before, after };
}

/** What the guard would say to a change that disables a key. */
function guarded(before: Outlook, after: Outlook): "last-usable-key" | "unclear" | undefined {
  if (after.state === "unknown") return "unclear";
  if (after.state !== "unusable" || before.state === "unusable") return undefined;
  return before.state === "unknown" ? "unclear" : "last-usable-key";
}

function sentence(said: "last-usable-key" | "unclear", guard: boolean, keyId: string, id: string): string {
  if (said === "unclear") return `Whether "${id}" has a usable key without "${keyId}" cannot be told.`;
  const what = `With "${keyId}" disabled "${id}" has no usable key`;
  return guard ? `${what}, so the guard would refuse it.` : `${what}, and no guard refuses it.`;
}

/** The set as it will be. */
function planned({ id, keys }: Keyset, plans: readonly Change[]): Keyset {
  const own = plans.filter(({ keysetId }) => sameKeyset(keysetId) === sameKeyset(id));
  const statuses = new Map(own.map(({ keyId, status }) => [keyId, status]));
  const then = (key: Key): Key => {
    const status = statuses.get(key.kid);
    return status === undefined ? key : { ...key, status };
  };
  return { id, keys: keys.map(then) };
}

// Graph takes ids in any case; the exact one goes first.
const keyOf = (keys: readonly Key[], keyId: string): Key | undefined =>
  keys.find(({ kid }) => kid === keyId) ?? keys.find(({ kid }) => kid.toLowerCase() === keyId.toLowerCase());

const found = (change: Numbered, code: Finding["code"], stops: boolean, message: string): Finding => ({
  ...change,
  code,
  stops,
  message,
});

function grouped(changes: readonly Change[]): Map<string, Numbered[]> {
  const sets = new Map<string, Numbered[]>();
  for (const [index, change] of changes.entries()) {
    const name = sameKeyset(change.keysetId);
    const { keysetId, keyId, status } = change;
    const numbered = { index, keysetId, keyId, status };
    const before = sets.get(name);
    if (before === undefined) sets.set(name, [numbered]);
    else before.push(numbered);
  }
  return sets;
}
