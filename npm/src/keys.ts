// Turns what Graph answers to a read into keys and key sets. Pure; asks nobody and sends nothing.
//
// Tolerates what Graph's own pages show: a key inside `value`, numbers as strings, statuses and members that nobody knows yet. Private
// members never leave this file. What is not what was asked for throws a TypeError.

import type { Key, Keyset } from "../index.d.ts";
import type { Read } from "./host.ts";

// Private members, which Graph never shows: should it ever do so, nobody gets them from here. And members that are OData's, not the key's.
const HIDDEN = /^([kdpq]|d[pq]|qi)$|@odata\./;

/** The entries of an answer. `kid` is the key that was asked for, if it was one. */
export function entriesOf(body: unknown, what: Read["what"], kid: unknown): Key[] | Keyset[] {
  if (what === "keysets") return list(body, "value").map(keysetOf);
  if (what === "keys") return keysOf(list(body, "value"));
  if (what === "keyset") return keysOf(list(unwrapped(body, "id"), "keys"));
  const key = keyOf(body);
  if (kid !== undefined && key.kid !== kid) throw new TypeError("another key");
  return [key];
}

const NEXT = "@odata.nextLink";

// What a server may take for a slash, or for the dots that lead out of a path, though none of it is one in a URL.
const DISGUISED = /%(2e|2f|5c|25)/i;

/**
 * The URL of the next page; `undefined` after the last. It must be on the origin and under the path of this one, since the token goes there.
 */
export function nextOf(body: unknown, url: string): string | undefined {
  const link = member(body, NEXT) ?? "";
  if (link === "") return undefined;
  if (typeof link !== "string") throw new TypeError("no link");
  const here = new URL(url);
  const next = new URL(link, here);
  next.hash = "";
  // Takes out a question mark that nothing follows: it would be another text for the same page.
  next.search ||= "";
  const below = next.pathname.slice(here.pathname.length);
  const under =
    next.pathname === here.pathname + below && (below === "" || below.startsWith("/")) && !DISGUISED.test(below);
  if (next.origin !== here.origin || !under || next.username || next.password) throw new TypeError("another place");
  return next.href;
}

function keysetOf(value: unknown): Keyset {
  const keyset = unwrapped(value, "id");
  const keys = { ...(keyset as object), keys: member(keyset, "keys") ?? [] };
  return { id: text(keyset, "id"), keys: keysOf(list(keys, "keys")) };
}

// One odd key does not make a whole listing fail: what has no kid is left out.
const keysOf = (values: unknown[]): Key[] => values.filter((value) => kidOf(unwrapped(value, "kid"))).map(keyOf);

const kidOf = (value: unknown): string | undefined => {
  const kid = member(value, "kid");
  return typeof kid === "string" && kid !== "" ? kid : undefined;
};

function keyOf(value: unknown): Key {
  const key = shown(unwrapped(value, "kid")) as Key;
  if (!kidOf(key)) throw new TypeError("no kid");
  const unreadable: ("nbf" | "exp")[] = [];
  for (const name of Object.keys(key)) if (key[name] === null) delete key[name];
  for (const name of ["nbf", "exp"] as const) {
    const sent = member(key, name);
    const seconds = numberOf(sent);
    if (seconds !== undefined) key[name] = seconds;
    else if (sent !== undefined) {
      delete key[name];
      unreadable.push(name);
    }
  }
  for (const name of ["kty", "use", "status"] as const) if (typeof member(key, name) !== "string") delete key[name];
  // Ours, whatever Graph sent under that name.
  delete key.unreadable;
  if (unreadable.length > 0) key.unreadable = unreadable;
  return key;
}

/** The keys of a set that a caller gives, one of ours or as Graph sent it, as far as they are judged. */
export const keysGiven = (keyset: unknown): Key[] => list(unwrapped(keyset, "id"), "keys").map(keyGiven);

function keyGiven(value: unknown): Key {
  const given = unwrapped(value, "kid");
  const kid = text(given, "kid");
  const key: Key = { kid };
  for (const name of ["use", "status"] as const) {
    const word = member(given, name);
    if (typeof word === "string") key[name] = word;
  }
  const named = member(given, "unreadable");
  key.unreadable = [];
  for (const name of ["nbf", "exp"] as const) {
    const sent = member(given, name);
    const seconds = numberOf(sent);
    if (seconds !== undefined) key[name] = seconds;
    else if ((sent ?? undefined) !== undefined || (Array.isArray(named) && named.includes(name)))
      key.unreadable.push(name);
  }
  return key;
}

// A number, or its decimal digits. `Number` alone would take "0x10", "1e3" and " 5 " as well.
function numberOf(value: unknown): number | undefined {
  const number = typeof value === "string" && /^[+-]?\d+(\.\d+)?$/.test(value) ? Number(value) : value;
  return Number.isFinite(number) ? (number as number) : undefined;
}

// The same value without hidden members, at any depth.
function shown(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(shown);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, inner]) => (HIDDEN.test(name) ? [] : [[name, shown(inner)]])),
  );
}

// What is inside `value`, unless the member of that name is there without it.
const unwrapped = (value: unknown, name: string) =>
  member(value, name) === undefined ? (member(value, "value") ?? value) : value;

// A list of which a part is elsewhere is refused: it would pass for all of it.
function list(value: unknown, name: string): unknown[] {
  const found = member(value, name);
  if (!Array.isArray(found) || member(value, name + NEXT) !== undefined)
    throw new TypeError("no list, or not all of it");
  return found;
}

function text(value: unknown, name: string): string {
  const found = member(value, name);
  if (typeof found !== "string" || found === "") throw new TypeError("no id");
  return found;
}

// An own member: what somebody put on Object.prototype is no answer.
const member = (value: unknown, name: string): unknown =>
  typeof value === "object" && value !== null && Object.hasOwn(value, name)
    ? (value as Record<string, unknown>)[name]
    : undefined;
