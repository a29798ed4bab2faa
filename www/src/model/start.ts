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

export function startOf(label: string | undefined, remembered: Remembered | undefined): Start {
  if (remembered && remembered.kind !== "sandbox") {
    const isOther = label !== undefined && !isCalled(remembered.tenant, label);
    return { show: "again", tenant: remembered, ...(isOther && { link: label }) };
  }
  return label === undefined ? { show: "sandbox" } : { show: "connect", link: label };
}
