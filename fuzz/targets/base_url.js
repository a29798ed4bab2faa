// Any text as a base URL, against the host's parser of URLs: a token leaves by https or stays on this machine.

import { equal, ok } from "../wrong.js";
import { REQUEST_OPTIONS } from "../../npm/src/options.ts";

export function fuzz(data) {
  const text = data.utf8Slice();
  const problem = REQUEST_OPTIONS.baseUrl(text);
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (problem === undefined) holdsForTheRequest(text, url);
  else ok(!(url && mustBeTaken(text, url)), () => `${text}: ${problem}`);
}

// What an accepted base URL promises, as the host will understand it.
function holdsForTheRequest(text, url) {
  ok(url && isAllowed(url), () => text);
  equal(url.username + url.password + url.search + url.hash, "", text);
  const base = withoutSlashes(text);
  const request = new URL(`${base}/trustFramework/keySets/set%2F../keys_v2/key`);
  equal(request.origin, url.origin, text);
  // Dot segments and what the host writes with an escape aside.
  if (url.href === text && !hasDotSegments(text))
    equal(request.pathname, `${withoutSlashes(url.pathname)}/trustFramework/keySets/set%2F../keys_v2/key`, text);
}

function hasDotSegments(text) {
  return text
    .toLowerCase()
    .replaceAll("%2e", ".")
    .split("/")
    .some((segment) => segment === "." || segment === "..");
}

function isAllowed(url) {
  if (url.protocol === "https:") return true;
  return url.protocol === "http:" && isThisMachine(url.hostname);
}

// Hosts as the URL standard writes them: numbers of IPv4 in decimal, IPv6 as short as can be.
function isThisMachine(hostname) {
  if (hostname === "localhost" || hostname === "[::1]") return true;
  if (hostname.length > 10 && hostname.endsWith(".localhost")) return true;
  const numbers = hostname.split(".");
  return numbers.length === 4 && numbers[0] === "127" && numbers.every((number) => String(Number(number)) === number);
}

// A plain URL in the form that the URL standard itself writes.
function mustBeTaken(text, url) {
  if (!isAllowed(url) || url.username || url.password) return false;
  if (["?", "#", "@"].some((character) => text.includes(character))) return false;
  const isPlainHost = [...url.hostname].every((character) =>
    "abcdefghijklmnopqrstuvwxyz0123456789.-_:[]".includes(character),
  );
  return isPlainHost && withoutSlashes(url.href) === withoutSlashes(text);
}

function withoutSlashes(text) {
  let end = text.length;
  while (text[end - 1] === "/") end -= 1;
  return text.slice(0, end);
}
