// The change that is running, which belongs to no screen: it ends by itself or is stopped by a person. Sends nothing.

import { computed, effect, signal } from "@preact/signals";
import type { AttemptEvent, KeyChange } from "trustframework-keys";
import type { Connection } from "../connect/connection";
import type { Effect } from "../model/review";

/** A change, and what was said of it before. */
export type Reviewed = KeyChange & { effect: Effect };

export type Run = {
  from: Connection;
  changes: Reviewed[];
  done: number;
  phase: "running" | "stopping" | "settling";
  /** The last request, for who watches. */
  attempt?: AttemptEvent;
};

export const run = signal<Run | undefined>(undefined);
export const isRunning = computed(() => run.value !== undefined);

let controller = new AbortController();

/** What ends the run that is about to begin. */
export function newStop(): AbortSignal {
  controller = new AbortController();
  return controller.signal;
}

/** Nothing more is sent; what has left is read back. */
export function stop(): void {
  if (run.value?.phase !== "running") return;
  run.value = { ...run.value, phase: "stopping" };
  controller.abort();
}

// Leaving the page would leave changes without anybody who tells how they ended.
effect(() => {
  if (!isRunning.value) return;
  const ask = (event: BeforeUnloadEvent) => event.preventDefault();
  addEventListener("beforeunload", ask);
  return () => removeEventListener("beforeunload", ask);
});
