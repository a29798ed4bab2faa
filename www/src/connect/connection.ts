// What the page is connected to: whose keys, where calls go, through which fetch, with which token. Nothing here is ever read from the page's URL.

import type { ReadonlySignal } from "@preact/signals";
import type { CallOptions, TokenSource } from "trustframework-keys";
import type { Place } from "../model/preview";
import type { Remembered } from "../model/start";
import type { TokenFacts } from "../model/token";
import type { Tenant } from "../model/tenant";

export type Fetch = NonNullable<CallOptions["fetch"]>;

export type Connection = {
  kind: "sandbox" | "emulator" | "graph";
  tenant: Tenant;
  /** Who is signed in, where it is known. */
  account?: string;
  access?: TokenFacts["access"];
  place: Place;
  token: TokenSource;
  /** When the token that is in use ends, in milliseconds since 1970; a sign-in renews it. */
  expiresAt?: ReadonlySignal<number | undefined>;
  /** In place of the browser's. */
  fetch?: Fetch;
  /** What this machine may keep of it. */
  remembered: Remembered;
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
