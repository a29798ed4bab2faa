// What this machine keeps of the page: the tenant that was connected, and what was done there. Never a token. A browser that keeps nothing is no
// failure.

import { CLIENT_ID, CLOUDS, TENANT } from "../connect/clouds";
import type { Entry } from "../model/activity";
import type { Memory, Remembered } from "../model/start";

const CONNECTED = "policy-keys.connected";
const ACTIVITY = "policy-keys.activity";

/** What this tab was connected to, and what this machine was: another tab may be connected to another tenant. */
export function recall(): Memory {
  return {
    tab: remembered(read(() => sessionStorage, CONNECTED)),
    machine: remembered(read(() => localStorage, CONNECTED)),
  };
}

/** The sandbox is the tab's alone: it takes no tenant's place. */
export function remember(connected: Remembered): void {
  write(() => sessionStorage, CONNECTED, connected);
  if (connected.kind !== "sandbox") write(() => localStorage, CONNECTED, connected);
}

export function recallActivity(): Entry[] {
  const kept = read(() => localStorage, ACTIVITY);
  return Array.isArray(kept) ? kept.filter(isEntry) : [];
}

function isEntry(value: unknown): value is Entry {
  if (typeof value !== "object" || value === null) return false;
  const entry = value as Record<string, unknown>;
  const texts = ["id", "at", "tenant", "keysetId", "keyId", "status", "outcome"];
  return texts.every((name) => typeof entry[name] === "string") && Array.isArray(entry["attempts"]);
}

export function keepActivity(entries: Entry[]): void {
  write(() => localStorage, ACTIVITY, entries);
}

/** All of it, on signing out. */
export function forget(): void {
  for (const storage of [() => sessionStorage, () => localStorage])
    for (const name of [CONNECTED, ACTIVITY]) {
      try {
        storage().removeItem(name);
      } catch {
        // Nothing is kept here at all.
      }
    }
}

/** What was stored by an older page, or by a person, may be anything. */
function remembered(value: unknown): Remembered | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  const { kind, tenant, cloud, clientId, address } = value as Record<string, unknown>;
  if (kind === "sandbox") return { kind };
  const { name } = typeof tenant === "object" && tenant !== null ? (tenant as Record<string, unknown>) : {};
  if (typeof name !== "string") return undefined;
  if (kind === "emulator") return typeof address === "string" ? (value as Remembered) : undefined;
  const isClient = clientId === undefined || (typeof clientId === "string" && CLIENT_ID.test(clientId));
  const isCloud = typeof cloud === "string" && Object.hasOwn(CLOUDS, cloud);
  return kind === "graph" && isCloud && isClient && TENANT.test(name) ? (value as Remembered) : undefined;
}

function read(storage: () => Storage, name: string): unknown {
  try {
    return JSON.parse(storage().getItem(name) ?? "null");
  } catch {
    return undefined;
  }
}

function write(storage: () => Storage, name: string, value: unknown): void {
  try {
    storage().setItem(name, JSON.stringify(value));
  } catch {
    // Full, or forbidden: the page works without.
  }
}
