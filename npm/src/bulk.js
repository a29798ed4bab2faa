// patchKeyStatuses: many calls of patchKeyStatus, those of one key set one after another, several key sets at a time.
//
// Each change is a task and a Call of its own, so a run needs nothing of the module but the gate (src/web/bulk.rs). Nothing rejects once
// the first change may have begun: what happens to one is in its result.

import { readChanges, invalid, lanesOf } from "./changes.js";
import { isKeyStatusError } from "./errors.js";
import { GuardedCall } from "./guarded.js";
import { own } from "./own.js";
import { Gate, Run, outcomeOf } from "./run.js";

const CONCURRENCY = 4;

// Everything a caller passed is read before the first await.
export const patchKeyStatuses = (client) => async (changes, token, options) => {
  const given = own(options);
  return carryOut(client, readChanges(changes), token, given, globalThis.fetch);
};

async function carryOut(client, changes, token, { list, signal, unreadable }, fetch) {
  // Runs a call to its end.
  const patch = (call, { keysetId, keyId, status }, options) => {
    client.run(call, "patchKeyStatus", [keysetId, keyId, status, options, fetch]);
    return call.promise;
  };
  try {
    await client.ready();
    await check(changes, patch);
    await patch(new Check(token, signal, unreadable), { keysetId: "x", keyId: "x", status: "enabled" }, list);
  } catch (error) {
    if (isInvalid(error) || !isAborted(signal)) throw error;
    return new Run(changes).report(true);
  }

  const lanes = lanesOf(changes);
  const run = new Run(changes);
  const gate = new Gate();
  const option = (name) => list?.find((_, at) => at % 2 === 1 && list[at - 1] === name);
  const onProgress = option("onProgress");
  const underWay = new Set();

  async function lane() {
    for (let changes; (changes = lanes.shift()); ) {
      // What the run has done to the keys of this set: the guard goes by it, since it may not show yet.
      const earlier = new Map();
      for (const change of changes) {
        if (run.stopped || isAborted(signal)) return;
        const call = new BulkCall(token, signal, gate, earlier);
        underWay.add(call);
        const result = await patch(call, change, list).then((receipt) => ({ outcome: "applied", receipt }), (error) => resultOf(call, error, signal));
        underWay.delete(call);
        if (result.outcome === "applied" || (result.outcome === "unknown" && change.status === "disabled")) earlier.set(change.keyId, change.status);
        for (const progress of result.outcome === "skipped" ? [] : run.end(change, result)) tell(onProgress, progress);
        if (run.stopped) for (const other of underWay) other.skip();
      }
    }
  }

  await Promise.all(Array.from({ length: option("concurrency") ?? CONCURRENCY }, lane));
  return run.report(isAborted(signal));
}

// Rejects for the first change that is wrong.
async function check(changes, patch) {
  for (const [index, change] of changes.entries()) {
    await patch(new Check("x"), change).catch((error) => {
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
  isOneOfMany = true;
  aborted = true;

  settle(succeeded, outcome) {
    this.aborted = !succeeded;
    super.settle(succeeded, outcome);
  }
}

class BulkCall extends GuardedCall {
  isOneOfMany = true;
  // A PATCH left, and was not certainly refused.
  isUncertain = false;
  #gate;
  // Until when it has waited at the gate: once is enough, whatever clocks do.
  #waited = 0;
  #isPatch = false;

  constructor(token, signal, gate, earlier) {
    super(token, signal);
    this.#gate = gate;
    this.earlier = earlier;
  }

  get holdMs() {
    const { opens, leftMs } = this.#gate;
    if (opens <= this.#waited) return 0;
    this.#waited = opens;
    return leftMs;
  }

  close(milliseconds) {
    this.#gate.close(milliseconds);
  }

  send(fetch, method, ...rest) {
    this.#isPatch = method === "PATCH";
    super.send(fetch, method, ...rest);
  }

  async perform() {
    const isPatch = this.#isPatch;
    this.#isPatch = false;
    const wasUncertain = this.isUncertain;
    this.isUncertain ||= isPatch;
    const answer = await super.perform();
    const { status } = answer ?? {};
    if (isPatch && status >= 400 && status < 500 && ![408, 409, 429].includes(status)) this.isUncertain = wasUncertain;
    return answer;
  }

  // The run has stopped: if nothing was sent, nothing will be.
  skip() {
    if (!this.isUncertain) this.fail();
  }
}
