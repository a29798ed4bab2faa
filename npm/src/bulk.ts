// patchKeyStatuses: many calls of patchKeyStatus, those of one key set one after another, several key sets at a time.
//
// Each change is a call of its own. When it goes is decided in plan/. Nothing rejects once the first change may have begun: what happens to one is
// in its result.

import type * as root from "../index.d.ts";
import { type Call, newCall } from "./call.ts";
import type { Client } from "./client.ts";
import { toError } from "./errors.ts";
import type { RootGlue } from "./glue.ts";
import { isNoted, release } from "./notes.ts";
import { callable, isFrom, type Judge, type KnownOptions } from "./options.ts";
import { type GivenOptions, own } from "./own.ts";
import { pause } from "./perform.ts";
import { type Change, type GivenChange, invalid, lanesOf, readChanges } from "./plan/changes.ts";
import { Gate, type Slot } from "./plan/gate.ts";
import { type Result, Run } from "./plan/run.ts";
import { Tokens } from "./plan/tokens.ts";
import { createReader } from "./reader.ts";
import { PATCH_OPTIONS } from "./root-calls.ts";
import { isKeyStatusError, type KeyStatusError, type Note } from "./shared.ts";
import { isAborted } from "./signals.ts";
import { stopwatch } from "./time.ts";

const CONCURRENCY = 4;
const MOST_LANES = 64;
// More patient than one call alone, since others wait with it anyway.
const MAX_DELAY_MS = 900_000;

const width: Judge = (value) =>
  isFrom(1, value) && value <= MOST_LANES && value % 1 === 0 ? undefined : "must be a whole number from 1 to 64.";
const BULK_OPTIONS = /* @__PURE__ */ Object.assign({}, PATCH_OPTIONS, {
  concurrency: width,
  onProgress: callable,
  onHold: callable,
});

// Everything that a caller passed is read before the first await.
export const patchKeyStatuses =
  (client: Client<RootGlue>): typeof root.patchKeyStatuses =>
  async (changes, token, options) => {
    const tokens = new Tokens();
    if (typeof token === "string") tokens.add(token);
    const given = own(options);
    const read = readChanges(changes, tokens.all);
    const trace = new Error();
    return carryOut({ client, token, tokens, given, known: BULK_OPTIONS, fetch: globalThis.fetch, trace }, read);
  };

/** What the calls of a run have in common. */
interface Common {
  client: Client<RootGlue>;
  token: unknown;
  tokens: Tokens;
  given: GivenOptions;
  known: KnownOptions;
  fetch: unknown;
  /** Knows where the run was begun. */
  trace: Error;
}

async function carryOut(common: Common, changes: GivenChange[]): Promise<root.BulkReport> {
  const { client, token, tokens, given, known, fetch, trace } = common;
  const option = (name: string) => given?.find(([member]) => member === name)?.[1];
  const signal = option("signal");
  let longestHold = MAX_DELAY_MS;
  try {
    await client.ready();
    await check(changes, common);
    const all = newCall({ keysetId: "x", keyId: "x", status: "enabled" }, token, given, known, fetch);
    all.aborted = false;
    all.trace = trace;
    await client.run(all);
    // How long Graph may ask all to wait. retry: false is of each change: none of them waits by itself.
    if (all.values.retry !== false) longestHold = all.values.maxDelayMs ?? MAX_DELAY_MS;
  } catch (error) {
    if (isInvalid(error) || !isAborted(signal)) throw error;
    return new Run(changes, tokens.all).report(true);
  }

  const lanes = lanesOf(changes);
  const run = new Run(changes, tokens.all);
  const gate = new Gate();
  const elapsed = stopwatch();
  const onProgress = option("onProgress") as Listener | undefined;
  const onHold = option("onHold") as Listener | undefined;
  const underWay: Call[] = [];
  // What the run has done to keys: guards go by it to the end of the run, since it may not show yet.
  const held: Note[] = [];
  // A PATCH has left. Until then the run rejects with what is the framework's.
  let hasLeft = false;
  let theirs: unknown;

  // The run is over, but for what is under way. What waits for its turn would wait for nothing.
  function stop(): void {
    run.stopped = true;
    for (const call of underWay.slice())
      if (call.waits || call.number === undefined || !call.glue || (call.glue as RootGlue).isUntouched(call.number))
        call.abort?.();
  }

  function callOf(change: Change): Call {
    const { keysetId, keyId, status } = change;
    const call = newCall({ keysetId, keyId, status }, token, given, known, fetch);
    call.trace = trace;
    call.values.maxDelayMs ??= MAX_DELAY_MS;
    call.secrets = tokens.all;
    call.learn = (token) => tokens.learn(call, token);
    call.held = held;
    call.reader = createReader(keyId, (kid, status) => isNoted(call, kid, status));
    const { ask, fetch: send } = call;
    if (ask)
      call.ask = (...request) => {
        call.asked = run.asks();
        call.waitsFor = "token";
        return ask(...request);
      };
    call.fetch = (url, init) => {
      call.waitsFor = "network";
      hasLeft ||= init.method === "PATCH";
      return send(url, init);
    };
    let isThrottled = false;
    call.heard = ({ phase, code, waitMs }) => {
      const now = elapsed();
      isThrottled = code === "throttled";
      if (!isThrottled) return gate.answered(now, phase === "patch");
      const heldMs = gate.throttled(now, waitMs);
      // It ends as throttled with its next turn; the others end now.
      if ((waitMs ?? 0) > longestHold || gate.isHopeless(now)) run.stopped = true;
      else if (heldMs !== undefined) tell(onHold, { heldMs });
    };
    let slot: Slot | undefined;
    // Once waited for, a time has come, whatever clocks do.
    let least = 0;
    const now = () => Math.max(elapsed(), least);
    call.turn = async () => {
      let waited = false;
      while (!run.stopped && !call.ended && !(slot && gate.isOpen(now(), slot))) {
        slot = gate.slot(now());
        const leftMs = slot.at - now();
        if (leftMs <= 0) continue;
        waited = call.waits = true;
        await pause(call, leftMs);
        call.waits = false;
        least = slot.at;
      }
      const { stopped } = run;
      if (stopped && !isThrottled) call.abort?.();
      return (glue, number) => (stopped ? (glue as RootGlue).noTurn(number) : (glue as RootGlue).turn(number, waited));
    };
    return call;
  }

  async function lane(): Promise<void> {
    for (let changes = lanes.shift(); changes; changes = lanes.shift()) {
      for (const change of changes) {
        if (run.stopped || isAborted(signal)) return;
        const call = callOf(change);
        underWay.push(call);
        const result = await client.run(call, begin).then(
          (receipt): Result => ({ outcome: "applied", receipt: receipt as root.Receipt }),
          (error) => resultOf(call, error, signal),
        );
        underWay.splice(underWay.indexOf(call), 1);
        tokens.end(call);
        if (call.theirs) {
          if (!hasLeft) theirs ??= call.theirs;
          run.stopped = true;
          run.stoppedBy ??= result.error;
        }
        for (const progress of result.outcome === "skipped" ? [] : run.end(change, result, call.asked))
          tell(onProgress, progress);
        if (run.stopped) stop();
      }
    }
  }

  await Promise.all(Array.from({ length: (option("concurrency") as number | undefined) ?? CONCURRENCY }, lane));
  release(held);
  if (theirs) throw theirs;
  return run.report(isAborted(signal));
}

// Rejects for the first change that is wrong.
async function check(changes: GivenChange[], { client, tokens: { all }, known }: Common): Promise<void> {
  for (let index = 0; index < changes.length; index += 1) {
    const { keysetId, keyId, status } = changes[index] as GivenChange;
    await client.run(newCall({ keysetId, keyId, status }, "x", own(undefined), known, () => {})).catch((error) => {
      throw isInvalid(error) ? invalid(`changes[${index}].${error.message}`, all) : error;
    });
  }
}

const begin = (glue: RootGlue) => {
  glue.setTakesTurns();
  return glue.patchKeyStatus();
};

const isInvalid = (error: unknown): error is KeyStatusError =>
  isKeyStatusError(error) && error.code === "invalid-argument";

// What a change came to whose call rejected: with an error, or because of an abort or a skip.
function resultOf(call: Call, error: unknown, signal: unknown): Result {
  if (call.theirs && error === call.theirs) return failedBy(call);
  if (!isKeyStatusError(error) || (isAborted(signal) && error === (signal as AbortSignal).reason))
    return { outcome: call.mayHaveChanged ? "unknown" : "skipped" };
  return { outcome: error.outcome, ...(error.receipt && { receipt: error.receipt }), error };
}

// What a change came to whose call ended with what is the framework's, for a report.
function failedBy({ theirs, waitsFor: code = "token", mayHaveChanged, ids, secrets }: Call): Result {
  const message = `${code === "token" ? "The token source" : "fetch"} threw what is for the app's framework, such as a redirect, so the run stopped; see cause, and throw that.`;
  const applied = mayHaveChanged ? undefined : false;
  const error = toError({ code, message, retryable: true, applied, ...ids, cause: theirs }, secrets);
  return { outcome: error.outcome, error };
}

type Listener = (told: object) => unknown;

function tell(listener: Listener | undefined, told: object): void {
  try {
    Promise.resolve(listener?.(told)).catch(() => {});
  } catch {
    // What a listener throws changes nothing.
  }
}
