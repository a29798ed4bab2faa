// The fields that bodies, paths and queries are made of: what is allowed, what a caller is told otherwise, and what the document says. A message
// follows the field's name: `"status" must be …`.

import { z } from "@hono/zod-openapi";
import { LIMITS } from "../limits.ts";
import { GUID, timeOf, unknownMember } from "../values.ts";

/** An object whose members are all known. */
export function strict<T extends z.ZodRawShape>(shape: T) {
  const names = Object.keys(shape);
  return z.strictObject(shape, {
    error: (issue) =>
      issue.code === "unrecognized_keys"
        ? unknownMember(issue.keys, names)
        : `must be a JSON object with the members ${names.join(", ")}.`,
  });
}

/** What is wrong with an id is told before anything is asked of Graph. */
export const id = z
  .string("must be a text.")
  .min(1, "must not be empty.")
  .max(LIMITS.id, `may have ${LIMITS.id} characters at most.`)
  .refine((value) => value !== "." && value !== "..", 'must not be "." or "..".')
  .refine((value) => !/\p{Cc}/u.test(value), "must not hold control characters.")
  .refine((value) => value.isWellFormed(), "must be well-formed Unicode.");

export const status = z.enum(["enabled", "disabled"], 'must be exactly "enabled" or "disabled".');

const REASON = `must say why, in 1 to ${LIMITS.reason} characters on one line; the audit keeps it.`;
export const reason = z
  .string(REASON)
  .min(1, REASON)
  .max(LIMITS.reason, REASON)
  .refine((value) => value.trim() !== "" && !/\p{Cc}/u.test(value) && value.isWellFormed(), REASON)
  .openapi({ description: "Why. The audit keeps it." });

export const flag = (absent: boolean, description: string) =>
  z.boolean("must be true or false.").default(absent).openapi({ description });

const TIME = "must be a time in UTC like 2027-01-31T02:30:00Z.";
export const instant = (description: string) =>
  z
    .string(TIME)
    .refine((value) => timeOf(value) !== undefined, TIME)
    .openapi({ format: "date-time", description });

export const time = (description: string) => instant(description).optional();

/** One or more of `values` in a query, with commas between them. */
export function someOf<T extends string>(values: readonly T[], description: string) {
  const named = (text: string): T[] => text.split(",").flatMap((part) => values.find((value) => value === part) ?? []);
  return z
    .string("must be given once.")
    .refine((text) => named(text).length === text.split(",").length, `must be of ${values.join(", ")}.`)
    .transform(named)
    .optional()
    .openapi({ type: "string", description: `${description} Of ${values.join(", ")}, with commas between them.` });
}

/** A moment in a query, in milliseconds. */
export const since = (description: string) =>
  time(description).transform((text) => (text === undefined ? undefined : timeOf(text)));

/** A name in a query that is only compared. */
export const name = (description: string) =>
  z
    .string("must be given once.")
    .max(LIMITS.id, `may have ${LIMITS.id} characters at most.`)
    .optional()
    .openapi({ description });

/** A whole number in a query. */
export function whole(description: string, least: number, most: number = Number.MAX_SAFE_INTEGER, absent?: number) {
  const range = most === Number.MAX_SAFE_INTEGER ? `from ${least}` : `from ${least} to ${most}`;
  const isWhole = (text: string): boolean => /^\d{1,16}$/.test(text) && Number(text) >= least && Number(text) <= most;
  const openapi = { type: "integer", minimum: least, description } as const;
  return z
    .string("must be given once.")
    .refine(isWhole, `must be a whole number ${range}.`)
    .optional()
    .transform((text) => (text === undefined ? absent : Number(text)))
    .openapi({
      ...openapi,
      ...(most !== Number.MAX_SAFE_INTEGER && { maximum: most }),
      ...(absent !== undefined && { default: absent }),
    });
}

export const guid = z.string("must be the id of a run.").regex(GUID, "must be the id of a run.");

// In answers.
export const count = z.int().min(0);
export const moment = z.string().openapi({ format: "date-time" });

/** Path parameters are checked by whoever uses them: an unknown tenant is 404, not 400. */
export const tenantName = z.string().openapi({ description: "A name from TENANTS" });
