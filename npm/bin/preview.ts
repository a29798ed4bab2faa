// Says what follows from changes before they are made, and asks.

import { isKeyStatusError, type KeyChange, type Keyset } from "trustframework-keys";
import { ask } from "./ask.ts";
import { Ended, EXIT, explain } from "./exit.ts";
import { draw, tell } from "./output.ts";
import { lookAt, made, nextOf, readSet, readSets, seconds, stateOf } from "./reading.ts";
import type { Session } from "./session.ts";
import { type Cell, table } from "./table.ts";

// A longer list is counted instead.
const MOST_LINES = 30;

/** Resolves where a person agrees; ends the program where not. */
export async function confirm(
  session: Session,
  changes: KeyChange[],
  isGuarded: boolean,
  signal: AbortSignal,
): Promise<void> {
  const dead = await show(session, changes, signal);
  if (dead === undefined || dead.length === 0 || isGuarded) {
    if (dead && dead.length > 0)
      tell("The guard refuses what would take a set's last usable key; --no-guard does not.");
    const many = changes.length === 1 ? "this change" : `these ${changes.length} changes`;
    const answer = await ask(`Make ${many}? [y/N] `, signal);
    if (!/^y(es)?$/i.test(answer.trim())) throw unchanged();
    return;
  }
  const [first = ""] = dead;
  const answer = await ask(`This is an outage. Type the id of the key set, ${first}, to go on: `, signal);
  if (answer !== first) throw unchanged();
}

const unchanged = () => new Ended(EXIT.bad, "Nothing was changed.");

// Gives the sets that are left without a usable key; `undefined` where that could not be read.
async function show(session: Session, changes: KeyChange[], signal: AbortSignal): Promise<string[] | undefined> {
  const ids = [...new Set(changes.map(({ keysetId }) => keysetId))];
  let sets: Keyset[];
  try {
    sets = ids.length === 1 ? [await readSet(session, ids[0] as string)] : await readSets(session);
  } catch (error) {
    if (signal.aborted || !isKeyStatusError(error) || error.code === "token" || error.code === "unauthorized")
      throw error;
    tell(`What follows could not be read. ${explain(error)}`, "yellow");
    return undefined;
  }
  const now = seconds();
  const rows: Cell[][] = [];
  const sentences: { text: string; isBad: boolean }[] = [];
  const dead: string[] = [];
  for (const id of ids) {
    const own = changes.filter(({ keysetId }) => keysetId === id);
    const set = sets.find((one) => one.id === id);
    if (!set) {
      sentences.push({ text: `There is no key set ${id}.`, isBad: true });
      continue;
    }
    const before = await lookAt(set);
    const after = await lookAt(made(set, own));
    for (const { keyId, status } of own) {
      const key = set.keys.find(({ kid }) => kid === keyId);
      const is = key ? stateOf(key, before.look, now) : { text: "NOT THERE", tone: "red" as const };
      rows.push([id, keyId, is, status === "enabled" ? "enable" : "disable"]);
    }
    if (after.look.usable.length === 0 && before.look.usable.length > 0) dead.push(id);
    sentences.push(...follows(id, before.look, after.look, now));
  }
  if (rows.length <= MOST_LINES) draw(table(["key set", "key", "now", "change"], rows, process.stderr.columns));
  else tell(`${changes.length} changes to ${ids.length} key sets.`);
  for (const { text, isBad } of sentences) tell(text, isBad ? "red" : undefined);
  return dead;
}

type Look = Awaited<ReturnType<typeof lookAt>>["look"];

function follows(id: string, before: Look, after: Look, now: number): { text: string; isBad: boolean }[] {
  if (after.state === "unknown") return [{ text: `${id}: what follows cannot be told.`, isBad: true }];
  const next = nextOf(after, now);
  const then = typeof next === "string" ? next : next.text;
  if (after.usable.length === 0) {
    const text =
      before.usable.length === 0
        ? `${id}: no key is usable, before or after.`
        : `${id}: NO KEY IS USABLE after this; every sign-in that needs the set fails.`;
    return [{ text, isBad: true }];
  }
  const use = after.active === before.active ? `${after.active} stays in use` : `${after.active} is in use after this`;
  const isSooner = (after.runsOutAt ?? Infinity) < (before.runsOutAt ?? Infinity);
  return [{ text: `${id}: ${use}; then: ${then}.`, isBad: isSooner }];
}
