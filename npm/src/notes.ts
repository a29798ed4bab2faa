// What the calls of this program tell each other about keys that they change, since reads may not show it yet: so that no guard takes one for
// usable that is about to go or has gone, or one for unused that has just come back. What a note means for a guard is decided by src/graph/guard.rs.

import { binary } from "./base64.ts";
import type { Call } from "./call.ts";
import { type Note, notes } from "./shared.ts";
import { stopwatch } from "./time.ts";

/** Takes what the module says of the key: for how long after the last PATCH it may not show, and that the change was accepted. */
export function note(call: Call, keepMs: number, isAccepted: boolean): void {
  const { keyId, status } = call.given;
  if (!call.note) {
    call.place = placeOf(call.url as string, call.token);
    const name = nameOf(call, keyId);
    const isHeld = call.held !== undefined && status === "disabled";
    call.note = { name, status, order: (notes.count += 1), keepMs, ended: false, isHeld };
    sweep();
    notes.all.set(name, of(name).concat(call.note));
  }
  call.note.keepMs = keepMs;
  // An earlier one of the same status says no more than this one does, and one of the other status is over. A run's stays while the run goes on.
  if (isAccepted) put(call.note.name, (one) => !one.ended || (one.isHeld && one.status === status));
}

/** The last PATCH of the call has ended, or is about to be sent. */
export function patched(call: Call, isOver: boolean): void {
  if (call.note) call.note.since = isOver ? stopwatch() : undefined;
}

/** The call has ended. */
export function endNote({ note, held }: Call): void {
  if (!note) return;
  note.ended = true;
  note.since ??= stopwatch();
  if (note.keepMs === 0) put(note.name, (one) => one !== note);
  else held?.push(note);
}

/** A run has ended: what its calls noted counts no longer than that of others. */
export const release = (held: Note[]): void => held.forEach((one) => (one.isHeld = false));

/** Whether a key counts as enabled or disabled for a call: because of an earlier one, or of one whose PATCH may have left. */
export const isNoted = (call: Call, kid: unknown, status: string): boolean =>
  of(nameOf(call, kid)).some(
    (one) =>
      one !== call.note &&
      one.status === status &&
      counts(one) &&
      (one.keepMs > 0 || one.order < (call.note?.order ?? Infinity)),
  );

const of = (name: string): Note[] => notes.all.get(name) ?? [];

const counts = ({ ended, isHeld, since, keepMs }: Note): boolean => !ended || isHeld || (since?.() ?? 0) < keepMs;

// Leaves of the notes of a name those that are to stay.
function put(name: string, stays: (one: Note) => boolean): void {
  const left = of(name).filter(stays);
  if (left.length > 0) notes.all.set(name, left);
  else notes.all.delete(name);
}

// Once in a while, so that a program that goes on for years holds no more than it needs.
function sweep(): void {
  if (notes.all.size < notes.sweepAt) return;
  notes.all.forEach((_, name) => put(name, counts));
  notes.sweepAt = 2 * notes.all.size + 1_000;
}

const nameOf = ({ place, given }: Call, kid: unknown): string => [place, given.keysetId, kid].join("\n").toLowerCase();

// The server that a call asks, and the tenant of its token where that can be read.
function placeOf(url: string, token: string | undefined): string {
  let tenant: unknown;
  try {
    const [, claims = ""] = (token ?? "").split(".");
    tenant = JSON.parse(binary(claims)).tid;
  } catch {
    // No JWT. Then the server alone tells.
  }
  return `${new URL(url).origin}\n${tenant}`;
}
