// A bulk run from start to report: through the package, watched as it goes, noted in the activity. Draws nothing.

import { signal as state } from "@preact/signals";
import type { AttemptEvent, ChangeResult, KeyChange } from "trustframework-keys";
import type { Connection } from "./connect/connection";
import { changeMany } from "./graph";
import type { Entry } from "./model/activity";
import { nameOf } from "./model/many";
import { connection, entries, failureOf, load } from "./store";
import { entryOf, traceOf } from "./switch";

export type Run = {
  changes: KeyChange[];
  /** By `nameOf`, as they come. */
  results: ReadonlyMap<string, ChangeResult>;
  phase: "running" | "cancelling" | "done";
  failure?: string;
};

export const run = state<Run | undefined>(undefined);

let controller = new AbortController();

/** A run belongs to its tenant: what is left of it must never be sent to another one. */
connection.subscribe(() => {
  controller.abort();
  run.value = undefined;
});

export function cancel(): void {
  if (run.value?.phase !== "running") return;
  run.value = { ...run.value, phase: "cancelling" };
  controller.abort();
}

export async function start(from: Connection, changes: KeyChange[]): Promise<void> {
  controller = new AbortController();
  const { signal } = controller;
  const at = new Date().toISOString();
  const attempts: AttemptEvent[] = [];
  const results = new Map<string, ChangeResult>();
  const add = (result: ChangeResult) => results.set(nameOf(result.keysetId, result.keyId), result);
  const show = (phase: Run["phase"], failure?: string) => {
    if (connection.value === from) run.value = { changes, results: new Map(results), phase, failure };
  };
  show("running");
  let failure: string | undefined;
  try {
    const report = await changeMany(from, changes, {
      guard: true,
      signal,
      onAttempt: (attempt) => attempts.push(attempt),
      onProgress: ({ last }) => {
        add(last);
        show(run.value?.phase ?? "running");
      },
    });
    report.results.forEach(add);
  } catch (error) {
    failure = failureOf(error).text;
  }
  const made = [...results.values()].map((result) => entryOfResult(result, from.name, at, attempts));
  entries.value = [...made, ...entries.value];
  show("done", failure);
  if (connection.value === from) await load();
}

/** Requests are told apart by the id that each call has for itself. */
function entryOfResult(result: ChangeResult, where: string, at: string, all: AttemptEvent[]): Entry {
  const { keysetId, keyId, status, outcome, receipt, error } = result;
  const told = error ? entryOf(error) : receipt ? traceOf(receipt) : {};
  const id = told.clientRequestId;
  const attempts = id === undefined ? [] : all.filter(({ clientRequestId }) => clientRequestId === id);
  return { at, endedAt: new Date().toISOString(), where, keysetId, keyId, status, ...told, outcome, attempts };
}
