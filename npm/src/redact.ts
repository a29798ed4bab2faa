// Takes tokens out of what others wrote: a server that echoes one, an error of the host that quotes one. The one place that does.
// `secrets` are always the tokens that a call knows.

// What stands in a token's place.
const MARK = "[token]";
// Words of ours, which somebody may have made their token in a test.
const WORDS = /^(code|status|phase|argument)$/;
// Members that we or the caller wrote: a very short token may well stand there by chance.
const OURS = /^(message|keysetId|keyId|clientRequestId)$/;
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
    if (typeof value === "string" && !WORDS.test(key))
      copy[key] =
        JWT.test(value) || secrets.includes(value)
          ? MARK
          : redactText(value, secrets, OURS.test(key) ? LONG_ENOUGH : 1);
  }
  return copy as Fields;
}

/** The cause itself, unless a token is or may be in it: then a plain Error that says the same without it. */
export function redactCause(cause: unknown, secrets: readonly string[]): unknown {
  if (isFree(cause, secrets)) return cause;
  const given = typeof cause === "string" ? { message: cause } : Object(cause);
  const [message, name, code] = ["message", "name", "code"].map((key) =>
    typeof given[key] === "string" ? redactText(given[key], secrets, 1) : undefined,
  );
  return Object.assign(
    new Error(message ?? "Left out, since it may hold the token."),
    name && { name },
    code && { code },
  );
}

/**
 * A text without the tokens. If a token stands in it in another form, as in JSON or in a URL, the whole text is replaced.
 *
 * A token shorter than `least` is left in. So short a text may stand there by chance, and the module would judge an answer by a text that was
 * changed.
 */
export function redactText(text: string, secrets: readonly string[], least = LONG_ENOUGH): string {
  return secrets.reduce((left, token) => {
    // Most texts, such as a request id, are shorter than any token and need no search.
    if (token.length < least || token.length > text.length) return left;
    const rest = left.replaceAll(token, MARK);
    const plain = rest.replaceAll("\\", "").replace(/%[2-7][\da-f]/gi, decodeURIComponent);
    return plain.includes(token.replaceAll("\\", "")) ? MARK : rest;
  }, text);
}

// The kinds of objects that have nothing but properties and their text. Others (a browser's Headers, a Map, bytes) may hold a token where it
// cannot be searched.
const SEARCHABLE = /^\[object (Object|Array|Date|RegExp|URL\w*|\w*(Function|Exception|Error))]$/;

// Whether a value holds no token in any text that a log shows of it: its properties, and what it says of itself.
export function isFree(value: unknown, secrets: readonly string[]): boolean {
  const seen = new Set<unknown>();

  const visit = (part: unknown): boolean => {
    if (Object(part) !== part) return redactText(String(part), secrets, 1) === String(part);
    if (seen.has(part)) return true;
    seen.add(part);
    const object = part as Record<PropertyKey, unknown> & { toJSON?(): unknown };
    return (
      seen.size < MOST_VALUES &&
      SEARCHABLE.test(Object.prototype.toString.call(object)) &&
      [object.toString?.(), object.toJSON?.()].every(visit) &&
      Reflect.ownKeys(object).every((key) => visit(key) && visit(object[key]))
    );
  };
  try {
    return secrets.length === 0 || visit(value);
  } catch {
    return false;
  }
}
