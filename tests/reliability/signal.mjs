// The caller's signal: one that knows how many listen to it, and what fires it.

const REASONS = {
  default: [],
  object: [{ why: "a person pressed Escape" }],
  string: ["Escape"],
  null: [null],
  zero: [0],
  error: [new RangeError("mine")],
};

// As long as AbortSignal.timeout waits, in real milliseconds.
const TIMEOUT = 40;

// For a case's `abort`, if it has one.
export function watchedSignal(abort) {
  const controller = new AbortController();
  const signal =
    abort?.by === "any"
      ? AbortSignal.any([controller.signal])
      : abort?.by === "timeout"
        ? AbortSignal.timeout(TIMEOUT)
        : controller.signal;
  const listeners = [];
  watch(signal, "addEventListener", (listener) => listeners.push(listener));
  watch(
    signal,
    "removeEventListener",
    (listener) => listeners.includes(listener) && listeners.splice(listeners.indexOf(listener), 1),
  );
  return { signal, fire: () => controller.abort(...REASONS[abort.reason ?? "default"]), left: () => listeners.length };
}

function watch(signal, name, note) {
  const real = signal[name];
  Object.defineProperty(signal, name, {
    value(type, listener, ...rest) {
      note(listener);
      return real.call(this, type, listener, ...rest);
    },
  });
}
