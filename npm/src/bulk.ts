// patchKeyStatuses: many calls of patchKeyStatus, those of one key set one after another, several key sets at a time.
//
// Each change is a call of its own. When it goes is decided in plan/. Nothing rejects once the first change may have begun: what happens to one is
// in its result.

import type * as root from "../index.d.ts";
import { type Call, newCall, type Turn } from "./call.ts";
import type { Client } from "./client.ts";
import type { RootGlue } from "./glue.ts";
import { callable, isFrom, type Judge, type KnownOptions } from "./options.ts";
import { type GivenOptions, own } from "./own.ts";
import { pause } from "./perform.ts";
import { type Change, type GivenChange, invalid, lanesOf, readChanges } from "./plan/changes.ts";
import { Gate } from "./plan/gate.ts";
import { outcomeOf, type Progress, type Result, Run, type StatusGiven, statusGiven } from "./plan/run.ts";
import { Tokens } from "./plan/tokens.ts";
import { createReader } from "./reader.ts";
import { PATCH_OPTIONS } from "./root-calls.ts";
import { isKeyStatusError, type KeyStatusError } from "./shared.ts";
import { isAborted } from "./signals.ts";

const CONCURRENCY = 4;
const MOST_LANES = 64;
// More patient than one call alone, since others wait with it anyway.
const MAX_DELAY_MS = 300_000;

const width: Judge = (value) =>
  isFrom(1, value) && value <= MOST_LANES && value % 1 === 0 ? undefined : "must be a whole number from 1 to 64.";
const BULK_OPTIONS = /* @__PURE__ */ Object.assign({}, PATCH_OPTIONS, { concurrency: width, onProgress: callable });

// Everything that a caller passed is read before the first await.
export const patchKeyStatuses =
  (client: Client<RootGlue>): typeof root.patchKeyStatuses =>
  async (changes, token, options) => {
    const tokens = new Tokens();
    if (typeof token === "string") tokens.add(token);
    const given = own(options);
    const read = readChanges(changes, tokens.all);
    return carryOut({ client, token, tokens, given, known: BULK_OPTIONS, fetch: globalThis.fetch }, read);
  };

/** What the calls of a run have in common. */
interface Common {
  client: Client<RootGlue>;
  token: unknown;
  tokens: Tokens;
  given: GivenOptions;
  known: KnownOptions;
  fetch: unknown;
}

async function carryOut(common: Common, changes: GivenChange[]): Promise<root.BulkReport> {
  const { client, token, tokens, given, known, fetch } = common;
  const { list, signal } = given;
  try {
    await client.ready();
    await check(changes, common);
    const all = newCall({ keysetId: "x", keyId: "x", status: "enabled" }, token, given, known, fetch);
    all.aborted = false;
    await client.run(all);
  } catch (error) {
    if (isInvalid(error) || !isAborted(signal)) throw error;
    return new Run(changes, tokens.all).report(true);
  }

  const lanes = lanesOf(changes);
  const run = new Run(changes, tokens.all);
  const gate = new Gate();
  const option = (name: string) => list?.find((_, at) => at % 2 === 1 && list[at - 1] === name);
  const onProgress = option("onProgress") as Listener | undefined;
  const underWay: Call[] = [];

  async function lane(): Promise<void> {
    for (let changes = lanes.shift(); changes; changes = lanes.shift()) {
      // What the run has done to the keys of this set: the guard goes by it, since it may not show yet.
      const earlier = new Map<unknown, StatusGiven>();
      for (const change of changes) {
        if (run.stopped || isAborted(signal)) return;
        const call = callOf(change, common, run, gate, earlier);
        underWay.push(call);
        const result = await client.run(call, begin).then(
          (receipt): Result => ({ outcome: "applied", receipt: receipt as root.Receipt }),
          (error) => resultOf(call, error, signal),
        );
        underWay.splice(underWay.indexOf(call), 1);
        tokens.end(call);
        const shows = statusGiven(change, result);
        if (shows) earlier.set(change.keyId, shows);
        else if (result.outcome === "applied") earlier.delete(change.keyId);
        for (const progress of result.outcome === "skipped" ? [] : run.end(change, result)) tell(onProgress, progress);
        if (run.stopped) underWay.slice().forEach(skip);
      }
    }
  }

  await Promise.all(Array.from({ length: (option("concurrency") as number | undefined) ?? CONCURRENCY }, lane));
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

function callOf(
  { keysetId, keyId, status }: Change,
  { token, tokens, given, known, fetch }: Common,
  run: Run,
  gate: Gate,
  earlier: Map<unknown, StatusGiven>,
): Call {
  const call = newCall({ keysetId, keyId, status }, token, given, known, fetch);
  call.values.maxDelayMs ??= MAX_DELAY_MS;
  const { maxDelayMs } = call.values;
  call.secrets = tokens.all;
  call.learn = (token) => tokens.learn(call, token);
  // Counts for the first read of a call alone. After a wait, or once the change is made, somebody else may have changed the key again.
  call.reader = createReader(keyId, ({ kid, status }) => earlier.get(kid)?.() ?? status);
  call.heard = (code, askedMs) => {
    if (code !== "throttled") gate.answered();
    else if (askedMs !== undefined && askedMs > maxDelayMs) run.stopped = true;
    else gate.throttled(askedMs);
  };
  // The opening that it has waited for: once is enough, whatever clocks do.
  let waited = 0;
  call.turn = async (): Promise<Turn> => {
    if (run.stopped) return "never";
    const leftMs = gate.opens > waited ? gate.leftMs : 0;
    if (leftMs <= 0) return "open";
    waited = gate.opens;
    await pause(call, leftMs);
    return run.stopped ? "never" : "waited";
  };
  return call;
}

// The run has stopped: if nothing was sent that could change the key, nothing will be.
function skip({ number, glue, abort }: Call): void {
  if (number === undefined || !glue || (glue as RootGlue).isUntouched(number)) abort?.();
}

const isInvalid = (error: unknown): error is KeyStatusError =>
  isKeyStatusError(error) && error.code === "invalid-argument";

// What a change came to whose call rejected: with an error, or because of an abort or a skip.
function resultOf(call: Call, error: unknown, signal: unknown): Result {
  if (!isKeyStatusError(error) || (isAborted(signal) && error === (signal as AbortSignal).reason))
    return { outcome: call.mayHaveChanged ? "unknown" : "skipped" };
  return { outcome: outcomeOf(error), ...(error.receipt && { receipt: error.receipt }), error };
}

type Listener = (progress: Progress) => unknown;

function tell(listener: Listener | undefined, progress: Progress): void {
  try {
    Promise.resolve(listener?.(progress)).catch(() => {});
  } catch {
    // What a listener throws changes nothing.
  }
}
