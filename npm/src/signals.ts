// Puts one listener on each signal of a caller, however many calls wait for it: Node warns of a leak when there are more than ten.

interface Waiting {
  callbacks: (() => void)[];
  /** The listener on the signal: calls every callback. */
  tell: () => void;
}

const waiting = new WeakMap<AbortSignal, Waiting>();

/** Calls back when the signal fires. Returns a function that ends that, to be called once. */
export function onAbort(signal: AbortSignal, callback: () => void): () => void {
  let entry = waiting.get(signal);
  if (!entry) {
    const callbacks: Waiting["callbacks"] = [];
    // A copy: a callback may take itself out.
    entry = { callbacks, tell: () => callbacks.slice().forEach((call) => call()) };
    signal.addEventListener("abort", entry.tell);
    waiting.set(signal, entry);
  }
  const { callbacks, tell } = entry;
  callbacks.push(callback);
  return () => {
    callbacks.splice(callbacks.indexOf(callback), 1);
    if (callbacks.length > 0) return;
    waiting.delete(signal);
    signal.removeEventListener("abort", tell);
  };
}

/** Whether there is a signal and it has fired. */
export const isAborted = (signal: unknown): boolean => (signal as AbortSignal | null | undefined)?.aborted === true;
