// What the body of a request means. Pure: text in, an order with every default filled in out, or a sentence.

import { badRequest } from "../problem.ts";
import { keyName } from "../names.ts";
import { isMembers, timeOf, unknownMember, type Members } from "../values.ts";

export type KeyStatus = "enabled" | "disabled";

/** What every write says, whatever it writes. */
export interface Wish {
  reason: string;
  /** Milliseconds since 1970; absent is now. */
  at?: number;
  guard: boolean;
  verify: boolean;
}

export interface Change {
  keysetId: string;
  keyId: string;
  status: KeyStatus;
}

export interface StatusWish extends Wish {
  status: KeyStatus;
}

export interface RunWish extends Wish {
  changes: Change[];
  /** Key sets that are worked on at once. */
  concurrency: number;
}

export const LIMITS = {
  /** Bytes of the body of one change, and of a run. */
  statusBytes: 8 * 1024,
  runBytes: 4 * 1024 * 1024,
  changes: 10_000,
  concurrency: 16,
  reason: 500,
  id: 512,
  /** How far ahead a change may be planned. */
  aheadMs: 366 * 24 * 3600 * 1000,
};

const WISH = ["reason", "at", "guard", "verify"];

export function statusWish(text: string): StatusWish {
  const members = membersOf(text, ["status", ...WISH]);
  return { status: statusOf(members["status"], "status"), ...wish(members) };
}

export function runWish(text: string): RunWish {
  const members = membersOf(text, ["changes", "concurrency", ...WISH]);
  const changes = members["changes"];
  if (!Array.isArray(changes) || changes.length === 0 || changes.length > LIMITS.changes) {
    throw badRequest("changes", `"changes" must be an array of 1 to ${LIMITS.changes} changes.`, "changes");
  }
  const concurrency = members["concurrency"] ?? 4;
  if (!Number.isInteger(concurrency) || (concurrency as number) < 1 || (concurrency as number) > LIMITS.concurrency) {
    throw badRequest(
      "concurrency",
      `"concurrency" must be a whole number from 1 to ${LIMITS.concurrency}.`,
      "concurrency",
    );
  }
  const read = changes.map(change);
  refuseTwice(read);
  return { changes: read, concurrency: concurrency as number, ...wish(members) };
}

/** Looked at last: a request that is repeated under its Idempotency-Key may be older than its time. */
export function requireAhead(at: number | undefined, now: number): void {
  if (at === undefined) return;
  if (at <= now) throw badRequest("at", '"at" has passed; leave it out for now.', "at");
  if (at > now + LIMITS.aheadMs) throw badRequest("at", '"at" may be a year ahead at most.', "at");
}

/** What is wrong with the ids of a path or a change is told before anything is asked of Graph. */
export function idOf(value: unknown, member: string): string {
  const refuse = (why: string): Error => badRequest("id", `"${member}" ${why}.`, member);
  if (typeof value !== "string") throw refuse("must be a text");
  if (value === "" || value === "." || value === "..") throw refuse('must not be empty, "." or ".."');
  if (value.length > LIMITS.id) throw refuse(`may have ${LIMITS.id} characters at most`);
  if (/\p{Cc}/u.test(value)) throw refuse("must not hold control characters");
  if (!value.isWellFormed()) throw refuse("must be well-formed Unicode");
  return value;
}

function membersOf(text: string, known: string[]): Members {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw badRequest("json", "The body is not JSON.");
  }
  if (!isMembers(value))
    throw badRequest("json", `The body must be a JSON object with the members ${known.join(", ")}.`);
  const unknown = unknownMember(value, known);
  if (unknown !== undefined) throw badRequest("unknown-member", `In the body ${unknown}`);
  return value;
}

function wish(members: Members): Wish {
  const { reason, at } = members;
  if (typeof reason !== "string" || reason.trim() === "" || reason.length > LIMITS.reason || /\p{Cc}/u.test(reason)) {
    throw badRequest(
      "reason",
      `"reason" must say why, in 1 to ${LIMITS.reason} characters on one line; the audit keeps it.`,
      "reason",
    );
  }
  const flags = { guard: flag(members, "guard", true), verify: flag(members, "verify", false) };
  if (at === undefined) return { reason, ...flags };
  const time = timeOf(at);
  if (time === undefined) throw badRequest("at", '"at" must be a time in UTC like 2027-01-31T02:30:00Z.', "at");
  return { reason, ...flags, at: time };
}

function flag(members: Members, name: string, absent: boolean): boolean {
  const value = members[name] ?? (name in members ? null : absent);
  if (typeof value !== "boolean") throw badRequest(name, `"${name}" must be true or false.`, name);
  return value;
}

function statusOf(value: unknown, member: string): KeyStatus {
  if (value === "enabled" || value === "disabled") return value;
  throw badRequest("status", `"${member}" must be exactly "enabled" or "disabled".`, member);
}

function change(value: unknown, index: number): Change {
  const where = `changes[${index}]`;
  if (!isMembers(value))
    throw badRequest("changes", `"${where}" must be an object with keysetId, keyId and status.`, where);
  const unknown = unknownMember(value, ["keysetId", "keyId", "status"]);
  if (unknown !== undefined) throw badRequest("unknown-member", `In "${where}" ${unknown}`, where);
  return {
    keysetId: idOf(value["keysetId"], `${where}.keysetId`),
    keyId: idOf(value["keyId"], `${where}.keyId`),
    status: statusOf(value["status"], `${where}.status`),
  };
}

function refuseTwice(changes: Change[]): void {
  const seen = new Map<string, number>();
  changes.forEach(({ keysetId, keyId }, index) => {
    const first = seen.get(keyName(keysetId, keyId));
    if (first !== undefined) {
      throw badRequest(
        "changes",
        `"changes[${first}]" and "changes[${index}]" are of the same key; leave one out.`,
        `changes[${index}]`,
      );
    }
    seen.set(keyName(keysetId, keyId), index);
  });
}
