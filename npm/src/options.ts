// Says what is wrong with options, where that takes no rule about Graph; the module knows those. Reads nothing from a caller: own.ts has
// done that.

import type { GivenOptions, MemberList } from "./own.ts";

/** What is wrong with a value, as the end of a sentence that begins with the option's name; `undefined` where nothing is. */
export type Judge = (value: unknown) => string | undefined;

/** The options that a function knows, and the judge of each. Searched by own members only. */
export type KnownOptions = Readonly<Record<string, Judge>>;

/** Is told the argument that is wrong, and how, as a sentence. */
export type Refuse = (argument: string, message: string) => void;

/** The options that were found right, those of `retry` beside the others. Has no prototype. */
export interface OptionValues {
  cloud?: unknown;
  baseUrl?: string;
  clientRequestId?: string | false;
  timeoutMs?: number;
  attemptTimeoutMs?: number;
  tokenTimeoutMs?: number;
  maxAttempts?: number;
  maxDelayMs?: number;
  retry?: unknown;
  guard?: boolean;
  verify?: boolean;
  fetch?: unknown;
  onAttempt?: unknown;
  now?: number;
}

// The longest text that the module is given, in UTF-16 units; servers take no longer URL.
const LONGEST_TEXT = 8 * 1024;

const any: Judge = () => undefined;
const requestId: Judge = (value) =>
  value === false || (typeof value === "string" && /^[!-~]{1,128}$/.test(value))
    ? undefined
    : "must be 1 to 128 visible ASCII characters, such as a GUID, or false to send none.";
const milliseconds: Judge = (value) =>
  isFrom(0, value) ? undefined : "must be a number of milliseconds from 0; Infinity is no limit.";
export const callable: Judge = (value) => (typeof value === "function" ? undefined : "must be a function.");
const attempts: Judge = (value) =>
  isFrom(1, value) && (value % 1 === 0 || value === Infinity)
    ? undefined
    : "must be a whole number from 1; retry: false tries once.";
export const flag: Judge = (value) => (typeof value === "boolean" ? undefined : "must be true or false.");

export const isFrom = (least: number, value: unknown): value is number => typeof value === "number" && value >= least;

/** What is wrong with a text that the module is to be given as it is. */
export function textProblem(value: unknown): string | undefined {
  if (typeof value !== "string") return "must be a string.";
  if (value.length > LONGEST_TEXT) return "must not be longer than 8,192 characters.";
  try {
    encodeURIComponent(value);
    return undefined;
  } catch {
    return "holds half of a surrogate pair, which no URL can carry; pass it exactly as Graph lists it.";
  }
}

/** The text. An empty one, which the module refuses, where it is none or so long that nobody can mean it. */
export const short = (value: unknown, longest = LONGEST_TEXT): string =>
  typeof value === "string" && value.length <= longest ? value : "";

// A host and a port. Whether the numbers are too large is for the host's URL to tell.
const ANY_MACHINE = /^([\w.-]+|\[[\da-f:.]+])(:\d+)?$/i;
// Those that are this machine (RFC 6761 section 6.3), to which a token may go over http.
const THIS_MACHINE = /^(([\w.-]*\.)?localhost|127(\.(0|[1-9]\d*)){3}|\[::1])(:\d+)?$/i;

const url: Judge = (value) => {
  const problem = textProblem(value);
  if (problem) return problem;
  const text = value as string;
  if (/[^!-~]|[\\?#]/.test(text)) return 'must be ASCII without white space, a backslash, "?" and "#".';
  const [, secure, authority = ""] = /^http(s?):\/\/([^/]*)/i.exec(text) ?? [];
  if (!secure && !THIS_MACHINE.test(authority))
    return "must begin with https://; only for localhost with http://, over which the token travels in the clear.";
  try {
    if (ANY_MACHINE.test(authority) && new URL(text)) return undefined;
  } catch {
    // Refused like any other.
  }
  return "is no URL of a host that could be reached, without credentials.";
};

// Without `__proto__: null`: webpack's minifier (terser 5) joins such literals, and two `__proto__` in one literal are a SyntaxError.
export const REQUEST_OPTIONS = { cloud: any, baseUrl: url, clientRequestId: requestId, signal: any };

// Object.assign, marked pure, rather than a spread: bundlers keep an object that others are spread into, even if nobody uses it.
export const CALL_OPTIONS = /* @__PURE__ */ Object.assign({}, REQUEST_OPTIONS, {
  timeoutMs: milliseconds,
  attemptTimeoutMs: milliseconds,
  tokenTimeoutMs: milliseconds,
  retry: any,
  fetch: callable,
  onAttempt: callable,
});

const RETRY_OPTIONS = { maxAttempts: attempts, maxDelayMs: milliseconds };

/** The values among a caller's options. All that is wrong is told to `refuse`, in the order of the options. */
export function check(list: GivenOptions["list"], known: KnownOptions, refuse: Refuse): OptionValues {
  const values = { __proto__: null } as Record<string, unknown>;
  if (list === null)
    refuse("options", "options must be a plain object whose members can be read; leave it out for the defaults.");
  each("options", list ?? [], known, refuse, (name, value) => {
    values[name] = value;
    if (name !== "retry") return;
    if (value === false) [values["maxAttempts"], values["maxDelayMs"]] = [1, 0];
    else if (Array.isArray(value)) each("retry", value, RETRY_OPTIONS, refuse, (inner, set) => (values[inner] = set));
    else refuse("retry", "retry must be false, or an object of maxAttempts and maxDelayMs.");
  });
  return values;
}

function each(
  argument: "options" | "retry",
  list: MemberList,
  known: KnownOptions,
  refuse: Refuse,
  take: (name: string, value: unknown) => void,
): void {
  for (let at = 0; at < list.length; at += 2) {
    const name = list[at] as string;
    const value = list[at + 1];
    const judge = Object.hasOwn(known, name) ? known[name] : undefined;
    if (!judge) refuse(argument, unknown(argument, String(name), Object.keys(known)));
    else if (value !== undefined) {
      const problem = judge(value);
      if (problem)
        refuse(argument === "retry" ? argument : name, `${argument === "retry" ? "retry." : ""}${name} ${problem}`);
      else take(name, value);
    }
  }
}

/** Says that an object has a member that nobody knows, and which known one is nearest. */
export function unknown(argument: string, name: string, known: readonly string[]): string {
  if (argument !== "retry" && Object.hasOwn(RETRY_OPTIONS, name))
    return `${argument} has no member ${name}; it belongs in retry.`;
  const letters = name.slice(0, 32);
  const [near] = [...known].sort((left, right) => distance(letters, left) - distance(letters, right));
  // Longer or stranger names are not repeated: a swapped argument could be the token.
  return `${argument} has no member ${/^[a-z\d]{1,32}$/i.test(name) ? name : "of that name"}; the nearest is ${near}.`;
}

// How many letters must be changed, added or taken out to make one name of the other (Levenshtein), case aside.
function distance(left: string, right: string): number {
  const [from, to] = [[...left.toLowerCase()], [...right.toLowerCase()]];
  const last = from.reduce(
    (row, letter, line) => {
      const next = [line + 1];
      to.forEach((other, at) => {
        const changed = (row[at] as number) + Number(letter !== other);
        next.push(Math.min(changed, (row[at + 1] as number) + 1, (next[at] as number) + 1));
      });
      return next;
    },
    [...to.keys(), to.length],
  );
  return last[to.length] as number;
}
