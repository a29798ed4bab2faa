// What the page is connected to: where calls go, through which fetch, with which token. Nothing here is ever read from the page's URL.

import type { CallOptions, TokenSource } from "trustframework-keys";
import type { Place } from "../model/preview";

export type Fetch = NonNullable<CallOptions["fetch"]>;

export type Connection = {
  kind: "sandbox" | "emulator" | "graph";
  /** For people. */
  name: string;
  place: Place;
  token: TokenSource;
  /** In place of the browser's. */
  fetch?: Fetch;
  /** Ends what belongs to it, a sign-in for one. */
  close?: () => void;
};

/** Hosts that are this machine; only they are called in emulator mode, whatever is typed. */
export function isLoopback(url: URL): boolean {
  return (
    url.hostname === "localhost" || url.hostname.endsWith(".localhost") || /^127(\.\d{1,3}){3}$/.test(url.hostname)
  );
}

/** The token that emulators take as any other; no secret. */
export const MADE_UP_TOKEN = "sandbox-token";
