// Takes tokens out of what others wrote: a server that echoes one, an error of the host that quotes one. The one place that does.
// `secrets` are always the tokens that a call knows.

// What stands in a token's place.
const MARK = "[token]";
// Members of receipts, errors and events that we write ourselves; no server echoes anything into them.
const OWN = /^(code|status|phase|argument)$/;
// Members that the caller wrote: an id may well hold a very short token by chance.
const CALLERS = /^(keysetId|keyId|clientRequestId)$/;
// A token in the place of an id, which nobody said is one.
const JWT = /^eyJ[\w-]+\.[\w-]+\./;
// How many values of a cause are looked at. A larger one counts as holding the token.
const MOST_VALUES = 5000;

// A token that is shorter is no real one, and may stand by chance in an id, in a code, or in a sentence of ours.
const LONG_ENOUGH = 8;

/** A copy of the plain fields that have a value, with the tokens taken out of what a server wrote. */
export function redact<Fields extends object>(fields: Fields, secrets: readonly string[]): Fields {
  const copy = { ...fields } as Record<string, unknown>;
  for (const [key, value] of Object.entries(fields)) {
    if (value === undefined) delete copy[key];
    if (typeof value !== "string" || OWN.test(key)) continue;
    // Most are shorter than any token, and so hold none.
    if (secrets.every((token) => token.length > value.length) && !JWT.test(value)) continue;
    if (!CALLERS.test(key)) copy[key] = clean(value, secrets);
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
  // Half of a surrogate pair stands in no URL.
  const url = encodeURIComponent(token.replace(/\p{Cs}/gu, ""));
  return [json.replaceAll("/", "\\/"), json, url, url.replace(/%../g, (byte) => byte.toLowerCase()), token];
}

// Every form is at least as long as its token. So most texts, such as a request id, are shorter than any token and need no search. Longer
// forms are taken out first. The mark that stands in the place of one form is not searched for another.
function clean(text: string, secrets: readonly string[]): string {
  const fitting = formsOf(secrets.filter((token) => token.length <= text.length));
  return fitting.reduce((parts, form) => parts.flatMap((part) => part.split(form)), [text]).join(MARK);
}

const formsOf = (secrets: readonly string[]) =>
  secrets
    .filter(Boolean)
    .flatMap(forms)
    .sort((left, right) => right.length - left.length);

// An Error that says the same as the cause, as far as that can be read.
function withoutTokens(cause: unknown, secrets: readonly string[]): Error {
  const error: Error & { code?: string } = new Error("The cause may have held the token, and was taken out.");
  if (typeof cause === "string") error.message = clean(cause, secrets);
  for (const name of ["message", "name", "code"] as const) {
    const value = (cause as Record<string, unknown> | null | undefined)?.[name];
    if (typeof value === "string") error[name] = clean(value, secrets);
  }
  error.stack = `${error.name}: ${error.message}`;
  return error;
}

// The kinds of objects that have nothing but properties and their text. Others (a browser's Headers, a Map, bytes) may hold a token where it
// cannot be searched.
const SEARCHABLE = /^\[object (Object|\w*Function|Array|Date|RegExp|URL|URLSearchParams|DOMException|\w*Error)]$/;

// By which Node asks an object for its text.
const INSPECT = /* @__PURE__ */ Symbol.for("nodejs.util.inspect.custom");

// Whether a value holds no token in any text that a log shows of it: its properties, and what it says of itself.
export function isFree(value: unknown, secrets: readonly string[]): boolean {
  const hidden = formsOf(secrets);
  const seen = new Set<unknown>();

  const visit = (part: unknown): boolean => {
    if (typeof part === "symbol") part = String(part);
    if (typeof part === "string") {
      const text = part;
      return !hidden.some((form) => text.includes(form));
    }
    if (Object(part) !== part || seen.has(part)) return true;
    seen.add(part);
    const object = part as Record<PropertyKey, unknown> & Sayings;
    return (
      seen.size < MOST_VALUES &&
      SEARCHABLE.test(Object.prototype.toString.call(object)) &&
      [object.toString?.(), object.toJSON?.(), object[INSPECT]?.(9, {}, String)].every(visit) &&
      Reflect.ownKeys(object).every((key) => visit(key) && visit(object[key]))
    );
  };
  try {
    return hidden.length === 0 || visit(value);
  } catch {
    return false;
  }
}

// The ways in which logs ask an object for its text.
interface Sayings {
  toJSON?(): unknown;
  [INSPECT]?(depth: number, options: object, inspect: unknown): unknown;
}
