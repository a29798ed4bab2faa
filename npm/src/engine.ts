// Carries calls out on one instance of the module, step by step, and settles the caller's promise. Knows no rule of Graph and none about trying
// again.
//
// In each step the module says what is to be done next: a command, which host.ts notes and perform.ts carries out. What came of it is reported by
// exports of src/web/calls/inputs.rs. A call is begun by an export of src/web/calls/under_way.rs.
//
// The promise belongs to the call, not to the module. Should the module trap all the same, every pending call rejects with `internal`, and the
// instance is never entered again.

import type { Call } from "./call.ts";
import { describe } from "./describe.ts";
import { internalError, toError, traceTo } from "./errors.ts";
import type { Describing, Glue, RootGlue } from "./glue.ts";
import type { Attempted, Host, Said } from "./host.ts";
import { endNote, note } from "./notes.ts";
import { errorOf, known, reasonOf, receiptOf } from "./outcome.ts";
import { quietly } from "./response.ts";
import { redact } from "./redact.ts";
import { isKeyStatusError } from "./shared.ts";

/** One instance of the module. */
export interface Engine<Exports extends Describing> {
  /** A module without calls exports less, and none of its calls has a number to go on with. */
  glue: Exports & Glue;
  host: Host;
  /** It has trapped, and must not be entered again. */
  isDead: boolean;
  /** The calls that it is working on. */
  pending: Set<Call>;
}

export const newEngine = <Exports extends Describing>(glue: Exports, host: Host): Engine<Exports> => ({
  glue: glue as Engine<Exports>["glue"],
  host,
  isDead: false,
  pending: new Set(),
});

/**
 * Begins a described call by an export of the module, and returns the module's number for it. Returns `undefined` if an argument or an option is
 * invalid (reported by `host.failed`), or if `begins` is false (validate only).
 */
export type Begin<Exports extends Describing> = (glue: Exports, begins: boolean) => number | undefined;

/** Carries a call out. */
export async function carryOut<Exports extends Describing>(
  engine: Engine<Exports>,
  call: Call,
  begin: Begin<Exports>,
): Promise<void> {
  engine.pending.add(call);
  call.glue = engine.glue;
  call.abort = () => abort(engine, call);
  try {
    let said = enter(engine, call, () => {
      describe(engine.glue, call);
      call.number = begin(engine.glue, !call.problem && !call.aborted);
    });
    for (;;) {
      const { command } = said;
      call.url = said.url ?? call.url;
      if (said.note) note(call, said.note.keepMs, said.note.isAccepted);
      if (!command) {
        // An abort by the listener comes too late for a call that is over.
        call.number = undefined;
        settle(call, said);
      }
      tell(call, said.attempted);
      if (call.ended || !command) return;
      const report = await command(call);
      if (call.ended) return;
      said = enter(engine, call, () => report(engine.glue, call.number as number));
    }
  } finally {
    engine.pending.delete(call);
    if (call.number !== undefined && !engine.isDead) engine.glue.forget(call.number);
  }
}

// Nothing that the module exports throws by design, so what it throws is a trap. It is the cause of the call in which it happened. The calls
// that end with it learn nothing of it: it may hold that call's token.
function enter<Exports extends Describing>(engine: Engine<Exports>, call: Call, work: () => void): Said {
  if (engine.isDead) throw internalError();
  try {
    work();
    return engine.host.take();
  } catch (cause) {
    engine.isDead = true;
    fail(call, cause);
    engine.pending.forEach((other) => fail(other, undefined));
    throw cause;
  }
}

// The signal has fired. Where the module can tell what that comes to, it does: a change may have been accepted by then.
function abort<Exports extends Describing>(engine: Engine<Exports>, call: Call): void {
  const { glue } = engine;
  const { number } = call;
  if (call.ended) return;
  call.number = undefined;
  try {
    if (number !== undefined) {
      const { abort } = glue as Partial<RootGlue>;
      const said = enter(engine, call, () => (abort ?? glue.forget)(number));
      if (abort) settle(call, said);
    }
    giveUp(call);
  } catch (error) {
    fail(call, error);
  }
}

// Tells the caller's listener what a request came to. Nothing that it throws changes the call.
function tell(call: Call, attempted: Attempted | undefined): void {
  if (attempted) {
    const { kept, ...said } = attempted;
    const { httpStatus, requestId, elapsedMs } = known(call, kept);
    const { clientRequestId, secrets } = call;
    call.heard?.(attempted);
    const listener = call.values.onAttempt as ((event: object) => unknown) | undefined;
    if (listener)
      quietly(() => listener(redact({ ...said, httpStatus, requestId, clientRequestId, elapsedMs }, secrets)));
  }
  // Somebody else's listener may have kept the event from ours.
  if (call.signal?.aborted && !call.aborted) call.abort?.();
}

// Ends a call with the first of these that there is: an argument that was found wrong on this side, a failure that the module reported, an abort, or
// else success.
function settle(call: Call, { failure, aborted, changed }: Said): void {
  const { problem } = call;
  // An id that was found wrong here was passed empty, so the module reports the same argument, in other words. An argument that comes before it in
  // order is reported instead.
  if (problem && (!failure || failure.argument === problem.argument))
    fail(call, toError({ ...problem, ...call.ids }, call.secrets));
  else if (failure) fail(call, errorOf(call, failure));
  else if (aborted) {
    call.mayHaveChanged = aborted.mayHaveChanged;
    giveUp(call);
  } else if (call.aborted) giveUp(call);
  else end(call, call.resolve, changed ? receiptOf(call, changed) : call.reader?.found());
}

/** Ends a call with an error; with `internal` where it is none of ours. */
export function fail(call: Call, cause: unknown): void {
  if (call.ended) return;
  const error = isKeyStatusError(cause) ? cause : internalError(cause, call.secrets);
  traceTo(error, call.trace);
  end(call, call.reject, error);
}

/** Ends a call because its signal has fired. */
export const giveUp = (call: Call): void => end(call, call.reject, reasonOf(call));

function end(call: Call, settle: (came: unknown) => void, came: unknown): void {
  if (call.ended) return;
  call.ended = true;
  call.unlisten?.();
  endNote(call);
  settle(came);
  call.stop?.(came);
}
