// What was done: noted before it is sent, settled by reading, kept on this machine for real tenants. Draws nothing.

import { computed, signal } from "@preact/signals";
import type { Keyset } from "trustframework-keys";
import type { Connection } from "../connect/connection";
import { merged, settled, type Entry } from "../model/activity";
import { SANDBOX } from "../model/tenant";
import { exact } from "../time";
import { connection } from "./connection";
import { keepActivity, recallActivity } from "./memory";

/** So many are kept; the oldest go first. */
const MOST = 1_000;

const all = signal<Entry[]>(recallActivity());

/** Of the tenant that is connected. */
export const entries = computed(() => {
  const current = connection.value;
  return current ? all.value.filter((entry) => isOf(current, entry)) : [];
});

/** The changes that this page is making now. */
const live = new Set<string>();

// Signing out forgets, and the sandbox starts anew each time.
connection.subscribe((current) => {
  if (!current) all.value = recallActivity();
});

function isOf({ tenant }: Connection, entry: Entry): boolean {
  if (tenant.id !== undefined && entry.tenantId !== undefined) return tenant.id === entry.tenantId;
  return entry.tenant === tenant.name;
}

/** Notes what begins. */
export function begin(added: Entry[]): void {
  for (const { id } of added) live.add(id);
  put(added);
}

/** Notes how it ended. */
export function end(ended: Entry[]): void {
  for (const { id } of ended) live.delete(id);
  put(ended);
}

/** The sandbox is made anew, and what was done in it is gone. */
export function forgetSandbox(): void {
  all.value = all.value.filter(({ tenant }) => tenant !== SANDBOX.name);
}

export function settle(sets: Keyset[], began: Date): void {
  const open = settled(entries.peek(), sets, live, began.toISOString(), exact(began.getTime()));
  if (open !== entries.peek()) put(open);
}

function put(changed: Entry[]): void {
  all.value = merged(changed, all.peek());
  const isReal = ({ tenant }: Entry) => tenant !== SANDBOX.name;
  if (changed.some(isReal))
    // Another tab may have noted something meanwhile.
    keepActivity(merged(all.peek().filter(isReal), recallActivity()).slice(0, MOST));
}
