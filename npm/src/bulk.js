// patchKeyStatuses: many calls of patchKeyStatus, those of one key set one after another, several key sets at a time.
//
// Each change is a task and a Call of its own, so a run needs nothing of the module but the gate (src/web/bulk.rs). Nothing rejects once
// the first change may have begun: what happens to one is in its result.

import { invalid, lanesOf, readChanges } from "./changes.js";
import { isKeyStatusError } from "./errors.js";
import { GuardedCall, OPTIONS as PATCH_OPTIONS } from "./guarded.js";
import { callable } from "./options.js";
import { own } from "./own.js";
import { Gate, Run, outcomeOf } from "./run.js";

// Where a Call has the longest wait among what the module reads.
const MAX_DELAY = 10;

const CONCURRENCY = 4;
const MOST_CONCURRENCY = 64;
// More patient than one call alone: others would only be throttled in its place.
const MAX_DELAY_MS = 300_000;

const lanes = (value) => (Number.isInteger(value) && value >= 1 && value <= MOST_CONCURRENCY ? undefined : "must be a whole number from 1 to 64.");
const OPTIONS = { ...PATCH_OPTIONS, __proto__: null, concurrency: lanes, onProgress: callable };

// Everything a caller passed is read before the first await.
export const patchKeyStatuses = (client) => async (changes, token, options) => {
  const copy = copyOf(options);
  return carryOut(client, readChanges(changes), token, copy, globalThis.fetch);
};

async function carryOut(client, changes, token, options, fetch) {
  const { signal, concurrency = CONCURRENCY, onProgress } = { __proto__: null, ...options };
  try {
    await client.ready();
    await check(client, changes);
    await client.call("patchKeyStatus", new Check(["x", "x", "enabled"], token, options, fetch));
  } catch (error) {
    if (isInvalid(error) || !isAborted(signal)) throw error;
    return new Run(changes).report(true);
  }

  const waiting = lanesOf(changes);
  const run = new Run(changes);
  const gate = new Gate();
  const underWay = new Set();

  async function lane() {
    for (let changes; (changes = waiting.shift()); ) {
      // What the run has done to the keys of this set: the guard goes by it, since it may not show yet.
      const earlier = new Map();
      for (const change of changes) {
        if (run.stopped || isAborted(signal)) return;
        const call = new BulkCall(change, token, options, fetch, gate, earlier);
        underWay.add(call);
        const result = await client.call("patchKeyStatus", call).then(
          (receipt) => ({ outcome: "applied", receipt }),
          (error) => resultOf(call, error, signal),
        );
        underWay.delete(call);
        const { keyId, status } = change;
        if (result.outcome === "applied" || (result.outcome === "unknown" && status === "disabled")) earlier.set(keyId, status);
        for (const progress of result.outcome === "skipped" ? [] : run.end(change, result)) tell(onProgress, progress);
        if (run.stopped) for (const other of underWay) other.skip();
      }
    }
  }

  await Promise.all(Array.from({ length: concurrency }, lane));
  return run.report(isAborted(signal));
}

// Rejects for the first change that is wrong.
async function check(client, changes) {
  for (const [index, { keysetId, keyId, status }] of changes.entries()) {
    await client.call("patchKeyStatus", new Check([keysetId, keyId, status], "x", undefined, () => {})).catch((error) => {
      throw isInvalid(error) ? invalid(`changes[${index}].${error.message}`) : error;
    });
  }
}

const isInvalid = (error) => isKeyStatusError(error) && error.code === "invalid-argument";

// What a change came to whose call rejected: with an error, or because of an abort or a skip.
function resultOf(call, error, signal) {
  if (!isKeyStatusError(error) || (isAborted(signal) && error === signal.reason)) return { outcome: call.isUncertain ? "unknown" : "skipped" };
  return { outcome: outcomeOf(error), ...(error.receipt && { receipt: error.receipt }), error };
}

// Options as each call can read them again, whatever getters they had. What could not be read cannot be read in the copy either.
function copyOf(options) {
  const { list, unreadable } = own(options);
  if (list) return fromList(list);
  if (unreadable === undefined) return options;
  return Object.defineProperty({}, "options", {
    enumerable: true,
    get() {
      throw unreadable;
    },
  });
}

// The object that own.js made a list of.
function fromList(list) {
  const names = list.filter((_, at) => at % 2 === 0);
  return Object.fromEntries(names.map((name, at) => [name, name === "retry" && Array.isArray(list[at * 2 + 1]) ? fromList(list[at * 2 + 1]) : list[at * 2 + 1]]));
}

function tell(listener, progress) {
  try {
    Promise.resolve(listener?.(progress)).catch(() => {});
  } catch {
    // What a listener throws changes nothing.
  }
}

function isAborted(signal) {
  try {
    return signal?.aborted === true;
  } catch {
    return false;
  }
}

// A call that goes no further than its arguments: the module takes it for aborted.
class Check extends GuardedCall {
  constructor(...given) {
    super(OPTIONS, ...given);
    this.aborted = true;
  }

  settle() {
    this.aborted = false;
    super.settle();
  }
}

class BulkCall extends GuardedCall {
  // A PATCH left, and was not certainly refused.
  isUncertain = false;
  #wasUncertain;
  #gate;
  // The gate it has waited for: once is enough, whatever clocks do.
  #waited = 0;
  #isPatch = false;

  constructor({ keysetId, keyId, status }, token, options, fetch, gate, earlier) {
    super(OPTIONS, [keysetId, keyId, status], token, options, fetch);
    this.given[MAX_DELAY] ??= MAX_DELAY_MS;
    this.#gate = gate;
    this.earlier = earlier;
  }

  get holdMs() {
    return this.#gate.opens > this.#waited ? this.#gate.leftMs : 0;
  }

  close(milliseconds) {
    this.#gate.close(milliseconds);
  }

  sleep(milliseconds) {
    if (milliseconds >= this.#gate.leftMs) this.#waited = this.#gate.opens;
    super.sleep(milliseconds);
  }

  send(method, ...rest) {
    this.#isPatch = method === "PATCH";
    super.send(method, ...rest);
  }

  async perform() {
    this.#wasUncertain = this.isUncertain;
    this.isUncertain ||= this.#isPatch;
    await super.perform();
    this.#isPatch = false;
  }

  seen(answer, elapsedMs) {
    const { status } = answer;
    if (this.#isPatch && status >= 400 && status < 500 && ![408, 409, 429].includes(status)) this.isUncertain = this.#wasUncertain;
    return super.seen(answer, elapsedMs);
  }

  // The run has stopped: if nothing was sent, nothing will be.
  skip() {
    if (!this.isUncertain) this.fail();
  }
}
