// The configuration: variables in, values with types out. Pure but for a cache.

import { variablesOf, type Env, type Variables } from "../env.ts";
import { refuseShared, readCaller, type CallerConfig } from "./callers.ts";
import { readChannel, type ChannelConfig } from "./channels.ts";
import { isSafe, merged, oneOf, refuse, text, whole } from "./reading.ts";
import { readTenant, type TenantConfig } from "./tenants.ts";

export interface Config {
  tenants: Map<string, TenantConfig>;
  callers: Map<string, CallerConfig>;
  channels: Map<string, ChannelConfig>;
  access?: { team: string; audience: string };
  /** Of pages that may call every route. */
  origins: string[];
  /** Of pages that may only read. */
  readingOrigins: string[];
  requestsPerMinute: number;
  /** Called after each good check of the cron. */
  heartbeat?: string;
  /** Within how many days a key set that runs out is told of, least first; absent: key sets are not watched. */
  watchDays?: number[];
  /** Rows of the audit that are older go into the archive. */
  retentionDays?: number;
}

/** Where the Durable Objects live. */
export interface Placement {
  jurisdiction?: DurableObjectJurisdiction;
  location?: DurableObjectLocationHint;
}

const JURISDICTIONS = ["eu", "fedramp", "fedramp-high", "us"] as const;
const LOCATIONS = ["wnam", "enam", "sam", "weur", "eeur", "apac", "apac-ne", "apac-se", "oc", "afr", "me"] as const;

const cache = new WeakMap<Env, Config>();

/** Of the variables of this deployment. Throws `Misconfigured`. */
export function configOf(env: Env): Config {
  let config = cache.get(env);
  if (config === undefined) cache.set(env, (config = readConfig(variablesOf(env))));
  return config;
}

export function readConfig(variables: Variables): Config {
  const tenants = byName(merged(variables, "TENANTS").map(([name, value]) => readTenant(name, value, variables)));
  const callers = byName(merged(variables, "CALLERS").map(([name, value]) => readCaller(name, value)));
  const channels = merged(variables, "CHANNELS");
  if (tenants.size === 0) throw refuse("TENANTS names no tenant");
  if (callers.size === 0) throw refuse("CALLERS names no caller");
  if (new Set([...tenants.values()].map(({ tenantId }) => tenantId)).size < tenants.size)
    throw refuse("two of TENANTS have one tenantId");
  refuseShared(callers.values());
  const access = accessOf(variables);
  for (const { name, sha256 } of callers.values()) {
    if (sha256 === undefined && access === undefined)
      throw refuse(
        `the caller "${name}" comes through Cloudflare Access, so ACCESS_TEAM and ACCESS_AUDIENCE are needed`,
      );
  }
  placement(variables);
  const heartbeat = text(variables, "HEARTBEAT_URL");
  if (heartbeat !== undefined && !isSafe(heartbeat)) throw refuse("HEARTBEAT_URL must begin with https://");
  const retentionDays = whole(variables, "AUDIT_RETENTION_DAYS", 1);
  if (retentionDays !== undefined && (variables["ARCHIVE"] === undefined || text(variables, "AUDIT_KEY") === undefined))
    throw refuse("AUDIT_RETENTION_DAYS needs the R2 binding ARCHIVE and the secret AUDIT_KEY");
  const [origins, readingOrigins] = [originsOf(variables, "ALLOWED_ORIGINS"), originsOf(variables, "READING_ORIGINS")];
  if (origins.some((origin) => readingOrigins.includes(origin)))
    throw refuse("an origin stands in ALLOWED_ORIGINS and in READING_ORIGINS: leave it out of one of them");
  return {
    tenants,
    callers,
    channels: byName(channels.map(([name, value]) => readChannel(name, value, variables))),
    origins,
    readingOrigins,
    requestsPerMinute: whole(variables, "REQUESTS_PER_MINUTE", 1) ?? 300,
    ...(access && { access }),
    ...watchDaysOf(variables),
    ...(heartbeat && { heartbeat }),
    ...(retentionDays !== undefined && { retentionDays }),
  };
}

/** Read by itself: objects are reached before the rest of the configuration matters. */
export const placementOf = (env: Env): Placement => placement(variablesOf(env));

function placement(variables: Variables): Placement {
  const jurisdiction = oneOf(variables, "JURISDICTION", JURISDICTIONS);
  const location = oneOf(variables, "LOCATION", LOCATIONS);
  return { ...(jurisdiction && { jurisdiction }), ...(location && { location }) };
}

const byName = <T extends { name: string }>(values: T[]): Map<string, T> =>
  new Map(values.map((value) => [value.name, value]));

function originsOf(variables: Variables, name: string): string[] {
  const listed = text(variables, name);
  const origins = listed === undefined ? [] : listed.split(",").map((origin) => origin.trim());
  if (origins.every((origin) => URL.canParse(origin) && new URL(origin).origin === origin)) return origins;
  throw refuse(`${name} must be origins like https://admin.example.com, with commas between them`);
}

function watchDaysOf(variables: Variables): Pick<Config, "watchDays"> {
  const listed = text(variables, "WATCH_DAYS") ?? "30,7,1";
  if (listed === "off") return {};
  const days = listed.split(",").map((part) => part.trim());
  if (!days.every((part) => /^[1-9]\d{0,3}$/.test(part)))
    throw refuse('WATCH_DAYS must be days like 30,7,1, with commas between them, or "off"');
  return { watchDays: days.map(Number).sort((a, b) => a - b) };
}

function accessOf(variables: Variables): Config["access"] {
  const team = text(variables, "ACCESS_TEAM");
  const audience = text(variables, "ACCESS_AUDIENCE");
  if (team === undefined && audience === undefined) return undefined;
  if (team === undefined || audience === undefined) throw refuse("ACCESS_TEAM and ACCESS_AUDIENCE belong together");
  if (!isSafe(team) || new URL(team).origin !== team)
    throw refuse("ACCESS_TEAM must be like https://your-team.cloudflareaccess.com");
  return { team, audience };
}
