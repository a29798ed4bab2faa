// What Graph answers to a read, into keys and key sets. Pure; asks nobody and sends nothing.
//
// Tolerates what Graph's own pages show: a key inside `value`, numbers as strings, statuses and members that nobody knows yet. Private
// members never leave this file. What is not what was asked for throws a TypeError.

// What an answer is to show; src/web/read.rs has the same numbers.
export const KEYSETS = 0;
export const KEYSET = 1;
export const KEYS = 2;
export const ACTIVE_KEY = 3;
export const KEY = 4;

// Private members, which Graph never shows: should it do so once, nobody gets them from here. And what is OData's rather than the key's.
const HIDDEN = /^([kdpq]|d[pq]|qi)$|@odata\./;

// The entries of an answer, `kid` being the key that was asked for, if it was one.
export function entriesOf(body, what, kid) {
  if (what === KEYSETS) return list(body, "value").map(keysetOf);
  if (what === KEYS) return list(body, "value").map(keyOf);
  if (what === KEYSET) return list(unwrapped(body, "id"), "keys").map(keyOf);
  const key = keyOf(body);
  if (kid !== undefined && key.kid !== kid) throw new TypeError("another key");
  return [key];
}

const NEXT = "@odata.nextLink";

// What a server may take for a slash, or for the dots that lead out of a path, though it is none in a URL.
const DISGUISED = /%(2e|2f|5c|25)/i;

// The URL of the next page, `undefined` after the last. It must be on the origin and under the path of this one: the token goes there.
export function nextOf(body, url) {
  const link = member(body, NEXT) ?? "";
  if (link === "") return undefined;
  if (typeof link !== "string") throw new TypeError("no link");
  const here = new URL(url);
  const next = new URL(link, here);
  next.hash = "";
  // Without a question mark that nothing follows: it would be another text for the same page.
  next.search ||= "";
  const below = next.pathname.slice(here.pathname.length);
  const under =
    next.pathname === here.pathname + below && (below === "" || below.startsWith("/")) && !DISGUISED.test(below);
  if (next.origin !== here.origin || !under || next.username || next.password) throw new TypeError("another place");
  return next.href;
}

function keysetOf(value) {
  const keyset = unwrapped(value, "id");
  return { id: text(keyset, "id"), keys: list({ ...keyset, keys: member(keyset, "keys") ?? [] }, "keys").map(keyOf) };
}

function keyOf(value) {
  const key = shown(unwrapped(value, "kid"));
  text(key, "kid");
  for (const name of ["nbf", "exp"]) {
    const seconds = member(key, name) ?? undefined;
    delete key[name];
    if (seconds !== undefined) key[name] = numberOf(seconds);
  }
  for (const name of ["kty", "use", "status"]) if (typeof member(key, name) !== "string") delete key[name];
  return key;
}

// A number, or its decimal digits: `Number` would take "0x10", "1e3" and " 5 " as well.
function numberOf(value) {
  const number = typeof value === "string" && /^[+-]?\d+(\.\d+)?$/.test(value) ? Number(value) : value;
  if (!Number.isFinite(number)) throw new TypeError("no number of seconds");
  return number;
}

// The same without what is hidden, at any depth.
function shown(value) {
  if (Array.isArray(value)) return value.map(shown);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, inner]) => (HIDDEN.test(name) ? [] : [[name, shown(inner)]])),
  );
}

const unwrapped = (value, name) => (member(value, name) === undefined ? (member(value, "value") ?? value) : value);

// A list of which a part is elsewhere would pass for all of it.
function list(value, name) {
  const found = member(value, name);
  if (!Array.isArray(found) || member(value, name + NEXT) !== undefined)
    throw new TypeError("no list, or not all of it");
  return found;
}

function text(value, name) {
  const found = member(value, name);
  if (typeof found !== "string" || found === "") throw new TypeError("no id");
  return found;
}

// An own member: what somebody put on Object.prototype is no answer.
const member = (value, name) =>
  typeof value === "object" && value !== null && Object.hasOwn(value, name) ? value[name] : undefined;
