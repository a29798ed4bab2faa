// Copies a caller's options at call time: own members only, each read once, so that neither a later change, a second answer of a
// getter nor anything on Object.prototype can reach the request.

// A flat list of keys and values, and the signal among them. What is no plain object becomes `null`, which is refused. The result
// has no prototype either: what is absent from it is not looked for on Object.prototype.
export function own(options) {
  if (options === undefined) return { __proto__: null };
  try {
    if (!isPlain(options)) return { __proto__: null, list: null };
    const list = [];
    let signal;
    let unreadable;
    for (const key of Reflect.ownKeys(options)) {
      const value = options[key];
      if (key === "signal") signal = value;
      const inner = key === "retry" && typeof value === "object" ? own(value) : undefined;
      unreadable ??= inner?.unreadable;
      list.push(key, inner ? inner.list : value);
    }
    return { __proto__: null, list, signal, unreadable };
  } catch (unreadable) {
    return { __proto__: null, list: null, unreadable };
  }
}

// A Map or a Date has no own members: taking it for no options would drop what its author meant.
const isPlain = (value) =>
  typeof value === "object" && value !== null && Object.prototype.toString.call(value) === "[object Object]";
