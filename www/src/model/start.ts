// What the page shows when it is opened: decided by what this machine remembers. The URL's label is compared with that, and decides nothing. Pure.

import type { Cloud } from "trustframework-keys";
import { isCalled, type Tenant } from "./tenant";

/** What was connected last; never a token. */
export type Remembered =
  | { kind: "sandbox" }
  | { kind: "emulator"; tenant: Tenant; address: string; authority?: string; clientId?: string }
  | { kind: "graph"; tenant: Tenant; cloud: Cloud; clientId?: string };

export type RememberedTenant = Exclude<Remembered, { kind: "sandbox" }>;

export type Start =
  | { show: "sandbox" }
  /** Sign in again to the same tenant. `link` is the label of a link to another one. */
  | { show: "again"; tenant: RememberedTenant; link?: string }
  /** The empty form. `link` is the label of the link that was opened. */
  | { show: "connect"; link?: string };

/** By the tab's own memory, else by the machine's. */
export type Memory = { tab?: Remembered | undefined; machine?: Remembered | undefined };

export function startOf(label: string | undefined, { tab, machine }: Memory): Start {
  if (tab?.kind === "sandbox" && label === undefined) return { show: "sandbox" };
  const remembered = [tab, machine].find((one): one is RememberedTenant => one !== undefined && one.kind !== "sandbox");
  if (remembered) {
    const isOther = label !== undefined && !isCalled(remembered.tenant, label);
    return { show: "again", tenant: remembered, ...(isOther && { link: label }) };
  }
  return label === undefined ? { show: "sandbox" } : { show: "connect", link: label };
}
