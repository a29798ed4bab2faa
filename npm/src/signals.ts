// Puts one listener on each signal of a caller, however many calls wait for it: Node warns of a leak when there are more than ten.

/** The callbacks of a signal, and the listener that calls all of them. */
type Waiting = [callbacks: Set<() => void>, tell: () => void];

const waiting = new WeakMap<AbortSignal, Waiting>();

/** Calls back when the signal fires. Returns a function that ends that. */
export function onAbort(signal: AbortSignal, callback: () => void): () => void {
  const [callbacks, tell] = waiting.get(signal) ?? newWaiting();
  waiting.set(signal, [callbacks.add(callback), tell]);
  // Once the same listener is there it is not added again.
  signal.addEventListener("abort", tell);
  return () => {
    callbacks.delete(callback);
    if (callbacks.size === 0) signal.removeEventListener("abort", tell);
  };
}

function newWaiting(): Waiting {
  const callbacks = new Set<() => void>();
  return [callbacks, () => callbacks.forEach((call) => call())];
}

/** Whether there is a signal and it has fired. */
export const isAborted = (signal: unknown): boolean => (signal as AbortSignal | null | undefined)?.aborted === true;
