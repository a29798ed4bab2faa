// The one place where a token is taken out of what others wrote: a server that echoes it, a host error that quotes it. `secrets` are the
// tokens that a call knew.

// Members of receipts, errors and events that are nobody's echo.
const OWN = new Set(["code", "status", "phase", "argument"]);
// Members that the caller wrote: an id may well hold a very short token by chance.
const CALLERS = new Set(["keysetId", "keyId", "clientRequestId"]);
// How many values of a cause are looked at; one that is larger counts as holding the token.
const MOST_VALUES = 500;

// A copy of plain fields with the tokens taken out of what a server wrote.
export function redact(fields, secrets) {
  const copy = { ...fields };
  for (const key of Object.keys(copy)) {
    const value = copy[key];
    if (typeof value !== "string" || OWN.has(key)) continue;
    if (!CALLERS.has(key)) copy[key] = clean(value, secrets);
    else if (secrets.includes(value)) copy[key] = "[token]";
  }
  return copy;
}

// A text of an answer on its way to the module, in whose memory no token is to be. A token that is shorter than any real one may stand in
// a code, a status or a number by chance, and the answer must be judged as it came: such a one is left for `redact`.
export function redactAnswer(text, secrets) {
  return clean(text, secrets.filter((token) => token.length >= 16));
}

// The cause itself, unless a token is or may be in it: then a plain Error that says the same without it.
export function redactCause(cause, secrets) {
  return isPlainly(cause, secrets) ? cause : withoutTokens(cause, secrets);
}

// The ways in which a token stands in a text: as it is, in JSON, in JSON that escapes slashes, in a URL.
function forms(token) {
  const json = JSON.stringify(token).slice(1, -1);
  return [json.replaceAll("/", "\\/"), json, inUrl(token), token];
}

function inUrl(token) {
  try {
    return encodeURIComponent(token);
  } catch {
    return token; // half of a surrogate pair: no token, and in no URL
  }
}

// Every form is at least as long as the token, so most texts, a request id above all, are done with at once.
function clean(text, secrets) {
  const fitting = secrets.filter((token) => token !== "" && token.length <= text.length);
  return [...new Set(fitting)].flatMap(forms).reduce((rest, form) => rest.replaceAll(form, "[token]"), text);
}

function withoutTokens(cause, secrets) {
  const error = new Error("The cause held the token, or could not be searched for it, and was taken out.");
  try {
    if (typeof cause === "string") error.message = clean(cause, secrets);
    else if (typeof cause.message === "string") error.message = clean(cause.message, secrets);
    if (typeof cause.name === "string") error.name = clean(cause.name, secrets);
  } catch {
    // Its properties cannot be read; the message above stands.
  }
  error.stack = `${error.name}: ${error.message}`;
  return error;
}

// Whether a value is made of primitives, plain objects, arrays and errors only, and none of their texts holds a token. Whatever else a
// log might print in a way of its own (Headers, Map, a class with private state) is no plain value.
function isPlainly(value, secrets) {
  const hidden = [...new Set(secrets)].filter((token) => token !== "").flatMap(forms);
  if (hidden.length === 0) return true;
  const seen = new Set();
  let left = MOST_VALUES;

  const free = (text) => !hidden.some((form) => text.includes(form));
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
