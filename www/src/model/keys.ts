// What a key is called on the page: its state, its kind, its dates, in words. Pure. Which key is usable is told by `outlook`.

import type { Key, KeyStatus, Outlook } from "trustframework-keys";

/** The states of a key; each has a colour and a shape of its own on the page. */
export type KeyState = "active" | "usable" | "early" | "expired" | "disabled" | "unclear";

export const STATE_WORDS: Record<KeyState, string> = {
  active: "Active",
  usable: "Usable",
  early: "Not yet valid",
  expired: "Expired",
  disabled: "Disabled",
  unclear: "Status unknown",
};

export function stateOf(key: Key, look: Outlook, now: number): KeyState {
  if (hasStatus(key, "disabled")) return "disabled";
  if (look.active === key.kid) return "active";
  if (look.usable.includes(key.kid)) return "usable";
  if (look.stale.includes(key.kid)) return "expired";
  return hasStatus(key, "enabled") && startOf(key) > now ? "early" : "unclear";
}

/** Graph's statuses are read without case. */
export function hasStatus(key: Key, status: KeyStatus): boolean {
  return key.status?.toLowerCase() === status;
}

/** Milliseconds; a key may have no start. */
export function startOf({ nbf }: Key): number {
  return typeof nbf === "number" ? nbf * 1000 : -Infinity;
}

/** Milliseconds; a key may have no end. */
export function endOf({ exp }: Key): number {
  return typeof exp === "number" ? exp * 1000 : Infinity;
}

/** What a key, or all keys of a set, are: this decides the words about them. */
export type Kind = "signing" | "encryption" | "secret" | "certificate" | "other";

export const KIND_WORDS: Record<Kind, string> = {
  signing: "Signing key",
  encryption: "Encryption key",
  secret: "Secret",
  certificate: "Certificate",
  other: "Key",
};

export function kindOf(key: Key): Kind {
  if (key.kty?.toLowerCase() === "oct") return "secret";
  if (certificateOf(key) !== undefined) return "certificate";
  const use = key.use?.toLowerCase();
  if (use === "sig") return "signing";
  return use === "enc" ? "encryption" : "other";
}

/** Of the set as a whole: what most of its keys would be called. A certificate beside plain keys makes it a set of certificates. */
export function kindOfSet(keys: Key[]): Kind {
  const kinds = new Set(keys.map(kindOf));
  if (kinds.has("certificate")) return "certificate";
  const [only] = kinds;
  return kinds.size === 1 && only ? only : "other";
}

/** What a certificate is for; a set's name often does not say it. */
export function useOf(key: Key): string {
  const use = key.use?.toLowerCase();
  if (use === "sig") return "for signing";
  if (use === "enc") return "for encryption";
  return key.use ?? "use not said";
}

/** What tells a certificate apart: its thumbprint, else its own text. */
export function certificateOf(key: Key): string | undefined {
  const { x5t, x5c } = key;
  if (typeof x5t === "string" && x5t !== "") return x5t;
  const [first] = Array.isArray(x5c) ? x5c : [];
  return typeof first === "string" ? first : undefined;
}

/** A base64url thumbprint as administrators know it: hex, upper case. */
export function hexOf(base64url: string): string | undefined {
  if (!/^[\w-]+={0,2}$/.test(base64url)) return undefined;
  try {
    const bytes = atob(base64url.replaceAll("-", "+").replaceAll("_", "/").replace(/=+$/, ""));
    return Array.from(bytes, (byte) => byte.charCodeAt(0).toString(16).padStart(2, "0"))
      .join("")
      .toUpperCase();
  } catch {
    return undefined;
  }
}

/** The kid as far as a person needs it to tell keys apart. */
export function shortKid(kid: string): string {
  return kid.length > 12 ? `${kid.slice(0, 4)}…${kid.slice(-4)}` : kid;
}

/** A key in a selection. Ids are opaque, so they are not simply put together. */
export const nameOf = (keysetId: string, keyId: string) => `${keysetId.length}:${keysetId}:${keyId}`;

export const opposite = (status: KeyStatus): KeyStatus => (status === "enabled" ? "disabled" : "enabled");

export const count = (number: number, what: string) => `${number} ${what}${number === 1 ? "" : "s"}`;
