// patchKeyStatuses: many calls of patchKeyStatus, those of one key set one after another, several key sets at a time.
//
// Each change is a call of its own. When it goes is decided in plan/. Nothing rejects once the first change may have begun: what happens to one is
// in its result.

import type * as root from "../index.d.ts";
import { type Call, idsToPass, newCall } from "./call.ts";
import type { Client } from "./client.ts";
import { toError } from "./errors.ts";
import type { RootGlue } from "./glue.ts";
import { callOf, type Common, type Listener, MAX_DELAY_MS, type Running, tell } from "./bulk-call.ts";
import { callable, isFrom, type Judge } from "./options.ts";
import { own } from "./own.ts";
import { type GivenChange, invalid, lanesOf, readChanges } from "./plan/changes.ts";
import { Gate } from "./plan/gate.ts";
import { type Result, Run } from "./plan/run.ts";
import { Tokens } from "./plan/tokens.ts";
import { PATCH_OPTIONS } from "./root-calls.ts";
import { isKeyStatusError, type KeyStatusError } from "./shared.ts";
import { isAborted } from "./signals.ts";
import { stopwatch } from "./time.ts";

const CONCURRENCY = 4;
const MOST_LANES = 64;

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

async function carryOut(common: Common, changes: GivenChange[]): Promise<root.BulkReport> {
  const { tokens, given } = common;
  const option = (name: string) => given?.find(([member]) => member === name)?.[1];
  const signal = option("signal");
  const run = new Run(changes, tokens.all);
  let longestHold: number;
  try {
    longestHold = await prepare(common, changes);
  } catch (error) {
    if (isInvalid(error) || !isAborted(signal)) throw error;
    return run.report(true);
  }
  const onHold = option("onHold") as Listener | undefined;
  const elapsed = stopwatch();
  const running: Running = {
    ...common,
    run,
    gate: new Gate(),
    elapsed,
    life: { isOver: false },
    longestHold,
    hasLeft: false,
    onHold,
  };
  const lanes = lanesOf(changes);
  const onProgress = option("onProgress") as Listener | undefined;
  const underWay: Call[] = [];
  // What is the framework's, before a PATCH has left.
  let theirs: unknown;

  async function lane(): Promise<void> {
    for (let changes = lanes.shift(); changes; changes = lanes.shift()) {
      for (const change of changes) {
        if (run.stopped || isAborted(signal)) return;
        const call = callOf(running, change);
        underWay.push(call);
        const result = await running.client.run(call, beginTurns(call)).then(
          (receipt): Result => ({ outcome: "applied", receipt: receipt as root.Receipt }),
          (error) => resultOf(call, error, signal),
        );
        underWay.splice(underWay.indexOf(call), 1);
        tokens.end(call);
        if (call.theirs) {
          if (!running.hasLeft) theirs ??= call.theirs;
          run.stopped = true;
          run.stoppedBy ??= result.error;
        }
        for (const progress of result.outcome === "skipped" ? [] : run.end(change, result, call.asked))
          tell(onProgress, progress);
        if (run.stopped) stop(run, underWay);
      }
    }
  }

  await Promise.all(Array.from({ length: (option("concurrency") as number | undefined) ?? CONCURRENCY }, lane));
  running.life.isOver = true;
  if (theirs) throw theirs;
  return run.report(isAborted(signal));
}

// Loads the module, and rejects for what is wrong with the changes, the options or the token, before the first change begins. Gives for how
// long Graph may ask all to wait.
async function prepare(common: Common, changes: GivenChange[]): Promise<number> {
  const { client, token, given, known, fetch, trace } = common;
  await client.ready();
  await check(changes, common);
  const all = newCall({ keysetId: "x", keyId: "x", status: "enabled" }, token, given, known, fetch);
  all.aborted = false;
  all.trace = trace;
  await client.run(all, (glue) => beginChange(all, glue, false));
  // retry: false is of each change: none of them waits by itself.
  return all.values.retry === false ? MAX_DELAY_MS : (all.values.maxDelayMs ?? MAX_DELAY_MS);
}

// The run is over, but for what is under way. What waits for its turn would wait for nothing.
function stop(run: Run, underWay: Call[]): void {
  run.stopped = true;
  for (const call of underWay.slice())
    if (call.waits || call.number === undefined || !call.glue || (call.glue as RootGlue).isUntouched(call.number))
      call.abort?.();
}

// Rejects for the first change that is wrong.
async function check(changes: GivenChange[], { client, tokens: { all }, known }: Common): Promise<void> {
  for (let index = 0; index < changes.length; index += 1) {
    const { keysetId, keyId, status } = changes[index] as GivenChange;
    const call = newCall({ keysetId, keyId, status }, "x", own(undefined), known, () => {});
    await client
      .run(call, (glue) => beginChange(call, glue, false))
      .catch((error) => {
        throw isInvalid(error) ? invalid(`changes[${index}].${error.message}`, all) : error;
      });
  }
}

const beginTurns = (call: Call) => (glue: RootGlue, begins: boolean) => {
  glue.setTakesTurns();
  return beginChange(call, glue, begins);
};

const beginChange = (call: Call, glue: RootGlue, begins: boolean) =>
  glue.patchKeyStatus(...idsToPass(call), call.given.status as root.KeyStatus, begins);

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
