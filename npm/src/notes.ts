// What the calls of this program tell each other about keys that they change, since reads may not show it yet. So no guard counts on a key that
// is being disabled, or takes a key for unused that was just enabled. What a note means for a guard is decided by src/graph/guard.rs.

import { binary } from "./base64.ts";
import type { Call } from "./call.ts";
import { type Note, notes } from "./shared.ts";
import { stopwatch } from "./time.ts";

// Each time that so many notes were made, those that no longer count are deleted: a program may go on for years.
const SWEEP = 1_000;

/**
 * Makes or changes the note of a call, as the module says. `keepMs` is how long after the last PATCH reads may still show the old status.
 * `isAccepted`: Graph has accepted the change.
 */
export function note(call: Call, keepMs: number, isAccepted: boolean): void {
  if (call.note) call.note.keepMs = keepMs;
  if (call.note && !isAccepted) return;
  const { keyId, status } = call.given;
  call.place ??= placeOf(call);
  const name = call.note?.name ?? nameOf(call, keyId);
  const others = of(name).filter((one) => one !== call.note && counts(one));
  call.note ??= {
    name,
    status,
    order: (notes.count += 1),
    keepMs,
    ended: false,
    run: status === "disabled" && call.run,
  };
  // An accepted change replaces the notes of calls that have ended: one of the same status says no more, one of the other status is out of date.
  // A bulk run's note of the same status stays: it counts until the run is over.
  const left = isAccepted ? others.filter((one) => !one.ended || (one.run && one.status === status)) : others;
  notes.all.set(name, left.concat(call.note));
  if (notes.count % SWEEP === 0)
    notes.all.forEach((list, name) => {
      if (!list.some(counts)) notes.all.delete(name);
    });
}

/** A PATCH of the call is about to be sent, or has ended (`isOver`). */
export function patched({ note }: Call, isOver: boolean): void {
  if (note) note.since = isOver ? stopwatch() : undefined;
}

/** The call has ended. */
export function endNote({ note }: Call): void {
  if (!note) return;
  note.ended = true;
  note.since ??= stopwatch();
}

/**
 * Whether a key counts as having that status for a call, because of another call's note. That other call must have begun its change earlier, or
 * its PATCH may have been sent.
 */
export const isNoted = (call: Call, kid: unknown, status: string): boolean =>
  of(nameOf(call, kid)).some(
    (one) =>
      one !== call.note &&
      one.status === status &&
      counts(one) &&
      (one.keepMs > 0 || one.order < (call.note?.order ?? Infinity)),
  );

const of = (name: string): Note[] => notes.all.get(name) ?? [];

const counts = ({ ended, run, since, keepMs }: Note): boolean =>
  !ended || (keepMs > 0 && ((run && !run.isOver) || (since as () => number)() < keepMs));

const nameOf = ({ place, given }: Call, kid: unknown): string => [place, given.keysetId, kid].join("\n").toLowerCase();

// The server that a call asks, and the tenant of its token where that can be read.
function placeOf({ url = "", token = "" }: Call): string {
  let tenant: unknown;
  try {
    const [, claims = ""] = token.split(".");
    tenant = /"tid":"[^"]*/.exec(binary(claims));
  } catch {
    // No JWT. Then the server alone tells.
  }
  return `${url.split("/", 3)}\n${tenant}`;
}
