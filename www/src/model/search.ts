// Finding a key set by a part of its name, and a key by its id or by its certificate's thumbprint, hex or base64url. Pure.

import type { Keyset } from "trustframework-keys";
import { certificateOf, hexOf, nameOf } from "./keys";

/** The kids that were found; none where the set's own name matched. */
export type Found = { kids: string[] };

/** `all` is what any key can be found by, in one text: most sets are ruled out by one look. */
type Index = { name: string; all: string; keys: { kid: string; text: string }[] };

/** A set is indexed once, however many keystrokes follow. */
const indexes = new WeakMap<Keyset, Index>();

function indexOf(set: Keyset): Index {
  const known = indexes.get(set);
  if (known) return known;
  const keys = set.keys.map((key) => {
    const x5t = typeof key["x5t"] === "string" ? key["x5t"] : "";
    return { kid: key.kid, text: [key.kid, x5t, hexOf(x5t) ?? ""].join("\n").toLowerCase() };
  });
  const index = { name: set.id.toLowerCase(), all: keys.map(({ text }) => text).join("\n"), keys };
  indexes.set(set, index);
  return index;
}

/** So many sets are indexed in a row: a keystroke that comes meanwhile does not wait. */
const SLICE = 100;

/** Indexes in advance, so that the first keystroke is as quick as the next. */
export function prepare(sets: readonly Keyset[]): void {
  for (const set of sets.slice(0, SLICE)) indexOf(set);
  if (sets.length > SLICE) setTimeout(prepare, 0, sets.slice(SLICE));
}

/** Hex is written in many ways: "AB:CD", "ab cd". */
const HEX_PAIRS = /^[0-9a-f]{2}([: ]?[0-9a-f]{2})+$/;

export function normal(query: string): string {
  const text = query.trim().toLowerCase();
  return HEX_PAIRS.test(text) ? text.replaceAll(/[: ]/g, "") : text;
}

/** `wanted` is normal. */
export function find(set: Keyset, wanted: string): Found | undefined {
  const { name, all, keys } = indexOf(set);
  if (name.includes(wanted)) return { kids: [] };
  if (!all.includes(wanted)) return undefined;
  return { kids: keys.filter(({ text }) => text.includes(wanted)).map(({ kid }) => kid) };
}

export type Place = { keysetId: string; keyId: string };

/** Where else a key's certificate stands, by the key's name. Only certificates that stand in more than one place are in it. */
export function twinsOf(sets: Keyset[]): ReadonlyMap<string, Place[]> {
  const places = new Map<string, Place[]>();
  for (const { id, keys } of sets)
    for (const key of keys) {
      const certificate = certificateOf(key);
      if (certificate === undefined) continue;
      const place = { keysetId: id, keyId: key.kid };
      places.set(certificate, [...(places.get(certificate) ?? []), place]);
    }
  const twins = new Map<string, Place[]>();
  for (const list of places.values())
    if (list.length > 1)
      for (const one of list)
        twins.set(
          nameOf(one.keysetId, one.keyId),
          list.filter((other) => other !== one),
        );
  return twins;
}
