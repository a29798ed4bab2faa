// TENANTS: the B2C tenants whose keys this Worker switches.

import type { Variables } from "../env.ts";
import { GUID, type Members } from "../values.ts";
import { isSafe, known, oneOf, refuse, text } from "./reading.ts";

export const CLOUDS = ["global", "usGov", "usGovDod", "china"] as const;
export type Cloud = (typeof CLOUDS)[number];

export interface TenantConfig {
  name: string;
  /** The directory's GUID, lower case. */
  tenantId: string;
  clientId: string;
  cloud: Cloud;
  /** Instead of the cloud's Graph, version included. */
  baseUrl?: string;
  /** Instead of the cloud's sign-in host. */
  authority?: string;
  /** The beginning of the names of the secrets: `GRAPH` is GRAPH_PRIVATE_KEY and GRAPH_CERTIFICATE, or GRAPH_SECRET. */
  credential: string;
  /** Whether overrides, and runs above so many changes, have to be released by somebody else, and for how long they wait for it. */
  release?: { above: number; hours: number };
}

const MEMBERS = [
  "tenantId",
  "clientId",
  "cloud",
  "baseUrl",
  "authority",
  "credential",
  "approvals",
  "approvalsAbove",
  "approvalHours",
];

export function readTenant(name: string, value: unknown, variables: Variables): TenantConfig {
  const where = `the tenant "${name}"`;
  const members = known(value, where, MEMBERS);
  const tenantId = text(members, "tenantId");
  const clientId = text(members, "clientId") ?? text(variables, "CLIENT_ID");
  const credential = text(members, "credential") ?? "GRAPH";
  const baseUrl = text(members, "baseUrl");
  const authority = text(members, "authority");
  if (tenantId === undefined || !GUID.test(tenantId.toLowerCase()))
    throw refuse(`the tenantId of ${where} must be the GUID of its directory`);
  if (clientId === undefined || !GUID.test(clientId.toLowerCase()))
    throw refuse(`${where} needs a clientId, or the Worker a CLIENT_ID: the GUID of the app`);
  if (!/^[A-Z][A-Z0-9_]*$/.test(credential)) throw refuse(`the credential of ${where} must be like GRAPH_EU`);
  for (const [member, url] of Object.entries({ baseUrl, authority })) {
    if (url !== undefined && (!isSafe(url) || new URL(url).search !== ""))
      throw refuse(`the ${member} of ${where} must begin with https://`);
  }
  if (!hasCredential(variables, credential)) {
    throw refuse(
      `${where} needs the secrets ${credential}_PRIVATE_KEY and ${credential}_CERTIFICATE, or ${credential}_SECRET`,
    );
  }
  return {
    name,
    tenantId: tenantId.toLowerCase(),
    clientId,
    cloud: oneOf(members, "cloud", CLOUDS, `the cloud of ${where}`) ?? "global",
    credential,
    ...(baseUrl && { baseUrl }),
    ...(authority && { authority }),
    ...releaseOf(members, where),
  };
}

function releaseOf(members: Members, where: string): Pick<TenantConfig, "release"> {
  const number = (name: string, least: number, most: number, absent: number): number => {
    const value = members[name] ?? absent;
    if (typeof value === "number" && Number.isInteger(value) && value >= least && value <= most) return value;
    throw refuse(`"${name}" of ${where} must be a whole number from ${least} to ${most}`);
  };
  const approvals = number("approvals", 0, 1, 0);
  const release = { above: number("approvalsAbove", 0, 10_000, 10), hours: number("approvalHours", 1, 720, 24) };
  return approvals === 0 ? {} : { release };
}

const hasCredential = (variables: Variables, credential: string): boolean =>
  text(variables, `${credential}_SECRET`) !== undefined ||
  (text(variables, `${credential}_PRIVATE_KEY`) !== undefined &&
    text(variables, `${credential}_CERTIFICATE`) !== undefined);
