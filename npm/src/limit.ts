// Limits how long work may take. What the work waits for is given up when its time is over, or when it is stopped.

import type { Call } from "./call.ts";
import { after } from "./time.ts";

export interface Limit {
  /** Fires when the work is given up, with the reason. */
  signal: AbortSignal;
  /** What a promise comes to. Rejects at once when the work is given up; what the promise gives after that goes to `late`. */
  wait<Value>(promise: Value | PromiseLike<Value>, late?: (value: Value) => void): Promise<Value>;
  /** The work is done: no timer is left, and nothing is given up any more. */
  done(): void;
}

/** Limits what a call waits for. The limit ends with the call. */
export function startLimit(call: Pick<Call, "stop">, milliseconds: number): Limit {
  const controller = new AbortController();
  const { signal } = controller;
  let giveUp: ((reason: unknown) => void) | undefined;
  let isDone = false;
  let cancel: (() => void) | undefined;
  const done = () => {
    isDone = true;
    cancel?.();
  };
  const stop = (reason?: unknown) => {
    // Every call ends with this, and hosts take longer to fire a signal than for all else that follows a change.
    if (isDone) return;
    done();
    controller.abort(reason);
    giveUp?.(reason);
  };
  // A fake timer may call back while it is being set. That is no end of a time.
  cancel = after(milliseconds, () => cancel && stop());
  call.stop = stop;
  return {
    signal,
    done,
    wait: (promise, late) =>
      new Promise((resolve, reject) => {
        if (signal.aborted) reject(signal.reason);
        giveUp = reject;
        Promise.resolve(promise).then((value) => (signal.aborted ? late?.(value) : resolve(value)), reject);
      }),
  };
}
