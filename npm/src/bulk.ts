// patchKeyStatuses: many calls of patchKeyStatus, those of one key set one after another, several key sets at a time.
//
// Each change is a task and a Call of its own, so a run needs nothing of the module but the gate (src/web/bulk.rs). Nothing rejects once
// the first change may have begun: what happens to one is in its result.

import type * as root from "../index.d.ts";
import type { Seen } from "./call.ts";
import { type GivenChange, invalid, lanesOf, readChanges } from "./changes.ts";
import type { Client } from "./client.ts";
import { GuardedCall, PATCH_OPTIONS } from "./guarded.ts";
import { callable, isFrom, type Judge } from "./options.ts";
import { type GivenOptions, own } from "./own.ts";
import { Gate, outcomeOf, type Progress, type Result, Run, type StatusGiven, statusGiven, Tokens } from "./run.ts";
import { isKeyStatusError, type KeyStatusError } from "./shared.ts";
import { isAborted } from "./signals.ts";

const CONCURRENCY = 4;
const MOST_LANES = 64;
// More patient than one call alone, since others wait with it anyway; and where a Call has that among what the module reads.
const MAX_DELAY_MS = 300_000;
const MAX_DELAY_PLACE = 9;

const width: Judge = (value) =>
  isFrom(1, value) && value <= MOST_LANES && value % 1 === 0 ? undefined : "must be a whole number from 1 to 64.";
const BULK_OPTIONS = /* @__PURE__ */ Object.assign({}, PATCH_OPTIONS, { concurrency: width, onProgress: callable });

// Everything a caller passed is read before the first await.
export const patchKeyStatuses =
  (client: Client): typeof root.patchKeyStatuses =>
  async (changes, token, options) => {
    const given = own(options);
    const tokens = new Tokens();
    if (typeof token === "string") tokens.add(token);
    return carryOut(client, readChanges(changes, tokens.all), token, tokens, given, globalThis.fetch);
  };

async function carryOut(
  client: Client,
  changes: GivenChange[],
  token: unknown,
  tokens: Tokens,
  given: GivenOptions,
  fetch: unknown,
): Promise<root.BulkReport> {
  const { list, signal } = given;
  const patch = (call: GuardedCall): Promise<root.Receipt> => client.call("patchKeyStatus", call);
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
  const option = (name: string) => list?.find((_, at) => at % 2 === 1 && list[at - 1] === name);
  const onProgress = option("onProgress") as Listener | undefined;
  const underWay = tokens.underWay as Set<BulkCall>;

  async function lane(): Promise<void> {
    for (let changes = lanes.shift(); changes; changes = lanes.shift()) {
      // What the run has done to the keys of this set: the guard goes by it, since it may not show yet.
      const earlier = new Map<unknown, StatusGiven>();
      for (const change of changes) {
        if (run.stopped || isAborted(signal)) return;
        const call = new BulkCall(idsOf(change), token, given, fetch, tokens, gate, earlier);
        underWay.add(call);
        const result = await patch(call).then(
          (receipt): Result => ({ outcome: "applied", receipt }),
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

  await Promise.all(Array.from({ length: (option("concurrency") as number | undefined) ?? CONCURRENCY }, lane));
  return run.report(isAborted(signal));
}

// Rejects for the first change that is wrong.
async function check(
  changes: GivenChange[],
  { all }: Tokens,
  patch: (ids: unknown[]) => Promise<unknown>,
): Promise<void> {
  for (const [index, change] of changes.entries()) {
    await patch(idsOf(change)).catch((error) => {
      throw isInvalid(error) ? invalid(`changes[${index}].${error.message}`, all) : error;
    });
  }
}

const idsOf = ({ keysetId, keyId, status }: GivenChange) => [keysetId, keyId, status];

const isInvalid = (error: unknown): error is KeyStatusError =>
  isKeyStatusError(error) && error.code === "invalid-argument";

// What a change came to whose call rejected: with an error, or because of an abort or a skip.
function resultOf(call: BulkCall, error: unknown, signal: unknown): Result {
  if (!isKeyStatusError(error) || (isAborted(signal) && error === (signal as AbortSignal).reason))
    return { outcome: call.isUncertain ? "unknown" : "skipped" };
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

// A call that goes no further than its arguments.
class Check extends GuardedCall {
  override get stopped(): boolean {
    return true;
  }

  override settle(): void {
    this.aborted = false;
    super.settle();
  }
}

class BulkCall extends GuardedCall {
  // A PATCH left, and was not certainly refused.
  isUncertain = false;
  #wasUncertain = false;
  #gate: Gate;
  // The tokens that it knows by itself.
  own: string[];
  #tokens: Tokens;
  // The opening that it has waited for: once is enough, whatever clocks do.
  #waited = 0;
  // The request that is next, and the one that is under way, is a PATCH.
  #isPatch = false;
  #isPatching = false;

  constructor(
    ids: unknown[],
    token: unknown,
    given: GivenOptions,
    fetch: unknown,
    tokens: Tokens,
    gate: Gate,
    earlier: Map<unknown, StatusGiven>,
  ) {
    super(BULK_OPTIONS, ids, token, given, fetch);
    this.own = this.secrets;
    this.secrets = tokens.all;
    this.#tokens = tokens;
    this.given[MAX_DELAY_PLACE] ??= MAX_DELAY_MS;
    this.#gate = gate;
    this.earlier = earlier;
  }

  override learn(token: string): void {
    this.own.push(token);
    this.#tokens.add(token);
  }

  get holdMs(): number {
    return this.#gate.opens > this.#waited ? this.#gate.leftMs : 0;
  }

  close(milliseconds: number): void {
    this.#gate.close(milliseconds);
  }

  override sleep(milliseconds: number): void {
    if (milliseconds >= this.#gate.leftMs) this.#waited = this.#gate.opens;
    super.sleep(milliseconds);
  }

  override send(method: string, url: string, body: string, milliseconds: number): void {
    this.#isPatch = method === "PATCH";
    super.send(method, url, body, milliseconds);
  }

  override perform(): Promise<void> {
    this.#isPatching = this.#isPatch;
    this.#isPatch = false;
    this.#wasUncertain = this.isUncertain;
    this.isUncertain ||= this.#isPatching;
    return super.perform();
  }

  override seen(answer: Seen, elapsedMs: number): unknown[] {
    const { status = 0 } = answer;
    if (this.#isPatching && status >= 400 && status < 500 && ![408, 409, 429].includes(status))
      this.isUncertain = this.#wasUncertain;
    return super.seen(answer, elapsedMs);
  }

  // The run has stopped: if nothing was sent, nothing will be.
  skip(): void {
    if (!this.isUncertain) this.fail();
  }
}
