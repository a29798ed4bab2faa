// Puts one listener on each signal of a caller, however many calls wait for it: Node warns of a leak when there are more than ten.

interface Waiting {
  callbacks: Set<() => void>;
  /** The listener on the signal: calls every callback. */
  tell: () => void;
}

const waiting = new WeakMap<AbortSignal, Waiting>();

/** Calls back when the signal fires. Returns a function that ends that. Both throw what a look-alike of a signal throws. */
export function onAbort(signal: AbortSignal, callback: () => void): () => void {
  let entry = waiting.get(signal);
  if (entry) {
    entry.callbacks.add(callback);
  } else {
    const callbacks = new Set([callback]);
    // A copy: a callback may take itself out.
    entry = { callbacks, tell: () => [...callbacks].forEach((call) => call()) };
    signal.addEventListener("abort", entry.tell);
    waiting.set(signal, entry);
  }
  const { callbacks, tell } = entry;
  return () => {
    if (!callbacks.delete(callback) || callbacks.size > 0) return;
    waiting.delete(signal);
    signal.removeEventListener("abort", tell);
  };
}

/** Whether there is a signal and it has fired. */
export function isAborted(signal: unknown): boolean {
  try {
    return (signal as AbortSignal | null | undefined)?.aborted === true;
  } catch {
    return false;
  }
}
