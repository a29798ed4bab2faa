// CALLERS: who may ask this Worker for what.

import { isRole, type Grants, type Role } from "../roles.ts";
import { known, object, refuse, text } from "./reading.ts";

export interface CallerConfig {
  name: string;
  roles: Grants;
  /** SHA-256 of the key, 64 hexadecimal digits. */
  sha256?: string;
  /** Of a person behind Cloudflare Access, lower case. */
  email?: string;
  /** Callers of one person count as one where two are needed. The caller's name, where absent. */
  person: string;
  /** Of a service token of Cloudflare Access. */
  commonName?: string;
}

const MEMBERS = ["roles", "person", "sha256", "email", "commonName"];

export function readCaller(name: string, value: unknown): CallerConfig {
  const where = `the caller "${name}"`;
  const members = known(value, where, MEMBERS);
  const roles: [string, Role][] = [];
  for (const [tenant, role] of Object.entries(object(members["roles"], `the roles of ${where}`))) {
    if (!isRole(role)) throw refuse(`the role of ${where} in "${tenant}" must be read, switch or override`);
    roles.push([tenant, role]);
  }
  const sha256 = text(members, "sha256")?.toLowerCase();
  const email = text(members, "email")?.toLowerCase();
  const commonName = text(members, "commonName");
  if (sha256 !== undefined && !/^[0-9a-f]{64}$/.test(sha256))
    throw refuse(`the sha256 of ${where} must be 64 hexadecimal digits`);
  if ([sha256, email, commonName].filter((identity) => identity !== undefined).length !== 1) {
    throw refuse(`${where} needs one of sha256, email and commonName`);
  }
  return {
    name,
    roles: Object.fromEntries(roles),
    person: text(members, "person") ?? name,
    ...(sha256 && { sha256 }),
    ...(email && { email }),
    ...(commonName && { commonName }),
  };
}

/** With one identity for two names the audit would name the wrong one. */
export function refuseShared(callers: Iterable<CallerConfig>): void {
  const seen = new Map<string, string>();
  for (const { name, sha256, email, commonName } of callers) {
    const identity = JSON.stringify([sha256, email, commonName]);
    const other = seen.get(identity);
    if (other !== undefined) throw refuse(`the callers "${other}" and "${name}" have one identity`);
    seen.set(identity, name);
  }
}
