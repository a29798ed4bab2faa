// Takes tokens out of what others wrote: a server that echoes one, an error of the host that quotes one. The one place that does.
// `secrets` are always the tokens that a call knows.

// What stands in a token's place.
const MARK = "[token]";
// Members of receipts, errors and events that we write ourselves; no server echoes anything into them.
const OWN = /* @__PURE__ */ new Set(["code", "status", "phase", "argument"]);
// Members that the caller wrote: an id may well hold a very short token by chance.
const CALLERS = /* @__PURE__ */ new Set(["keysetId", "keyId", "clientRequestId"]);
// A token in the place of an id, which nobody said is one.
const JWT = /^eyJ[\w-]+\.[\w-]+\./;
// How many values of a cause are looked at. A larger one counts as holding the token.
const MOST_VALUES = 5000;

// A token that is shorter is no real one, and may stand by chance in an id, in a code, or in a sentence of ours.
const LONG_ENOUGH = 8;

/** A copy of plain fields, with the tokens taken out of what a server wrote. */
export function redact<Fields extends object>(fields: Fields, secrets: readonly string[]): Fields {
  const copy = { ...fields } as Record<string, unknown>;
  for (const key of Object.keys(copy)) {
    const value = copy[key];
    if (typeof value !== "string" || OWN.has(key)) continue;
    if (!CALLERS.has(key)) copy[key] = clean(value, secrets);
    else copy[key] = secrets.includes(value) || JWT.test(value) ? MARK : redactOwn(value, secrets);
  }
  return copy as Fields;
}

/**
 * For a text of ours, of the caller, or of an answer on its way to the module, in whose memory no token is to be. A short token stays: it may
 * stand there by chance, and an answer must be judged as it came.
 */
export function redactOwn(text: string, secrets: readonly string[]): string {
  return clean(
    text,
    secrets.filter((token) => token.length >= LONG_ENOUGH),
  );
}

/** The cause itself, unless a token is or may be in it: then a plain Error that says the same without it. */
export function redactCause(cause: unknown, secrets: readonly string[]): unknown {
  return isFree(cause, secrets) ? cause : withoutTokens(cause, secrets);
}

// The ways in which a token stands in a text: as it is, in JSON, in JSON that escapes slashes, in a URL.
function forms(token: string): string[] {
  const json = JSON.stringify(token).slice(1, -1);
  const url = inUrl(token);
  return [json.replaceAll("/", "\\/"), json, url, url.replace(/%../g, (byte) => byte.toLowerCase()), token];
}

function inUrl(token: string): string {
  try {
    return encodeURIComponent(token);
  } catch {
    return token; // Half of a surrogate pair: such a text is no token, and stands in no URL.
  }
}

// Every form is at least as long as its token. So most texts, such as a request id, are shorter than any token and need no search. Longer
// forms are taken out first. The mark that stands in the place of one form is not searched for another.
function clean(text: string, secrets: readonly string[]): string {
  const fitting = formsOf(secrets.filter((token) => token.length <= text.length));
  return fitting.reduce((parts, form) => parts.flatMap((part) => part.split(form)), [text]).join(MARK);
}

const formsOf = (secrets: readonly string[]) =>
  [...new Set(secrets.filter((token) => token !== "").flatMap(forms))].sort(
    (left, right) => right.length - left.length,
  );

// An Error that says the same as the cause, as far as that can be read.
function withoutTokens(cause: unknown, secrets: readonly string[]): Error {
  const error: Error & { code?: string } = new Error(
    "The cause held the token, or could not be searched for it, and was taken out.",
  );
  try {
    if (typeof cause === "string") error.message = clean(cause, secrets);
    for (const name of ["message", "name", "code"] as const) {
      const value = (cause as Record<string, unknown>)[name];
      if (typeof value === "string") error[name] = clean(value, secrets);
    }
  } catch {
    // Its properties cannot be read; the message above stands.
  }
  error.stack = `${error.name}: ${error.message}`;
  return error;
}

// Whether a value holds no token in any text that a log could show of it: its properties, those of its classes, and what it says of itself.
// A value whose content cannot be searched (a browser's Headers, bytes) may hold one.
function isFree(value: unknown, secrets: readonly string[]): boolean {
  const hidden = formsOf(secrets);
  if (hidden.length === 0) return true;
  const seen = new Set<object>();

  const visit = (part: unknown): boolean => {
    if (typeof part === "symbol") part = String(part);
    if (typeof part === "string") {
      const text = part;
      return !hidden.some((form) => text.includes(form));
    }
    if (!isObject(part) || seen.has(part)) return true;
    const object = part;
    seen.add(object);
    return (
      seen.size < MOST_VALUES &&
      sayings(object).every(visit) &&
      owners(object).every((owner) => properties(object, owner).every(visit))
    );
  };
  try {
    return visit(value);
  } catch {
    return false;
  }
}

const isObject = (value: unknown): value is object =>
  (typeof value === "object" && value !== null) || typeof value === "function";

// The classes of a host whose objects have nothing but properties and their text.
const SEARCHABLE = /^(Object|Function|Array|Date|RegExp|URL|URLSearchParams|DOMException|[A-Za-z]*Error)$/;

// An object and those of its prototypes that the host did not make. Throws where the object is of a class of the host that cannot be
// searched.
function owners(object: object): object[] {
  const found = [object];
  let owner: object | null = object;
  for (let above = 0; (owner = Object.getPrototypeOf(owner)) !== null; above += 1) {
    // A proxy may have no end of prototypes.
    if (above > MOST_VALUES) throw new RangeError("too many");
    // Its own: an object that somebody made a prototype of has inherited that of Object.
    const maker = Object.hasOwn(owner, "constructor") && owner.constructor;
    if (!isNative(maker)) found.push(owner);
    else if (!SEARCHABLE.test(maker.name)) throw new TypeError("cannot be searched");
  }
  return found;
}

// Names and values in turn. Throws where the object itself has an accessor, which may say something else to the log.
function properties(object: object, owner: object): unknown[] {
  const keys = Reflect.ownKeys(owner);
  if (keys.length > MOST_VALUES) throw new RangeError("too many");
  return keys.flatMap((key) => {
    // The accessors of a class are asked through its objects.
    if (typeof owner === "function" && key === "prototype") return [];
    const { get } = Object.getOwnPropertyDescriptor(owner, key) as PropertyDescriptor;
    if (owner === object && get && !isNative(get)) throw new TypeError("cannot be searched");
    return [key, Reflect.get(owner, key, object)];
  });
}

// By which Node asks an object for its text.
const INSPECT = /* @__PURE__ */ Symbol.for("nodejs.util.inspect.custom");

// What an object says of itself in the ways that logs ask it.
function sayings(object: { toJSON?: unknown; [INSPECT]?: unknown }): unknown[] {
  const said: unknown[] = [asText(object)];
  if (typeof object.toJSON === "function") said.push(object.toJSON());
  const inspect = object[INSPECT];
  if (typeof inspect === "function") said.push(inspect.call(object, 9, {}, String));
  return said;
}

function asText(object: object): string {
  try {
    return String(object);
  } catch {
    return ""; // Nobody else gets a text of it either.
  }
}

// biome-ignore lint/complexity/noBannedTypes: any function.
const isNative = (value: unknown): value is Function =>
  typeof value === "function" && /\[native code\]\s*\}\s*$/.test(Function.prototype.toString.call(value));
