// Changes from wish to outcome, one or eighty: sent through the package, noted before and after, read again. Draws nothing. A run belongs to no
// screen. Loaded with the review.

import type { AttemptEvent, ChangeResult } from "trustframework-keys";
import type { Connection } from "../connect/connection";
import { changeMany } from "../graph";
import type { Entry } from "../model/activity";
import { failureOf } from "../model/failure";
import { nameOf } from "../model/keys";
import { begin, end } from "./activity";
import { announce } from "./announce";
import { connection } from "./connection";
import { newStop, run, type Reviewed, type Run } from "./running";
import { load } from "./sets";

export async function start(from: Connection, changes: Reviewed[]): Promise<void> {
  if (run.value) return;
  const stopped = newStop();
  const noted = new Map(changes.map((change) => [nameOf(change.keysetId, change.keyId), entryOf(from, change)]));
  begin([...noted.values()]);
  run.value = { from, changes, done: 0, phase: "running" };
  const update = (more: Partial<Run>) => run.value && (run.value = { ...run.value, ...more });

  const attempts: AttemptEvent[] = [];
  const onAttempt = (attempt: AttemptEvent) => {
    attempts.push(attempt);
    update({ attempt });
  };
  const finish = (result: ChangeResult) => {
    const entry = noted.get(nameOf(result.keysetId, result.keyId));
    if (entry) noted.set(nameOf(result.keysetId, result.keyId), withResult(entry, result, attempts));
  };
  // What was typed for is sent without the guard, which would refuse just that; and last, so that the rest does not wait for it.
  const batches = [
    changes.filter(({ effect }) => effect !== "outage"),
    changes.filter(({ effect }) => effect === "outage"),
  ];
  let done = 0;
  let failure: unknown;
  for (const [index, batch] of batches.entries()) {
    if (batch.length === 0 || stopped.aborted) continue;
    try {
      const plain = batch.map(({ keysetId, keyId, status }) => ({ keysetId, keyId, status }));
      const { results } = await changeMany(from, plain, {
        guard: index === 0,
        signal: stopped,
        onAttempt,
        onProgress: ({ last }) => {
          done += 1;
          finish(last);
          update({ done });
        },
      });
      results.forEach(finish);
    } catch (error) {
      failure = error;
      break;
    }
  }
  const ended = [...noted.values()].map((entry) =>
    entry.outcome === "running" ? withoutResult(entry, failure) : entry,
  );
  end(ended);
  update({ phase: "settling" });
  if (connection.value === from) await load();
  run.value = undefined;
  if (connection.value === from) announce(ended.map(({ id }) => id));
}

function entryOf({ tenant, account }: Connection, { keysetId, keyId, status, effect }: Reviewed): Entry {
  return {
    id: crypto.randomUUID(),
    at: new Date().toISOString(),
    tenant: tenant.name,
    ...(tenant.id !== undefined && { tenantId: tenant.id }),
    ...(account !== undefined && { account }),
    keysetId,
    keyId,
    status,
    effect,
    outcome: "running",
    attempts: [],
  };
}

/** Requests are told apart by the id that each call has for itself. */
function withResult(entry: Entry, { outcome, receipt, error }: ChangeResult, all: AttemptEvent[]): Entry {
  const { requestId, clientRequestId } = error ?? receipt ?? {};
  return {
    ...entry,
    endedAt: new Date().toISOString(),
    outcome,
    ...(error && { code: error.code, note: failureOf(error).text }),
    ...(requestId !== undefined && { requestId }),
    ...(clientRequestId !== undefined && { clientRequestId }),
    attempts: clientRequestId === undefined ? [] : all.filter((attempt) => attempt.clientRequestId === clientRequestId),
  };
}

/** Of a change that was never begun. */
function withoutResult(entry: Entry, failure: unknown): Entry {
  const note = failure === undefined ? "Not sent: the run was stopped before." : failureOf(failure).text;
  return { ...entry, endedAt: new Date().toISOString(), outcome: "skipped", note };
}
