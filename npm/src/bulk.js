// patchKeyStatuses: many calls of patchKeyStatus, those of one key set one after another, several key sets at a time.
//
// Each change is a task and a Call of its own, so a run needs nothing of the module but the gate (src/web/bulk.rs). Nothing rejects once
// the first change may have begun: what happens to one is in its result.

import { invalid, lanesOf, readChanges } from "./changes.js";
import { isKeyStatusError } from "./errors.js";
import { GuardedCall, PATCH_OPTIONS } from "./guarded.js";
import { callable, isFrom } from "./options.js";
import { own } from "./own.js";
import { Gate, Run, Tokens, outcomeOf, statusGiven } from "./run.js";
import { isAborted } from "./signals.js";

const CONCURRENCY = 4;
const MOST_LANES = 64;
// More patient than one call alone, since others wait with it anyway; and where a Call has that among what the module reads.
const MAX_DELAY_MS = 300_000;
const MAX_DELAY_PLACE = 9;

const width = (value) =>
  isFrom(1, value) && value <= MOST_LANES && value % 1 === 0 ? undefined : "must be a whole number from 1 to 64.";
const BULK_OPTIONS = { ...PATCH_OPTIONS, concurrency: width, onProgress: callable };

// Everything a caller passed is read before the first await.
export const patchKeyStatuses = (client) => async (changes, token, options) => {
  const given = own(options);
  const tokens = new Tokens();
  if (typeof token === "string") tokens.add(token);
  return carryOut(client, readChanges(changes, tokens.all), token, tokens, given, globalThis.fetch);
};

async function carryOut(client, changes, token, tokens, given, fetch) {
  const { list, signal } = given;
  const patch = (call) => client.call("patchKeyStatus", call);
  try {
    await client.ready();
    await check(changes, tokens, (ids) => patch(new Check(BULK_OPTIONS, ids, "x", {}, () => {})));
    await patch(new Check(BULK_OPTIONS, ["x", "x", "enabled"], token, given, fetch));
  } catch (error) {
    if (isInvalid(error) || !isAborted(signal)) throw error;
    return new Run(changes, tokens.all).report(true);
  }

  const lanes = lanesOf(changes);
  const run = new Run(changes, tokens.all);
  const gate = new Gate();
  const option = (name) => list?.find((_, at) => at % 2 === 1 && list[at - 1] === name);
  const onProgress = option("onProgress");
  const { underWay } = tokens;

  async function lane() {
    for (let changes; (changes = lanes.shift()); ) {
      // What the run has done to the keys of this set: the guard goes by it, since it may not show yet.
      const earlier = new Map();
      for (const change of changes) {
        if (run.stopped || isAborted(signal)) return;
        const call = new BulkCall(idsOf(change), token, given, fetch, tokens, gate, earlier);
        underWay.add(call);
        const result = await patch(call).then(
          (receipt) => ({ outcome: "applied", receipt }),
          (error) => resultOf(call, error, signal),
        );
        underWay.delete(call);
        const shows = statusGiven(change, result);
        if (shows) earlier.set(change.keyId, shows);
        else if (result.outcome === "applied") earlier.delete(change.keyId);
        for (const progress of result.outcome === "skipped" ? [] : run.end(change, result)) tell(onProgress, progress);
        if (run.stopped) for (const other of underWay) other.skip();
      }
    }
  }

  await Promise.all(Array.from({ length: option("concurrency") ?? CONCURRENCY }, lane));
  return run.report(isAborted(signal));
}

// Rejects for the first change that is wrong.
async function check(changes, { all }, patch) {
  for (const [index, change] of changes.entries()) {
    await patch(idsOf(change)).catch((error) => {
      throw isInvalid(error) ? invalid(`changes[${index}].${error.message}`, all) : error;
    });
  }
}

const idsOf = ({ keysetId, keyId, status }) => [keysetId, keyId, status];

const isInvalid = (error) => isKeyStatusError(error) && error.code === "invalid-argument";

// What a change came to whose call rejected: with an error, or because of an abort or a skip.
function resultOf(call, error, signal) {
  if (!isKeyStatusError(error) || (isAborted(signal) && error === signal.reason))
    return { outcome: call.isUncertain ? "unknown" : "skipped" };
  return { outcome: outcomeOf(error), ...(error.receipt && { receipt: error.receipt }), error };
}

function tell(listener, progress) {
  try {
    Promise.resolve(listener?.(progress)).catch(() => {});
  } catch {
    // What a listener throws changes nothing.
  }
}

// A call that goes no further than its arguments.
class Check extends GuardedCall {
  get stopped() {
    return true;
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
  // The tokens that it knows by itself.
  own;
  #tokens;
  // The opening that it has waited for: once is enough, whatever clocks do.
  #waited = 0;
  // The request that is next, and the one that is under way, is a PATCH.
  #isPatch = false;
  #isPatching;

  constructor(ids, token, given, fetch, tokens, gate, earlier) {
    super(BULK_OPTIONS, ids, token, given, fetch);
    this.own = this.secrets;
    this.secrets = tokens.all;
    this.#tokens = tokens;
    this.given[MAX_DELAY_PLACE] ??= MAX_DELAY_MS;
    this.#gate = gate;
    this.earlier = earlier;
  }

  learn(token) {
    this.own.push(token);
    this.#tokens.add(token);
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

  perform() {
    this.#isPatching = this.#isPatch;
    this.#isPatch = false;
    this.#wasUncertain = this.isUncertain;
    this.isUncertain ||= this.#isPatching;
    return super.perform();
  }

  seen(answer, elapsedMs) {
    const { status } = answer;
    if (this.#isPatching && status >= 400 && status < 500 && ![408, 409, 429].includes(status))
      this.isUncertain = this.#wasUncertain;
    return super.seen(answer, elapsedMs);
  }

  // The run has stopped: if nothing was sent, nothing will be.
  skip() {
    if (!this.isUncertain) this.fail();
  }
}
