// The key sets of the tenant with what follows from them, read from Graph and looked at again as time goes by. Draws nothing.

import { batch, computed, signal } from "@preact/signals";
import { type Keyset, type Outlook, outlook } from "trustframework-keys";
import { readKeys, readKeysets } from "../graph";
import { failureOf, type Failure } from "../model/failure";
import { rowOf, type Row } from "../model/rows";
import { prepare, twinsOf } from "../model/search";
import { settle } from "./activity";
import { connection } from "./connection";

export type Reading = { phase: "idle" | "loading" | "ready" } | { phase: "failed"; failure: Failure };

export const reading = signal<Reading>({ phase: "idle" });

/** The page's clock, coarse: with `rows` it says the same of one moment. */
export const now = signal(Date.now());
export const rows = signal<readonly Row[]>([]);

export const keysets = computed(() => rows.value.map(({ set }) => set));
export const twins = computed(() => twinsOf(keysets.value));

/** What holds of a set until the next date of one of its keys. */
const looked = new WeakMap<Keyset, { at: number; until: number; look: Outlook }>();

async function lookAt(set: Keyset, moment: number): Promise<Outlook> {
  const known = looked.get(set);
  if (known && known.at <= moment && moment < known.until) return known.look;
  const look = await outlook(set, { now: Math.floor(moment / 1000) });
  const dates = set.keys.flatMap(({ nbf, exp }) => [nbf, exp]).filter((date) => typeof date === "number");
  const until = Math.min(...dates.map((date) => date * 1000).filter((ms) => ms > moment), Infinity);
  looked.set(set, { at: moment, until, look });
  return look;
}

/** Of several at once only the last counts. */
let turn = 0;

async function show(sets: Keyset[], moment: number): Promise<void> {
  turn += 1;
  const own = turn;
  const next = await Promise.all(sets.map(async (set) => rowOf(set, await lookAt(set, moment), moment)));
  if (own === turn)
    batch(() => {
      rows.value = next;
      now.value = moment;
    });
}

setInterval(() => void show(keysets.value, Date.now()), 20_000);

let running = new AbortController();

connection.subscribe((current) => {
  running.abort();
  turn += 1;
  rows.value = [];
  reading.value = { phase: "idle" };
  if (current) void load();
});

/** Reads all key sets; of several readings only the last counts. */
export async function load(): Promise<void> {
  const from = connection.value;
  if (!from) return;
  running.abort();
  running = new AbortController();
  const { signal: current } = running;
  const began = new Date();
  reading.value = { phase: "loading" };
  try {
    const sets = await readKeysets(from, current);
    await show(sets, Date.now());
    if (current.aborted) return;
    settle(sets, began);
    reading.value = { phase: "ready" };
    prepare(sets);
  } catch (error) {
    if (!current.aborted) reading.value = { phase: "failed", failure: failureOf(error) };
  }
}

/** Reads one key set again and puts it in its place. */
export async function reread(id: string, abort?: AbortSignal): Promise<Keyset> {
  const from = connection.value;
  if (!from) throw new Error("Nothing is connected.");
  const began = new Date();
  const read = { id, keys: await readKeys(from, id, abort) };
  if (connection.value === from) {
    await show(
      keysets.value.map((set) => (set.id === id ? read : set)),
      Date.now(),
    );
    settle([read], began);
  }
  return read;
}
