// One listener on each signal of a caller, however many calls wait for it: Node warns of more than ten as of a leak.

// The calls that wait for a signal, and the listener that tells them.
const waiting = new WeakMap();

// Calls back when the signal fires. Returns what ends that; both throw what a look-alike throws.
export function onAbort(signal, callback) {
  let entry = waiting.get(signal);
  if (entry) {
    entry.callbacks.add(callback);
  } else {
    const callbacks = new Set([callback]);
    entry = { callbacks, tell: () => [...callbacks].forEach((call) => call()) };
    signal.addEventListener("abort", entry.tell);
    waiting.set(signal, entry);
  }
  return () => {
    if (!entry.callbacks.delete(callback) || entry.callbacks.size > 0) return;
    waiting.delete(signal);
    signal.removeEventListener("abort", entry.tell);
  };
}

// Whether the signal, if there is one, has fired.
export function isAborted(signal) {
  try {
    return signal?.aborted === true;
  } catch {
    return false;
  }
}
