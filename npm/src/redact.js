// The one place where a token is taken out of what others wrote: a server that echoes it, a host error that quotes it.

// The members of receipts and errors that a server wrote.
const FOREIGN = ["graphCode", "graphMessage", "requestId"];
// How many values of a cause are looked at; one that is larger counts as holding the token.
const MOST_VALUES = 500;

// A copy of plain fields with the token taken out of what a server wrote.
export function redact(fields, token) {
  const copy = { ...fields };
  for (const key of FOREIGN) if (typeof copy[key] === "string") copy[key] = clean(copy[key], token);
  return copy;
}

// The cause itself, unless the token is or may be in it: then a plain Error that says the same without it.
export function redactCause(cause, token) {
  if (!isPlainly(cause, token)) return withoutToken(cause, token);
  return cause;
}

// The ways in which a token stands in a text: as it is, in JSON, in JSON that escapes slashes, in a URL.
function forms(token) {
  if (typeof token !== "string" || token === "") return [];
  const json = JSON.stringify(token).slice(1, -1);
  return [...new Set([json.replaceAll("/", "\\/"), json, encodeURIComponent(token), token])];
}

// Every form is at least as long as the token, so most texts, a request id above all, are done with at once.
const clean = (text, token) =>
  text.length < token?.length ? text : forms(token).reduce((rest, form) => rest.replaceAll(form, "[token]"), text);

function withoutToken(cause, token) {
  const error = new Error("The cause held the token, or could not be searched for it, and was taken out.");
  try {
    if (typeof cause === "string") error.message = clean(cause, token);
    else if (typeof cause.message === "string") error.message = clean(cause.message, token);
    if (typeof cause.name === "string") error.name = clean(cause.name, token);
  } catch {
    // Its properties cannot be read; the message above stands.
  }
  error.stack = `${error.name}: ${error.message}`;
  return error;
}

// Whether a value is made of primitives, plain objects, arrays and errors only, and none of their texts holds the token. Whatever else
// a log might print in a way of its own (Headers, Map, a class with private state) is no plain value.
function isPlainly(value, token) {
  const secrets = forms(token);
  if (secrets.length === 0) return true;
  const seen = new Set();
  let left = MOST_VALUES;

  const free = (text) => !secrets.some((form) => text.includes(form));
  const visit = (part) => {
    if (typeof part === "string") return free(part);
    if (typeof part === "symbol") return free(String(part));
    if (typeof part === "function") return false;
    if (typeof part !== "object" || part === null || seen.has(part)) return true;
    seen.add(part);
    if (!isOrdinary(part)) return false;
    const keys = Reflect.ownKeys(part);
    left -= keys.length;
    if (left < 0) return false;
    return ["name", "message", "stack", "cause"].every((key) => visit(part[key])) && keys.every((key) => visit(key) && visit(part[key]));
  };
  try {
    return visit(value);
  } catch {
    return false;
  }
}

// A plain object, an array or an error, of any realm, that no log would ask to describe itself.
function isOrdinary(object) {
  if (typeof object.toJSON === "function" || object[Symbol.for("nodejs.util.inspect.custom")] !== undefined) return false;
  const tag = Object.prototype.toString.call(object);
  if (tag === "[object Error]" || tag === "[object DOMException]" || Array.isArray(object)) return true;
  const prototype = Object.getPrototypeOf(object);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}
