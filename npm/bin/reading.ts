// Reads key sets, and says in words what follows from them. What is usable is told by the package's `outlook`.

import {
  isKeyStatusError,
  type Key,
  type KeyChange,
  type Keyset,
  listKeys,
  listKeysets,
  type Outlook,
  outlook,
} from "trustframework-keys";
import type { Session } from "./session.ts";
import { type Cell, moment } from "./table.ts";

/** A key set, and what follows from it. */
export interface Looked {
  set: Keyset;
  look: Outlook;
}

export const seconds = (): number => Math.floor(Date.now() / 1_000);

export const lookAt = async (set: Keyset): Promise<Looked> => ({ set, look: await outlook(set, { now: seconds() }) });

export const readSets = ({ token, options }: Session): Promise<Keyset[]> => listKeysets(token, options);

// By which the list of a set's keys may be refused where the set itself is not.
const REFUSALS = [400, 403, 404, 405, 501];

/** One key set. Where its keys may not be read by themselves, all key sets may: `TrustFrameworkKeySet.Read.All` is enough for that. */
export async function readSet(session: Session, id: string): Promise<Keyset> {
  try {
    return { id, keys: await listKeys(id, session.token, session.options) };
  } catch (error) {
    const isRefused = isKeyStatusError(error) && REFUSALS.includes(error.httpStatus ?? 0) && !error.claims;
    if (!isRefused) throw error;
    const found = (await readSets(session)).find((set) => set.id.toLowerCase() === id.toLowerCase());
    if (!found) throw error;
    return found;
  }
}

/** How a key is now, in a word. */
export function stateOf(key: Key, look: Outlook, now: number): Cell {
  const status = key.status?.toLowerCase();
  if (status === "disabled") return { text: "disabled", tone: "dim" };
  if (look.active === key.kid) return { text: "in use", tone: "green" };
  if (look.usable.includes(key.kid)) return "usable";
  if (look.stale.includes(key.kid)) return { text: "expired", tone: "yellow" };
  if (status === "enabled" && typeof key.nbf === "number" && key.nbf > now) return "not yet";
  return { text: "unclear", tone: "yellow" };
}

/** What happens next to a set. `soon`: what runs out before is marked. */
export function nextOf({ state, changes, runsOutAt }: Outlook, now: number, soon = now): Cell {
  const [first] = changes;
  const takesOver = first?.active === undefined ? undefined : `${moment(first.at, now)}: ${first.active}`;
  if (state === "unknown") return { text: "it cannot be told", tone: "yellow" };
  if (state === "unusable") return { text: `NO KEY IS USABLE${takesOver ? ` until ${takesOver}` : ""}`, tone: "red" };
  const tone = runsOutAt !== undefined && runsOutAt <= soon ? ("red" as const) : undefined;
  const end = runsOutAt === undefined ? undefined : `runs out ${moment(runsOutAt, now)}`;
  return { text: [takesOver, end].filter(Boolean).join(", ") || "lasting", tone };
}

/** The set once changes were made. */
export function made(set: Keyset, changes: KeyChange[]): Keyset {
  const wanted = new Map(changes.map(({ keyId, status }) => [keyId, status]));
  return { ...set, keys: set.keys.map((key) => ({ ...key, status: wanted.get(key.kid) ?? key.status ?? "" })) };
}
