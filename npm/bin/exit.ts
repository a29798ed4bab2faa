// How the program ends: the exit codes, which of them a failure or a report comes to, and a failure in words. Pure.

import { type BulkReport, isKeyStatusError, type KeyStatusErrorCode } from "trustframework-keys";
import { plain } from "./output.ts";

/** The exit codes. */
export const EXIT = {
  /** All is applied; no set runs out. */
  good: 0,
  /** Something is not applied; a set is unusable, or runs out in that time. */
  bad: 1,
  /** Wrong use. Nothing was sent. */
  usage: 2,
  /** It could not be found out. */
  unclear: 3,
  /** Ctrl-C. */
  interrupted: 130,
} as const;

/** Ends the program with a sentence. */
export class Ended extends Error {
  readonly code: number;

  constructor(code: number, message: string) {
    super(message);
    this.code = code;
  }
}

export const wrongUse = (message: string) => new Ended(EXIT.usage, message);

/** A caller's mistake that the package found. */
export const invalid = (error: unknown) => isKeyStatusError(error) && error.code === "invalid-argument";

// What says of a change that it is not made because of the change itself. Any other code says that Graph could not be asked.
const ANSWERS: ReadonlySet<KeyStatusErrorCode> = new Set([
  "last-usable-key",
  "no-usable-key",
  "not-found",
  "rejected",
  "invalid-argument",
]);

/** What a run comes to: a change that is not made because of the change itself goes before what could not be found out. */
export function codeOf({ results, stoppedBy, aborted }: BulkReport): number {
  if (aborted) return EXIT.interrupted;
  const errors = [...results.map(({ error }) => error), stoppedBy].filter((error) => error !== undefined);
  if (errors.some(({ code }) => ANSWERS.has(code))) return EXIT.bad;
  return errors.length > 0 || results.some(({ outcome }) => outcome !== "applied") ? EXIT.unclear : EXIT.good;
}

/** A failure in sentences, with what led to it. */
export function explain(error: unknown): string {
  if (!(error instanceof Error)) return "something was thrown that is no error.";
  const first = isKeyStatusError(error) ? `${error.code}: ${error.message}` : error.message;
  return [first, ...led(error.cause, 3)].map(plain).join("\n  ");
}

function led(cause: unknown, depth: number): string[] {
  if (!(cause instanceof Error) || depth === 0) return [];
  const { message, code } = cause as Error & { code?: unknown };
  const name = typeof code === "string" ? `${code}: ` : "";
  return [`because of ${name}${message}`, ...led(cause.cause, depth - 1)];
}

/** What a person should know of a refusal beside its message. */
export function hintOf(error: unknown, isAz: boolean): string | undefined {
  if (isAz && isForbidden(error, 3))
    return "The Azure CLI's own app lacks this permission, whatever your role is. Sign the CLI in as an app registration of the B2C tenant (az login --service-principal), or take a token of one; the package's README says how, under “A token that works”.";
  return undefined;
}

const isForbidden = (error: unknown, depth: number): boolean =>
  depth > 0 && isKeyStatusError(error) && (error.code === "forbidden" || isForbidden(error.cause, depth - 1));
