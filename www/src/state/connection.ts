// Which tenant the page works on: connected, remembered, or none. Draws nothing, reads no key set.

import { computed, signal } from "@preact/signals";
import type { Connection } from "../connect/connection";
import { startOf, type Start } from "../model/start";
import { isCalled } from "../model/tenant";
import { label, setLabel } from "../route";
import { forget, recall, remember } from "./memory";

export const connection = signal<Connection | undefined>(undefined);

/** What is shown as long as nothing is connected. */
export const start = signal<Start>(startOf(label.value, recall()));

/** The label of a link to another tenant than the connected one: its screen is not filled with what is not its own. */
export const strayLink = computed(() => {
  const [wanted, current] = [label.value, connection.value];
  if (wanted === undefined || current === undefined) return undefined;
  return current.kind !== "sandbox" && isCalled(current.tenant, wanted) ? undefined : wanted;
});

export const online = signal(navigator.onLine);
addEventListener("online", () => (online.value = true));
addEventListener("offline", () => (online.value = false));

/** Leaves the connection before. */
export function connect(next: Connection): void {
  // The label of the tenant that is left is no link to it; one that was opened as a link is compared with the new tenant.
  const isOwnLabel = connection.value !== undefined && strayLink.value === undefined;
  connection.value?.close?.();
  remember(next.remembered);
  connection.value = next;
  if (next.kind === "sandbox") setLabel(undefined);
  else if (isOwnLabel || label.value === undefined) setLabel(next.tenant.name);
}

// A screen that was chosen by a link without a label, such as a tab's, gets it.
label.subscribe(() => {
  const current = connection.peek();
  if (current && current.kind !== "sandbox" && label.peek() === undefined) setLabel(current.tenant.name);
});

/** Forgets the tenant and what was done there, on this machine too. */
export function signOut(): void {
  connection.value?.close?.();
  forget();
  start.value = { show: "connect" };
  connection.value = undefined;
  location.hash = "#/connect";
}

/** Another tenant is wanted than the remembered one, which stays remembered until one is connected. */
export function chooseAnother(): void {
  start.value = { show: "connect" };
}
