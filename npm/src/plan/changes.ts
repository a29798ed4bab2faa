// Reads what patchKeyStatuses is given, once, at call time, and puts it in order. Pure. Whether ids and statuses are right is for the module
// to tell.

import { toError } from "../errors.ts";
import { unknown } from "../options.ts";
import { type GivenOptions, own } from "../own.ts";

/** A change as it was given: its members are not checked yet. */
export interface GivenChange {
  keysetId: unknown;
  keyId: unknown;
  status: unknown;
}

/** A change that is made once. `at` are its places among the changes given, in their order. */
export interface Change extends GivenChange {
  at: [first: number, ...others: number[]];
}

const MEMBERS = ["keysetId", "keyId", "status"] as const;
// Members of a result. They are not looked at, so that what is left of one run can be the changes of the next.
const OF_RESULTS: readonly unknown[] = ["outcome", "receipt", "error"];

const isMember = (name: unknown): name is keyof GivenChange => (MEMBERS as readonly unknown[]).includes(name);

/** The changes as plain objects of the three members. `secrets` are the tokens that are known. */
export function readChanges(changes: unknown, secrets: readonly string[]): GivenChange[] {
  let given: GivenOptions[];
  try {
    // Each is read before the next is asked for: a generator may give the same object each time, changed.
    if (!(changes as Iterable<unknown>)[Symbol.iterator]) throw new TypeError("not iterable");
    given = Array.from(changes as Iterable<unknown>, (change) => own(change));
  } catch (cause) {
    throw invalid(
      "changes must be iterable, such as an array, of objects of keysetId, keyId and status.",
      secrets,
      cause,
    );
  }
  return given.map((members, index) => changeOf(members, `changes[${index}]`, secrets));
}

function changeOf(list: GivenOptions, name: string, secrets: readonly string[]): GivenChange {
  if (!list) throw invalid(`${name} must be a plain object of keysetId, keyId and status.`, secrets);
  const read: GivenChange = { keysetId: undefined, keyId: undefined, status: undefined };
  for (const [member, value] of list) {
    if (isMember(member)) read[member] = value;
    else if (!OF_RESULTS.includes(member)) throw invalid(`${name} ${unknown(String(member), MEMBERS)}`, secrets);
  }
  return read;
}

/** A caller's mistake with the changes; nothing was sent. */
export const invalid = (message: string, secrets: readonly string[], cause?: unknown) =>
  toError(
    { code: "invalid-argument", message, argument: "changes", retryable: false, applied: false, attempts: 0, cause },
    secrets,
  );

/** The changes by key set, each key once, in the order of their first appearance. Throws where two contradict each other. */
export function lanesOf(changes: readonly GivenChange[]): Change[][] {
  const lanes = new Map<unknown, Map<unknown, Change>>();
  changes.forEach((change, index) => {
    const { keysetId, keyId, status } = change;
    // Graph is said to compare ids without case, so two spellings may be one set. Keys are compared exactly.
    const name = String(keysetId).toLowerCase();
    let lane = lanes.get(name);
    if (!lane) lanes.set(name, (lane = new Map()));
    const same = lane.get(keyId);
    if (!same) lane.set(keyId, { ...change, at: [index] });
    else if (same.status === status) same.at.push(index);
    else
      throw invalid(
        `changes[${index}] asks for the opposite of changes[${same.at[0]}], which is of the same key; leave one of them out.`,
        [],
      );
  });
  return Array.from(lanes.values(), (lane) => Array.from(lane.values()));
}
