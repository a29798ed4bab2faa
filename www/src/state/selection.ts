// Which keys are selected, over all screens, and which changes are under review. Draws nothing.

import { signal } from "@preact/signals";
import type { KeyChange } from "trustframework-keys";
import { connection } from "./connection";

/** By `nameOf`. */
export const selected = signal<ReadonlySet<string>>(new Set());

/** What the sheet asks about; all of one status. */
export const review = signal<KeyChange[] | undefined>(undefined);

connection.subscribe(() => {
  selected.value = new Set();
  review.value = undefined;
});

export function select(names: string[], isOn: boolean): void {
  const next = new Set(selected.peek());
  for (const name of names) isOn ? next.add(name) : next.delete(name);
  selected.value = next;
}
