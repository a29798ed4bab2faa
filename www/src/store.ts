// The state that more than one screen shows, and how it is read from Graph. Draws nothing.

import { computed, signal } from "@preact/signals";
import { isKeyStatusError } from "trustframework-keys";
import type { Key, Keyset } from "trustframework-keys";
import type { Connection } from "./connect/connection";
import { readKeys, readKeysets } from "./graph";
import type { Entry } from "./model/activity";

/** What went wrong, for people. */
export type Failure = { text: string; code?: string; requestId?: string };

export type Reading = { phase: "idle" | "loading" | "ready" } | { phase: "failed"; failure: Failure };

export const connection = signal<Connection | undefined>(undefined);
export const reading = signal<Reading>({ phase: "idle" });
export const keysets = signal<Keyset[]>([]);
export const entries = signal<Entry[]>([]);
export const online = signal(navigator.onLine);

/** The clock of the page, coarse: what it shows of time changes by the minute. */
export const now = signal(Date.now());

export const needsNetwork = computed(() => connection.value !== undefined && connection.value.kind !== "sandbox");

/** What ended last, with a way back if there is one. */
export type Notice = { tone: "good" | "warn" | "bad" | "info"; text: string; requestId?: string; undo?: () => void };
export const notice = signal<Notice | undefined>(undefined);

setInterval(() => (now.value = Date.now()), 20_000);
addEventListener("online", () => (online.value = true));
addEventListener("offline", () => (online.value = false));

let running = new AbortController();

/** Leaves the connection before and reads what the new one has. */
export function connect(next: Connection): void {
  connection.value?.close?.();
  connection.value = next;
  keysets.value = [];
  notice.value = undefined;
  void load();
}

/** Reads all key sets; of several readings only the last counts. */
export async function load(): Promise<void> {
  const from = connection.value;
  if (!from) return;
  running.abort();
  running = new AbortController();
  const { signal: current } = running;
  reading.value = { phase: "loading" };
  try {
    const read = await readKeysets(from, current);
    now.value = Date.now();
    keysets.value = read;
    reading.value = { phase: "ready" };
  } catch (error) {
    if (!current.aborted) reading.value = { phase: "failed", failure: failureOf(error) };
  }
}

/** Reads one key set again and puts it in its place. */
export async function reread(keysetId: string, abort?: AbortSignal): Promise<Key[]> {
  const from = connection.value;
  if (!from) return [];
  const keys = await readKeys(from, keysetId, abort);
  if (connection.value === from) {
    now.value = Date.now();
    keysets.value = keysets.value.map((set) => (set.id === keysetId ? { ...set, keys } : set));
  }
  return keys;
}

export function failureOf(error: unknown): Failure {
  if (isKeyStatusError(error)) return { text: error.message, code: error.code, requestId: error.requestId };
  return { text: error instanceof Error ? error.message : String(error) };
}
