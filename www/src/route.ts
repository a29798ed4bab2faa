// Which screen is shown, by the part of the URL behind `#`, and how its list is sorted and filtered. The URL carries the tenant as a label, which
// is compared with the tenant that is connected; nothing of the URL says where a token goes.

import { computed, signal } from "@preact/signals";
import { SORTS, type Filter, type Sort } from "./model/rows";

export type Screen =
  | { name: "sets" }
  | { name: "set"; id: string }
  | { name: "activity" }
  | { name: "worker" }
  | { name: "connect"; kind?: string };

export type ListState = { query: string; filter?: Filter; sort: Sort; isDown: boolean; key?: string };

const hash = signal(location.hash);
let writing: ReturnType<typeof setTimeout> | undefined;

addEventListener("hashchange", () => {
  clearTimeout(writing);
  hash.value = location.hash;
});

const parts = computed(() => {
  const [path = "", query = ""] = hash.value.split("?");
  return { path, params: new URLSearchParams(query) };
});

export const route = computed<Screen>(() => {
  const [, screen, id] = parts.value.path.split("/");
  if (screen === "sets" && id) return { name: "set", id: decoded(id) };
  if (screen === "connect") return { name: "connect", ...(id && { kind: id }) };
  return screen === "activity" || screen === "worker" ? { name: screen } : { name: "sets" };
});

/** What a link says of the tenant it is for. */
export const label = computed(() => parts.value.params.get("tenant") ?? undefined);

export const listState = computed<ListState>(() => {
  const { params } = parts.value;
  const [filter, sort, key] = [params.get("show"), params.get("sort"), params.get("key")];
  return {
    query: params.get("find") ?? "",
    ...(isFilter(filter) && { filter }),
    sort: SORTS.find((one) => one === sort) ?? "next",
    isDown: params.get("order") === "down",
    ...(key !== null && { key }),
  };
});

/** Typing is no step to go back to. */
export function setListState(change: Partial<ListState>): void {
  const { query, filter, sort, isDown } = { ...listState.peek(), ...change };
  const pairs: [string, string | undefined][] = [
    ["find", query || undefined],
    ["show", filter],
    ["sort", sort === "next" ? undefined : sort],
    ["order", isDown ? "down" : undefined],
    ["tenant", label.peek()],
  ];
  replace(`${parts.peek().path || "#/sets"}${queryOf(pairs)}`);
}

/** Writes the label of the connected tenant into the URL; `undefined` takes it out. */
export function setLabel(tenant: string | undefined): void {
  if (tenant === label.peek()) return;
  const pairs = [...parts.peek().params].filter(([name]) => name !== "tenant");
  replace(`${parts.peek().path || "#/sets"}${queryOf([...pairs, ["tenant", tenant]])}`);
}

/** Links carry the label too, so that one that is copied or opened in a new tab never ends at other data. */
export const to = (path: string) => `#/${path}${queryOf([["tenant", label.value]])}`;

export const toSet = (id: string, key?: string) =>
  `#/sets/${encodeURIComponent(id)}${queryOf([
    ["key", key],
    ["tenant", label.value],
  ])}`;

/** The list as it was left: search, filter, order. */
let left = "";
hash.subscribe(() => {
  if (route.peek().name === "sets") left = hash.peek();
});
export const toList = () => {
  const tenant = new URLSearchParams(left.split("?")[1]).get("tenant") ?? undefined;
  return left !== "" && label.value === tenant ? left : to("sets");
};

/** Browsers refuse to write the URL at every keystroke. */
const WRITE_AFTER_MS = 200;

function replace(next: string): void {
  hash.value = next;
  clearTimeout(writing);
  writing = setTimeout(() => {
    if (next !== location.hash) history.replaceState(history.state, "", next);
  }, WRITE_AFTER_MS);
}

function queryOf(pairs: [string, string | undefined][]): string {
  const params = new URLSearchParams(pairs.filter((pair): pair is [string, string] => pair[1] !== undefined));
  return params.size > 0 ? `?${params}` : "";
}

const isFilter = (text: string | null): text is Filter => text === "broken" || text === "soon" || text === "stale";

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
