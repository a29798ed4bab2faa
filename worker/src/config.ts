// The configuration: variables in, values with types out. Pure but for a cache. What it refuses it says in one sentence, which every
// caller is shown, so it repeats no value.

import { Problem } from "./problem.ts";
import { isRole, type Grants } from "./roles.ts";
import { isMembers, unknownMember, type Members } from "./values.ts";

export const CLOUDS = ["global", "usGov", "usGovDod", "china"] as const;
export type Cloud = (typeof CLOUDS)[number];

/** A B2C tenant. */
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
}

/** Someone or something that calls this Worker. */
export interface CallerConfig {
  name: string;
  roles: Grants;
  /** SHA-256 of the key, 64 hexadecimal digits. */
  sha256?: string;
  /** Of a person behind Cloudflare Access, lower case. */
  email?: string;
  /** Of a service token of Cloudflare Access. */
  commonName?: string;
}

export interface Config {
  tenants: Map<string, TenantConfig>;
  callers: Map<string, CallerConfig>;
  access?: { team: string; audience: string };
  origins: string[];
  requestsPerMinute: number;
}

const GUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const NAME = /^[a-z0-9][a-z0-9-]{0,62}$/;
const cache = new WeakMap<object, Config>();

/** Of the variables of this deployment. */
export function configOf(env: object): Config {
  let config = cache.get(env);
  if (config === undefined) cache.set(env, (config = readConfig(env as Members)));
  return config;
}

/** Throws a Problem when something is missing or wrong. */
export function readConfig(env: Members): Config {
  const tenants = new Map(
    Object.entries(merged(env, "TENANTS")).map(([name, value]) => [name, tenant(name, value, env)]),
  );
  const callers = new Map(Object.entries(merged(env, "CALLERS")).map(([name, value]) => [name, caller(name, value)]));
  if (tenants.size === 0) throw refuse("TENANTS names no tenant");
  if (callers.size === 0) throw refuse("CALLERS names no caller");
  if (new Set([...tenants.values()].map(({ tenantId }) => tenantId)).size < tenants.size)
    throw refuse("two of TENANTS have one tenantId");

  const access = accessOf(env);
  const needsAccess = [...callers.values()].find(
    ({ email, commonName }) => email !== undefined || commonName !== undefined,
  );
  if (needsAccess !== undefined && access === undefined) {
    throw refuse(
      `the caller "${needsAccess.name}" comes through Cloudflare Access, so ACCESS_TEAM and ACCESS_AUDIENCE are needed`,
    );
  }
  const origins =
    text(env, "ALLOWED_ORIGINS")
      ?.split(",")
      .map((origin) => origin.trim()) ?? [];
  if (!origins.every((origin) => URL.canParse(origin) && new URL(origin).origin === origin)) {
    throw refuse("ALLOWED_ORIGINS must be origins like https://admin.example.com, with commas between them");
  }
  const requestsPerMinute = Number(text(env, "REQUESTS_PER_MINUTE") ?? 300);
  if (!Number.isInteger(requestsPerMinute) || requestsPerMinute < 1)
    throw refuse("REQUESTS_PER_MINUTE must be a whole number from 1");
  return { tenants, callers, origins, requestsPerMinute, ...(access && { access }) };
}

const refuse = (what: string): Problem =>
  new Problem(503, "not-configured", `This Worker is not set up: ${what.replace(/[.?]$/, "")}. See worker/README.md.`);

// A variable holds 5 KB at most, so TENANTS_2, TENANTS_EU and so on are read as well.
function merged(env: Members, variable: string): Members {
  const found: Members = {};
  for (const name of Object.keys(env)
    .filter((key) => key === variable || key.startsWith(`${variable}_`))
    .sort()) {
    for (const [key, value] of Object.entries(object(env[name], name))) {
      if (Object.hasOwn(found, key)) throw refuse(`"${key}" stands twice in ${variable}`);
      if (!NAME.test(key)) throw refuse(`a name in ${name} is not made of a-z, 0-9 and -`);
      found[key] = value;
    }
  }
  return found;
}

function object(value: unknown, where: string): Members {
  let read = value;
  try {
    if (typeof value === "string") read = JSON.parse(value);
  } catch {
    // Told below: what is no JSON is no object either.
  }
  if (!isMembers(read)) throw refuse(`${where} must be a JSON object`);
  return read;
}

function text(members: Members, name: string): string | undefined {
  const value = members[name];
  if (value === undefined || value === "") return undefined;
  if (typeof value !== "string") throw refuse(`${name} must be a text`);
  return value;
}

const TENANT = ["tenantId", "clientId", "cloud", "baseUrl", "authority", "credential"];

function tenant(name: string, value: unknown, env: Members): TenantConfig {
  const where = `the tenant "${name}"`;
  const members = object(value, where);
  const unknown = unknownMember(members, TENANT);
  if (unknown !== undefined) throw refuse(`in ${where} ${unknown}`);
  const tenantId = text(members, "tenantId");
  const clientId = text(members, "clientId") ?? text(env, "CLIENT_ID");
  const cloud = (text(members, "cloud") ?? "global") as Cloud;
  const credential = text(members, "credential") ?? "GRAPH";
  const baseUrl = text(members, "baseUrl");
  const authority = text(members, "authority");
  if (tenantId === undefined || !GUID.test(tenantId))
    throw refuse(`the tenantId of ${where} must be the GUID of its directory`);
  if (clientId === undefined || !GUID.test(clientId))
    throw refuse(`${where} needs a clientId, or the Worker a CLIENT_ID: the GUID of the app`);
  if (!CLOUDS.includes(cloud)) throw refuse(`the cloud of ${where} must be one of ${CLOUDS.join(", ")}`);
  if (!/^[A-Z][A-Z0-9_]*$/.test(credential)) throw refuse(`the credential of ${where} must be like GRAPH_EU`);
  for (const [member, url] of Object.entries({ baseUrl, authority })) {
    if (url !== undefined && !isSafe(url)) throw refuse(`the ${member} of ${where} must begin with https://`);
  }
  if (!hasCredential(env, credential)) {
    throw refuse(
      `${where} needs the secrets ${credential}_PRIVATE_KEY and ${credential}_CERTIFICATE, or ${credential}_SECRET`,
    );
  }
  return {
    name,
    tenantId: tenantId.toLowerCase(),
    clientId,
    cloud,
    credential,
    ...(baseUrl && { baseUrl }),
    ...(authority && { authority }),
  };
}

const hasCredential = (env: Members, credential: string): boolean =>
  text(env, `${credential}_SECRET`) !== undefined ||
  (text(env, `${credential}_PRIVATE_KEY`) !== undefined && text(env, `${credential}_CERTIFICATE`) !== undefined);

const CALLER = ["roles", "sha256", "email", "commonName"];

function caller(name: string, value: unknown): CallerConfig {
  const where = `the caller "${name}"`;
  const members = object(value, where);
  const unknown = unknownMember(members, CALLER);
  if (unknown !== undefined) throw refuse(`in ${where} ${unknown}`);
  const roles = object(members["roles"], `the roles of ${where}`);
  for (const [tenant, role] of Object.entries(roles)) {
    if (!isRole(role)) throw refuse(`the role of ${where} in "${tenant}" must be read, switch or override`);
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
    roles: roles as Grants,
    ...(sha256 && { sha256 }),
    ...(email && { email }),
    ...(commonName && { commonName }),
  };
}

function accessOf(env: Members): Config["access"] {
  const team = text(env, "ACCESS_TEAM");
  const audience = text(env, "ACCESS_AUDIENCE");
  if (team === undefined && audience === undefined) return undefined;
  if (team === undefined || audience === undefined) throw refuse("ACCESS_TEAM and ACCESS_AUDIENCE belong together");
  if (!isSafe(team) || new URL(team).origin !== team)
    throw refuse("ACCESS_TEAM must be like https://your-team.cloudflareaccess.com");
  return { team, audience };
}

/** Whether an address may be trusted with a secret: https, or this machine. */
export function isSafe(address: string): boolean {
  if (!URL.canParse(address)) return false;
  const { protocol, hostname, username, password, search, hash } = new URL(address);
  if (username !== "" || password !== "" || search !== "" || hash !== "") return false;
  return protocol === "https:" || (protocol === "http:" && isLoopback(hostname));
}

const isLoopback = (hostname: string): boolean =>
  hostname === "localhost" ||
  hostname.endsWith(".localhost") ||
  hostname === "[::1]" ||
  /^127(\.\d{1,3}){3}$/.test(hostname);
