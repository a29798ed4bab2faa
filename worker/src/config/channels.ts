// CHANNELS: who is told when a run ends badly, is late or is halted. Addresses and keys are secrets: NOTIFY_<NAME>_URL and NOTIFY_<NAME>_KEY.

import type { Variables } from "../env.ts";
import type { Members } from "../values.ts";
import { isSafe, known, oneOf, refuse, text } from "./reading.ts";

export const FORMATS = ["webhook", "slack", "teams", "pagerduty", "email", "queue"] as const;
export type Format = (typeof FORMATS)[number];

export interface ChannelConfig {
  name: string;
  format: Format;
  /** The tenants it is told of; all where absent. */
  tenants?: string[];
  /** Told of runs that were applied as well. */
  done: boolean;
  /** The addresses of e-mail. */
  from?: string;
  to?: string;
}

const MEMBERS = ["format", "tenants", "done", "from", "to"];

/** The names of a channel's secrets. */
export const secretsOf = (channel: string): { url: string; key: string } => {
  const stem = `NOTIFY_${channel.toUpperCase().replace(/-/g, "_")}`;
  return { url: `${stem}_URL`, key: `${stem}_KEY` };
};

export function readChannel(name: string, value: unknown, variables: Variables): ChannelConfig {
  const where = `the channel "${name}"`;
  const members = known(value, where, MEMBERS);
  const format = oneOf(members, "format", FORMATS, `the format of ${where}`);
  if (format === undefined) throw refuse(`${where} needs a format: one of ${FORMATS.join(", ")}`);
  const done = members["done"] ?? false;
  if (typeof done !== "boolean") throw refuse(`"done" of ${where} must be true or false`);
  const tenants = tenantsOf(members, where);
  const from = text(members, "from");
  const to = text(members, "to");
  requireWays(where, name, format, { from, to }, variables);
  return { name, format, done, ...(tenants && { tenants }), ...(from && { from }), ...(to && { to }) };
}

function tenantsOf({ tenants }: Members, where: string): string[] | undefined {
  if (tenants === undefined) return undefined;
  const names: unknown[] = Array.isArray(tenants) ? tenants : [];
  if (names.length === 0) throw refuse(`"tenants" of ${where} must be an array of names`);
  return names.map((name) => {
    if (typeof name !== "string") throw refuse(`"tenants" of ${where} must be an array of names`);
    return name;
  });
}

/** What a format cannot do without. */
function requireWays(
  where: string,
  name: string,
  format: Format,
  { from, to }: { from: string | undefined; to: string | undefined },
  variables: Variables,
): void {
  const { url, key } = secretsOf(name);
  const address = text(variables, url);
  if (address !== undefined && !isSafe(address)) throw refuse(`${url} must begin with https://`);
  if (["webhook", "slack", "teams"].includes(format) && address === undefined)
    throw refuse(`${where} needs the secret ${url}`);
  if (["webhook", "pagerduty"].includes(format) && text(variables, key) === undefined)
    throw refuse(`${where} needs the secret ${key}`);
  if (format === "webhook" && !/^[\x21-\x7e]{24,}$/.test(text(variables, key) ?? ""))
    throw refuse(`${key} must be a random text of 24 characters or more`);
  if (format === "email" && (from === undefined || to === undefined || variables["EMAIL"] === undefined))
    throw refuse(`${where} needs "from", "to" and the binding EMAIL`);
  if (format === "queue" && variables["NOTICES"] === undefined) throw refuse(`${where} needs the binding NOTICES`);
}
