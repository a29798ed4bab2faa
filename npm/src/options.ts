// Says what is wrong with options, where that takes no rule about Graph; the module knows those. Reads nothing from a caller: own.ts has
// done that.

import type { GivenOptions, MemberList } from "./own.ts";

/** What is wrong with a value, as the end of a sentence that begins with the option's name; `undefined` where nothing is. */
export type Judge = (value: unknown) => string | undefined;

/** The options that a function knows, and the judge of each. Searched by own members only. */
export type KnownOptions = Readonly<Record<string, Judge>>;

/** Is told what is wrong with an argument, as the end of a sentence that begins with it, or with `subject`. */
export type Refuse = (argument: string, what: string | undefined, subject?: string) => void;

/** The options that were found right, those of `retry` beside the others. Has no prototype. */
export interface OptionValues {
  cloud?: unknown;
  signal?: unknown;
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
export const LONGEST_TEXT = 8 * 1024;

const any: Judge = () => undefined;
const requestId: Judge = (value) =>
  value === false || (typeof value === "string" && /^[!-~]{1,128}$/.test(value))
    ? undefined
    : "must be 1 to 128 visible ASCII characters, or false to send none.";
const milliseconds: Judge = (value) =>
  isFrom(0, value) ? undefined : "must be a number of milliseconds from 0, or Infinity.";
export const callable: Judge = (value) => (typeof value === "function" ? undefined : "must be a function.");
const attempts: Judge = (value) =>
  isFrom(1, value) && Math.round(value) === value ? undefined : "must be a whole number from 1, or Infinity.";
const retries: Judge = (value) =>
  value === false || Array.isArray(value) ? undefined : "must be false, or an object of maxAttempts and maxDelayMs.";
export const flag: Judge = (value) => (typeof value === "boolean" ? undefined : "must be true or false.");

export const isFrom = (least: number, value: unknown): value is number => typeof value === "number" && value >= least;

/** What is wrong with a text that the module is to be given as it is. */
export function textProblem(value: unknown): string | undefined {
  if (typeof value !== "string") return "must be a string.";
  return value.length <= LONGEST_TEXT && !/\p{Cs}/u.test(value)
    ? undefined
    : "must be at most 8,192 characters, without half of a surrogate pair.";
}

// A host, which over http must be this machine (RFC 6761 section 6.3). The rest is for the host's URL to judge.
const BASE = /^http(s:\/\/[^/]|:\/\/(([\w.-]+\.)?localhost|127(\.\d+){3}|\[::1])(:\d+)?(\/|$))/i;

const url: Judge = (value) => {
  const problem = textProblem(value);
  const text = value as string;
  try {
    if (problem || (BASE.test(text) && !/[^!-~]|[\\?#@]/.test(text) && new URL(text))) return problem;
  } catch {
    // Refused like any other.
  }
  return 'must be an https:// URL in ASCII, without "@", "?" and "#"; http:// is for localhost only.';
};

// Without `__proto__: null`: webpack's minifier (terser 5) joins such literals, and two `__proto__` in one literal are a SyntaxError.
export const REQUEST_OPTIONS = { cloud: any, baseUrl: url, clientRequestId: requestId, signal: any };

// Object.assign, marked pure, rather than a spread: bundlers keep an object that others are spread into, even if nobody uses it.
export const CALL_OPTIONS = /* @__PURE__ */ Object.assign({}, REQUEST_OPTIONS, {
  timeoutMs: milliseconds,
  attemptTimeoutMs: milliseconds,
  tokenTimeoutMs: milliseconds,
  retry: retries,
  fetch: callable,
  onAttempt: callable,
});

const RETRY_OPTIONS = { maxAttempts: attempts, maxDelayMs: milliseconds };
// What `retry: false` means.
const ONCE: MemberList = [
  ["maxAttempts", 1],
  ["maxDelayMs", 0],
];

/** The values among a caller's options. All that is wrong is told to `refuse`, in the order of the options. */
export function check(given: GivenOptions, known: KnownOptions, refuse: Refuse): OptionValues {
  const values = { __proto__: null } as Record<PropertyKey, unknown>;
  const take = (list: MemberList, known: KnownOptions, argument: string, prefix: string) => {
    for (const [key, value] of list) {
      const name = String(key);
      const judge = Object.hasOwn(known, key) && known[name];
      const problem = judge && value !== undefined && judge(value);
      if (!judge) refuse(argument, unknown(name, Object.keys(known)));
      else if (problem) refuse(prefix ? argument : name, problem, prefix + name);
      else if (value !== undefined) {
        values[name] = value;
        if (name === "retry") take(value ? (value as MemberList) : ONCE, RETRY_OPTIONS, name, "retry.");
      }
    }
  };
  if (given === null) refuse("options", "must be a plain object.");
  take(given ?? [], known, "options", "");
  return values;
}

/** Says that an object has a member that nobody knows, and which known one is nearest. */
export function unknown(name: string, known: readonly string[]): string {
  // How many letters only one of the names has, case aside.
  const distance = (other: string) =>
    (name + other)
      .toLowerCase()
      .split("")
      .filter((letter) => ![name, other].every((one) => one.toLowerCase().includes(letter))).length;
  const [near] = known.slice().sort((left, right) => distance(left) - distance(right));
  // Longer or stranger names are not repeated: a swapped argument could be the token.
  return `has no member ${/^[a-z\d]{1,32}$/i.test(name) ? name : "of that name"}; the nearest is ${Object.hasOwn(RETRY_OPTIONS, name) && known.includes("retry") ? `retry.${name}` : near}.`;
}
