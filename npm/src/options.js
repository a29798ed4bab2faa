// What is wrong with options, as far as that takes no rule about Graph: those are the module's. Reads nothing from a caller; own.js has.
//
// A set of options is an object, without a prototype, of a name and what says of a value how it is wrong, as the end of a sentence that
// begins with the name.

// The longest text that the module is given, in UTF-16 units; servers take no longer URL.
const LONGEST_TEXT = 8 * 1024;

const any = () => {};
const requestId = (value) =>
  value === false || (typeof value === "string" && /^[!-~]{1,128}$/.test(value))
    ? undefined
    : "must be 1 to 128 visible ASCII characters, such as a GUID, or false to send none.";
const milliseconds = (value) =>
  isFrom(0, value) ? undefined : "must be a number of milliseconds from 0; Infinity is no limit.";
export const callable = (value) => (typeof value === "function" ? undefined : "must be a function.");
const attempts = (value) =>
  isFrom(1, value) && (value % 1 === 0 || value === Infinity)
    ? undefined
    : "must be a whole number from 1; retry: false tries once.";
export const flag = (value) => (typeof value === "boolean" ? undefined : "must be true or false.");

export const isFrom = (least, value) => typeof value === "number" && value >= least;

// What a text must be to reach the module as it is.
export function textProblem(value) {
  if (typeof value !== "string") return "must be a string.";
  if (value.length > LONGEST_TEXT) return "must not be longer than 8,192 characters.";
  try {
    encodeURIComponent(value);
    return undefined;
  } catch {
    return "holds half of a surrogate pair, which no URL can carry; pass it exactly as Graph lists it.";
  }
}

// A text, unless nobody can mean it: then an empty one, for the module to refuse.
export const short = (value) => (typeof value === "string" && value.length <= LONGEST_TEXT ? value : "");

// A host and a port; and those that are this machine (RFC 6761 section 6.3), to which a token may go over http. That numbers are not too
// large is for the host to tell.
const ANY_MACHINE = /^([\w.-]+|\[[\da-f:.]+])(:\d+)?$/i;
const THIS_MACHINE = /^(([\w.-]*\.)?localhost|127(\.(0|[1-9]\d*)){3}|\[::1])(:\d+)?$/i;

function url(value) {
  const problem = textProblem(value);
  if (problem) return problem;
  if (/[^!-~]|[\\?#]/.test(value)) return 'must be ASCII without white space, a backslash, "?" and "#".';
  const [, secure, authority] = /^http(s?):\/\/([^/]*)/i.exec(value) ?? [];
  if (!secure && !THIS_MACHINE.test(authority))
    return "must begin with https://; only for localhost with http://, over which the token travels in the clear.";
  try {
    if (ANY_MACHINE.test(authority) && new URL(value)) return undefined;
  } catch {
    // Refused like any other.
  }
  return "is no URL of a host that could be reached, without credentials.";
}

// Looked into by own members alone, so without `__proto__: null`: webpack's minifier (terser 5) puts literals that are spread into one
// another together, and two `__proto__` in one literal are a SyntaxError.
export const REQUEST_OPTIONS = { cloud: any, baseUrl: url, clientRequestId: requestId, signal: any };

export const CALL_OPTIONS = {
  ...REQUEST_OPTIONS,
  timeoutMs: milliseconds,
  attemptTimeoutMs: milliseconds,
  tokenTimeoutMs: milliseconds,
  retry: any,
  fetch: callable,
  onAttempt: callable,
};

const RETRY_OPTIONS = { maxAttempts: attempts, maxDelayMs: milliseconds };

// The values among a list of own.js, those of `retry` beside the others. `refuse` is told the argument that is wrong, and how.
export function check(list, known, refuse) {
  const values = { __proto__: null };
  if (list === null)
    refuse("options", "options must be a plain object whose members can be read; leave it out for the defaults.");
  each("options", list ?? [], known, refuse, (name, value) => {
    values[name] = value;
    if (name !== "retry") return;
    if (value === false) [values.maxAttempts, values.maxDelayMs] = [1, 0];
    else if (Array.isArray(value))
      each("retry", value, RETRY_OPTIONS, refuse, (inner, setting) => (values[inner] = setting));
    else refuse("retry", "retry must be false, or an object of maxAttempts and maxDelayMs.");
  });
  return values;
}

function each(argument, list, known, refuse, take) {
  for (let at = 0; at < list.length; at += 2) {
    const [name, value] = [list[at], list[at + 1]];
    if (!Object.hasOwn(known, name)) refuse(argument, unknown(argument, String(name), Object.keys(known)));
    else if (value !== undefined) {
      const problem = known[name](value);
      if (problem)
        refuse(argument === "retry" ? argument : name, `${argument === "retry" ? "retry." : ""}${name} ${problem}`);
      take(name, value);
    }
  }
}

export function unknown(argument, name, known) {
  if (argument !== "retry" && Object.hasOwn(RETRY_OPTIONS, name))
    return `${argument} has no member ${name}; it belongs in retry.`;
  const [[, near]] = known
    .map((other) => [distance(name.slice(0, 32), other), other])
    .sort(([left], [right]) => left - right);
  // Longer or stranger names are not repeated: a swapped argument could be the token.
  return `${argument} has no member ${/^[a-z\d]{1,32}$/i.test(name) ? name : "of that name"}; the nearest is ${near}.`;
}

// How many letters must be changed, added or taken out to make one name of the other (Levenshtein), case aside.
function distance(left, right) {
  const [from, to] = [left, right].map((name) => [...name.toLowerCase()]);
  return from.reduce(
    (row, letter, line) => {
      const next = [line + 1];
      to.forEach((other, at) => next.push(Math.min(row[at] + (letter !== other), row[at + 1] + 1, next[at] + 1)));
      return next;
    },
    [...to.keys(), to.length],
  )[to.length];
}
