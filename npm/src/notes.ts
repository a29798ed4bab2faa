// What the calls of this program tell each other about keys that they change, since reads may not show it yet: so that no guard takes one for
// usable that is about to go or has gone, or one for unused that has just come back. What a note means for a guard is decided by src/graph/guard.rs.

import { binary } from "./base64.ts";
import type { Call } from "./call.ts";
import { type Note, notes } from "./shared.ts";
import { stopwatch } from "./time.ts";

// After so many notes those that count no longer are taken out, so that a program that goes on for years holds no more than it needs.
const SWEEP = 1_000;

/** Takes what the module says of the key: for how long after the last PATCH it may not show, and that the change was accepted. */
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
  // An earlier one of the same status says no more than this one does, and one of the other status is over. A run's stays while the run goes on.
  const left = isAccepted ? others.filter((one) => !one.ended || (one.run && one.status === status)) : others;
  notes.all.set(name, left.concat(call.note));
  if (notes.count % SWEEP === 0)
    notes.all.forEach((list, name) => {
      if (!list.some(counts)) notes.all.delete(name);
    });
}

/** The last PATCH of the call has ended, or is about to be sent. */
export function patched({ note }: Call, isOver: boolean): void {
  if (note) note.since = isOver ? stopwatch() : undefined;
}

/** The call has ended. */
export function endNote({ note }: Call): void {
  if (!note) return;
  note.ended = true;
  note.since ??= stopwatch();
}

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
