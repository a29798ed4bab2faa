// The one place where a token is taken out of what others wrote: a server that echoes it, a host error that quotes it. `secrets` are the
// tokens that a call knew.

// What stands in a token's place.
const MARK = "[token]";
// Members of receipts, errors and events that are nobody's echo.
const OWN = new Set(["code", "status", "phase", "argument"]);
// Members that the caller wrote: an id may well hold a very short token by chance.
const CALLERS = new Set(["keysetId", "keyId", "clientRequestId"]);
// How many values of a cause are looked at; one that is larger counts as holding the token.
const MOST_VALUES = 5000;

// A token that is shorter than any real one may stand by chance in an id, in a code, or in a sentence of ours.
const LONG_ENOUGH = 8;

// A copy of plain fields with the tokens taken out of what a server wrote.
export function redact(fields, secrets) {
  const copy = { ...fields };
  for (const key of Object.keys(copy)) {
    const value = copy[key];
    if (typeof value !== "string" || OWN.has(key)) continue;
    if (!CALLERS.has(key)) copy[key] = clean(value, secrets);
    else copy[key] = secrets.includes(value) ? MARK : redactOwn(value, secrets);
  }
  return copy;
}

// A text of ours, of the caller, or of an answer on its way to the module, in whose memory no token is to be. A short one is left where it
// may stand by chance: the answer must be judged as it came.
export function redactOwn(text, secrets) {
  return clean(
    text,
    secrets.filter((token) => token.length >= LONG_ENOUGH),
  );
}

// The cause itself, unless a token is or may be in it: then a plain Error that says the same without it.
export function redactCause(cause, secrets) {
  return isFree(cause, secrets) ? cause : withoutTokens(cause, secrets);
}

// The ways in which a token stands in a text: as it is, in JSON, in JSON that escapes slashes, in a URL.
function forms(token) {
  const json = JSON.stringify(token).slice(1, -1);
  const url = inUrl(token);
  return [json.replaceAll("/", "\\/"), json, url, url.replace(/%../g, (byte) => byte.toLowerCase()), token];
}

function inUrl(token) {
  try {
    return encodeURIComponent(token);
  } catch {
    return token; // half of a surrogate pair: no token, and in no URL
  }
}

// Every form is at least as long as the token, so most texts, a request id above all, are done with at once. Longer forms go first, and
// what was put in place of one is not searched for another.
function clean(text, secrets) {
  const fitting = formsOf(secrets.filter((token) => token.length <= text.length));
  return fitting.reduce((parts, form) => parts.flatMap((part) => part.split(form)), [text]).join(MARK);
}

const formsOf = (secrets) =>
  [...new Set(secrets.filter((token) => token !== "").flatMap(forms))].sort(
    (left, right) => right.length - left.length,
  );

// An Error that says the same, as far as that can be read.
function withoutTokens(cause, secrets) {
  const error = new Error("The cause held the token, or could not be searched for it, and was taken out.");
  try {
    if (typeof cause === "string") error.message = clean(cause, secrets);
    for (const name of ["message", "name", "code"])
      if (typeof cause[name] === "string") error[name] = clean(cause[name], secrets);
  } catch {
    // Its properties cannot be read; the message above stands.
  }
  error.stack = `${error.name}: ${error.message}`;
  return error;
}

// Whether none of the texts that a log could show of a value holds a token: properties, its own and those of its classes, and what it
// says of itself. What keeps something where it cannot be searched (a browser's Headers, bytes) is not free of it.
function isFree(value, secrets) {
  const hidden = formsOf(secrets);
  if (hidden.length === 0) return true;
  const seen = new Set();

  const visit = (part) => {
    if (typeof part === "symbol") part = String(part);
    if (typeof part === "string") return !hidden.some((form) => part.includes(form));
    if ((typeof part !== "object" && typeof part !== "function") || part === null || seen.has(part)) return true;
    seen.add(part);
    return (
      seen.size < MOST_VALUES &&
      sayings(part).every(visit) &&
      owners(part).every((owner) => properties(part, owner).every(visit))
    );
  };
  try {
    return visit(value);
  } catch {
    return false;
  }
}

// The classes of a host whose objects have nothing but properties and their text.
const SEARCHABLE = /^(Object|Function|Array|Date|RegExp|URL|URLSearchParams|DOMException|[A-Za-z]*Error)$/;

// An object and those of its prototypes that the host did not make. Throws where the host keeps what is in it.
function owners(object) {
  const found = [object];
  for (let owner = object, above = 0; (owner = Object.getPrototypeOf(owner)) !== null; above += 1) {
    // A proxy may have no end of prototypes.
    if (above > MOST_VALUES) throw new RangeError("too many");
    // Its own: an object that somebody made a prototype of has inherited that of Object.
    const maker = Object.hasOwn(owner, "constructor") && owner.constructor;
    if (!isNative(maker)) found.push(owner);
    else if (!SEARCHABLE.test(maker.name)) throw new TypeError("cannot be searched");
  }
  return found;
}

// Names and values. An accessor of the object itself may say something else to the log: then this throws.
function properties(object, owner) {
  const keys = Reflect.ownKeys(owner);
  if (keys.length > MOST_VALUES) throw new RangeError("too many");
  return keys.flatMap((key) => {
    // The accessors of a class are asked through its objects.
    if (typeof owner === "function" && key === "prototype") return [];
    const { get } = Object.getOwnPropertyDescriptor(owner, key);
    if (owner === object && get && !isNative(get)) throw new TypeError("cannot be searched");
    return [key, Reflect.get(owner, key, object)];
  });
}

// What an object says of itself, however it comes to it.
function sayings(object) {
  const said = [asText(object)];
  if (typeof object.toJSON === "function") said.push(object.toJSON());
  const inspect = object[Symbol.for("nodejs.util.inspect.custom")];
  if (typeof inspect === "function") said.push(inspect.call(object, 9, {}, String));
  return said;
}

function asText(object) {
  try {
    return String(object);
  } catch {
    return ""; // nobody else gets a text of it either
  }
}

const isNative = (value) =>
  typeof value === "function" && /\[native code\]\s*\}\s*$/.test(Function.prototype.toString.call(value));
