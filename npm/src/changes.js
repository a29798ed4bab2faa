// What patchKeyStatuses is given: read once, at call time, and put in order. Pure; whether ids and statuses are right is the module's
// business.

import { toError } from "./errors.js";
import { unknown } from "./options.js";
import { own } from "./own.js";

// Members of a change. Those of a result are known too, so that what is left of one run can be the changes of the next.
const MEMBERS = ["keysetId", "keyId", "status"];
const OF_RESULTS = ["outcome", "receipt", "error"];

// The changes as plain objects of the three members. `secrets` are the tokens that are known.
export function readChanges(changes, secrets) {
  const given = [];
  try {
    // Each before the next: a generator may give the same object anew.
    for (const change of changes) given.push(own(change));
  } catch (cause) {
    throw invalid(
      "changes must be iterable, such as an array, of objects of keysetId, keyId and status.",
      secrets,
      cause,
    );
  }
  return given.map((members, index) => changeOf(members, `changes[${index}]`, secrets));
}

function changeOf({ list, unreadable }, name, secrets) {
  if (!list) throw invalid(`${name} must be a plain object of keysetId, keyId and status.`, secrets, unreadable);
  const read = { keysetId: undefined, keyId: undefined, status: undefined };
  for (let at = 0; at < list.length; at += 2) {
    const member = list[at];
    if (MEMBERS.includes(member)) read[member] = list[at + 1];
    else if (!OF_RESULTS.includes(member)) throw invalid(unknown(name, String(member), MEMBERS), secrets);
  }
  return read;
}

// A caller's mistake with the changes; nothing was sent.
export const invalid = (message, secrets, cause) =>
  toError(
    { code: "invalid-argument", message, argument: "changes", retryable: false, applied: false, attempts: 0, cause },
    secrets,
  );

// The changes by key set, each key once, in the order of their first appearance: `at` are the places of a change among those given.
export function lanesOf(changes) {
  const lanes = new Map();
  changes.forEach((change, index) => {
    const { keysetId, keyId, status } = change;
    if (!lanes.has(keysetId)) lanes.set(keysetId, new Map());
    const lane = lanes.get(keysetId);
    const same = lane.get(keyId);
    if (!same) lane.set(keyId, { ...change, at: [index] });
    else if (same.status === status) same.at.push(index);
    else
      throw invalid(
        `changes[${index}] asks for the opposite of changes[${same.at[0]}], which is of the same key; leave one of them out.`,
        [],
      );
  });
  return [...lanes.values()].map((lane) => [...lane.values()]);
}
