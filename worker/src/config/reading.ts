// Reads variables: JSON and texts in, values with types out, or a sentence that says what is wrong and repeats no value.

import { isMembers, unknownMember, type Members } from "../values.ts";
import type { Variables } from "../env.ts";

/** What is wrong with the configuration. The log says it; a caller is told only that something is. */
export class Misconfigured extends Error {
  override name = "Misconfigured";
}

export const refuse = (what: string): Misconfigured => new Misconfigured(what.replace(/[.?]$/, ""));

const NAME = /^[a-z0-9][a-z0-9-]{0,62}$/;

/** `variable` and every one that begins with it and `_`, as one object: a variable holds 5 KB at most. */
export function merged(variables: Variables, variable: string): [string, unknown][] {
  const found = new Map<string, unknown>();
  const names = Object.keys(variables).filter((key) => key === variable || key.startsWith(`${variable}_`));
  for (const name of names.sort()) {
    for (const [key, value] of Object.entries(object(variables[name], name))) {
      if (found.has(key)) throw refuse(`"${key}" stands twice in ${variable}`);
      if (!NAME.test(key)) throw refuse(`a name in ${name} is not made of a-z, 0-9 and -`);
      found.set(key, value);
    }
  }
  return [...found];
}

export function object(value: unknown, where: string): Members {
  let read = value;
  try {
    if (typeof value === "string") read = JSON.parse(value);
  } catch {
    // Told below: what is no JSON is no object either.
  }
  if (!isMembers(read)) throw refuse(`${where} must be a JSON object`);
  return read;
}

/** An object whose members are all known. */
export function known(value: unknown, where: string, names: readonly string[]): Members {
  const members = object(value, where);
  const unknown = unknownMember(Object.keys(members), names);
  if (unknown !== undefined) throw refuse(`in ${where} ${unknown}`);
  return members;
}

export function text(members: Members | Variables, name: string): string | undefined {
  const value = members[name];
  if (value === undefined || value === "") return undefined;
  if (typeof value !== "string") throw refuse(`${name} must be a text`);
  return value;
}

export function whole(members: Members | Variables, name: string, least: number): number | undefined {
  const value = text(members, name);
  if (value === undefined) return undefined;
  if (!/^\d{1,9}$/.test(value) || Number(value) < least) throw refuse(`${name} must be a whole number from ${least}`);
  return Number(value);
}

export function oneOf<T extends string>(
  members: Members | Variables,
  name: string,
  values: readonly T[],
  where = name,
): T | undefined {
  const value = text(members, name);
  const found = values.find((candidate) => candidate === value);
  if (value !== undefined && found === undefined) throw refuse(`${where} must be one of ${values.join(", ")}`);
  return found;
}

/** Whether an address may be trusted with a secret: https, or this machine. */
export function isSafe(address: string): boolean {
  if (!URL.canParse(address)) return false;
  const { protocol, hostname, username, password, hash } = new URL(address);
  if (username !== "" || password !== "" || hash !== "") return false;
  return protocol === "https:" || (protocol === "http:" && isLoopback(hostname));
}

const isLoopback = (hostname: string): boolean =>
  hostname === "localhost" ||
  hostname.endsWith(".localhost") ||
  hostname === "[::1]" ||
  /^127(\.\d{1,3}){3}$/.test(hostname);
