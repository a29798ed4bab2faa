// One change from wish to outcome: sent through the package, noted in the activity, read again. Draws nothing.

import { isKeyStatusError } from "trustframework-keys";
import type { AttemptEvent, KeyChange, KeyStatusError, Receipt } from "trustframework-keys";
import type { Connection } from "./connect/connection";
import { change } from "./graph";
import type { Entry } from "./model/activity";
import { shortKid } from "./model/keys";
import { connection, entries, failureOf, notice, reread, type Notice } from "./store";

export type Ended = { entry: Entry; failure?: string };

export const opposite = ({ keysetId, keyId, status }: KeyChange): KeyChange => ({
  keysetId,
  keyId,
  status: status === "enabled" ? "disabled" : "enabled",
});

/** Never rejects: how it ended is in what it gives. */
export async function switchKey(
  from: Connection,
  wish: KeyChange,
  { guard, signal, onAttempt }: { guard: boolean; signal: AbortSignal; onAttempt?: (attempt: AttemptEvent) => void },
): Promise<Ended> {
  const at = new Date().toISOString();
  const attempts: AttemptEvent[] = [];
  const note = (attempt: AttemptEvent) => {
    attempts.push(attempt);
    onAttempt?.(attempt);
  };
  const common = { ...wish, at, where: from.name, attempts };
  const done = (rest: Omit<Entry, keyof typeof common | "endedAt">): Entry => ({
    ...common,
    endedAt: new Date().toISOString(),
    ...rest,
  });
  let ended: Ended;
  try {
    ended = {
      entry: done({ outcome: "applied", ...traceOf(await change(from, wish, { guard, signal, onAttempt: note })) }),
    };
  } catch (error) {
    if (isKeyStatusError(error)) ended = { entry: done(entryOf(error)), failure: error.message };
    else if (signal.aborted)
      ended = {
        entry: done({ outcome: "cancelled" }),
        failure:
          "Cancelled. Should a request have left before, it may have taken effect: the status shown is read again.",
      };
    else ended = { entry: done({ outcome: "unknown" }), failure: failureOf(error).text };
  }
  entries.value = [ended.entry, ...entries.value];
  if (connection.value !== from) return ended;
  await reread(wish.keysetId).catch((error: unknown) => {
    ended.failure = [ended.failure, `The key set could not be read again: ${failureOf(error).text}`]
      .filter(Boolean)
      .join(" ");
  });
  return ended;
}

/** `applied` tells apart what `code` alone would not. */
export function entryOf(
  error: KeyStatusError,
): Pick<Entry, "outcome" | "code" | "note" | "requestId" | "clientRequestId"> {
  const { code, message: note, requestId, clientRequestId } = error;
  const outcome = error.applied === undefined ? "unknown" : error.applied ? "applied" : "failed";
  return { outcome, code, note, requestId, clientRequestId };
}

export function traceOf({ requestId, clientRequestId }: Receipt): Pick<Entry, "requestId" | "clientRequestId"> {
  return { requestId, clientRequestId };
}

/** What the notice says of an outcome, with the way back where something was changed. */
export function announce(from: Connection, { entry, failure }: Ended, wish: KeyChange): void {
  if (connection.value !== from) return;
  const { keysetId, keyId, status } = wish;
  const key = `${shortKid(keyId)} of ${keysetId}`;
  const said: Notice =
    entry.outcome === "applied"
      ? {
          tone: failure ? "warn" : "good",
          text: `${key} is now ${status}.${failure ? ` ${failure}` : ""}`,
          undo: () => void undo(from, wish),
        }
      : {
          tone: entry.outcome === "cancelled" ? "info" : "bad",
          text: `${key} was to be ${status}. ${failure ?? ""}${entry.outcome === "unknown" ? " Whether it took effect is not known." : ""}`,
        };
  notice.value = { ...said, requestId: entry.requestId };
}

async function undo(from: Connection, wish: KeyChange): Promise<void> {
  const back = opposite(wish);
  notice.value = { tone: "info", text: `Undoing: ${shortKid(back.keyId)} is being ${back.status}…` };
  announce(from, await switchKey(from, back, { guard: true, signal: new AbortController().signal }), back);
}
