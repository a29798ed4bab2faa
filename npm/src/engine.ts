// Carries calls out on one instance of the module: hands in what came of a command, takes what is said, has the next command performed, and
// settles the caller's promise. Knows no rule of Graph and none about trying again.
//
// The promise belongs to the call, not to the module. Should the module trap all the same, every pending call rejects with `internal`, and the
// instance is never entered again.

import type { Call } from "./call.ts";
import { describe } from "./describe.ts";
import { internalError, toError, traceTo } from "./errors.ts";
import type { Glue, RootGlue } from "./glue.ts";
import type { Attempted, Host, Said } from "./host.ts";
import { endNote, note } from "./notes.ts";
import { errorOf, idsOf, present, reasonOf, receiptOf } from "./outcome.ts";
import { perform } from "./perform.ts";
import { redact } from "./redact.ts";
import { isKeyStatusError } from "./shared.ts";
import { isAborted } from "./signals.ts";

/** One instance of the module. */
export interface Engine<Exports extends Glue> {
  glue: Exports;
  host: Host;
  /** It has trapped, and must not be entered again. */
  isDead: boolean;
  /** The calls that it is working on. */
  pending: Set<Call>;
}

/** Begins a described call, and gives the number by which the module knows it; `undefined` where something is wrong, which is said. */
export type Begin<Exports extends Glue> = (glue: Exports, host: Host) => number | undefined;

/** Carries a call out. Never rejects. Without `begin` it goes no further than the arguments. */
export async function carryOut<Exports extends Glue>(
  engine: Engine<Exports>,
  call: Call,
  begin?: Begin<Exports>,
): Promise<void> {
  engine.pending.add(call);
  call.glue = engine.glue;
  call.abort = () => abort(engine, call);
  try {
    let said = enter(engine, call, () => {
      describe(engine.glue, call);
      if (!begin || call.problem || call.aborted) engine.glue.check();
      else call.number = begin(engine.glue, engine.host);
    });
    for (;;) {
      const { command } = said;
      if (command?.do === "send") call.url = command.url;
      if (said.note) note(call, said.note.keepMs);
      if (!command) {
        // An abort by the listener comes too late for a call that is over.
        call.number = undefined;
        settle(call, said);
      }
      tell(call, said.attempted);
      if (call.ended || !command) return;
      const came = await perform(call, command);
      if (call.ended) return;
      said = enter(engine, call, () => came(engine.glue, call.number as number));
    }
  } catch (error) {
    fail(call, isKeyStatusError(error) ? error : internalError(error, call.secrets));
  } finally {
    engine.pending.delete(call);
    if (call.number !== undefined && !engine.isDead) engine.glue.forget(call.number);
  }
}

// Nothing that the module exports throws by design, so what it throws is a trap. It is the cause of the call in which it happened. The calls
// that end with it learn nothing of it: it may hold that call's token.
function enter<Exports extends Glue>(engine: Engine<Exports>, call: Call, work: () => void): Said {
  if (engine.isDead) throw internalError();
  try {
    work();
    return engine.host.take();
  } catch (cause) {
    engine.isDead = true;
    const error = internalError(cause, call.secrets);
    fail(call, error);
    engine.pending.forEach((other) => fail(other, internalError()));
    throw error;
  }
}

// The signal has fired. Where the module can tell what that comes to, it does: a change may have been accepted by then.
function abort<Exports extends Glue>(engine: Engine<Exports>, call: Call): void {
  const { number } = call;
  const ends = (engine.glue as Partial<RootGlue>).abort;
  if (call.ended) return;
  call.number = undefined;
  try {
    if (number === undefined || !ends || engine.isDead) {
      if (number !== undefined && !engine.isDead) engine.glue.forget(number);
      fail(call, reasonOf(call.signal));
    } else
      settle(
        call,
        enter(engine, call, () => ends(number)),
      );
  } catch {
    // It has trapped, and the call has failed with that.
  }
}

// Tells the caller's listener what a request came to. Nothing that it throws changes the call.
function tell(call: Call, attempted: Attempted | undefined): void {
  if (attempted) {
    const { phase, attempt, code, waitMs, kept } = attempted;
    const { httpStatus, requestId, elapsedMs } = call.kept[kept] ?? {};
    const { clientRequestId } = call;
    call.heard?.(attempted);
    const listener = call.values.onAttempt as ((event: object) => unknown) | undefined;
    const event = present({ phase, attempt, httpStatus, code, requestId, clientRequestId, elapsedMs, waitMs });
    try {
      if (listener) Promise.resolve(listener(redact(event, call.secrets))).catch(() => {});
    } catch {
      // As above.
    }
  }
  // Somebody else's listener may have kept the event from ours.
  if (isAborted(call.signal) && !call.aborted) call.abort?.();
}

// Ends a call with what the module said; with what was known before, where that is nothing.
function settle(call: Call, { failure, aborted, changed }: Said): void {
  if (failure) fail(call, errorOf(call, failure));
  else if (aborted) {
    call.mayHaveChanged = aborted.mayHaveChanged;
    fail(call, reasonOf(call.signal));
  } else if (call.problem) fail(call, toError({ ...call.problem, ...idsOf(call) }, call.secrets));
  else if (call.aborted) fail(call, reasonOf(call.signal));
  else end(call, () => call.resolve(changed ? receiptOf(call, changed) : call.reader?.found()));
}

/** Ends a call with an error, or with the reason of an abort. */
export function fail(call: Call, reason: unknown): void {
  if (!call.ended && isKeyStatusError(reason)) traceTo(reason, call.trace);
  end(call, () => call.reject(reason), reason);
}

function end(call: Call, settle: () => void, reason?: unknown): void {
  if (call.ended) return;
  call.ended = true;
  try {
    call.unlisten?.();
  } catch {
    // A look-alike that will not let go.
  }
  endNote(call);
  settle();
  call.stop?.(reason);
}
