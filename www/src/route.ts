// Which screen is shown, by the part of the URL behind `#`. It chooses a screen and, on it, a key set by name; never where a token goes.

import { signal } from "@preact/signals";

export type Route =
  | { screen: "sets" }
  | { screen: "set"; id: string }
  | { screen: "many" }
  | { screen: "activity" }
  | { screen: "connect" };

export const route = signal<Route>(parse(location.hash));

addEventListener("hashchange", () => (route.value = parse(location.hash)));

export const toSet = (id: string) => `#/sets/${encodeURIComponent(id)}`;

function parse(hash: string): Route {
  const [, screen, id] = hash.split("/");
  if (screen === "sets" && id) return { screen: "set", id: decoded(id) };
  if (screen === "many" || screen === "activity" || screen === "connect") return { screen };
  return { screen: "sets" };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
