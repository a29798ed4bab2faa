// Copies a caller's options at call time: own members only, each read once, so that neither a later change, a second answer of a
// getter nor anything on Object.prototype can reach the request.

// A flat list of keys and values; `undefined` stays, and what is no object is handed on for the module to refuse.
export function own(options) {
  if (typeof options !== "object" || options === null) return { list: options };
  try {
    return { list: Reflect.ownKeys(options).flatMap((key) => [key, options[key]]) };
  } catch (unreadable) {
    return { list: null, unreadable };
  }
}
