// What both entries of the package have in common at run time. `trustframework-keys` and `trustframework-keys/lite` import this file rather
// than hold a copy of it, so that a program that uses both has one error class.

import type { KeyStatusError as Declared, KeyStatusErrorFields } from "../index.d.ts";

/** A key that a call changes; see notes.ts. */
export interface Note {
  /** Server, tenant, key set and key. */
  name: string;
  /** The status that the call sets. */
  status: unknown;
  /** Counts the notes of the program. */
  order: number;
  /** For how long it counts after the last PATCH, in milliseconds; 0 where no PATCH may have changed the key. */
  keepMs: number;
  /** Tells the time since the last PATCH ended. */
  since?: (() => number) | undefined;
  /** The call has ended. */
  ended: boolean;
  /** The bulk run that disabled the key. While it goes on the note counts. */
  run: { isOver: boolean } | false | undefined;
}

/** All notes by server, tenant, key set and key. Both entries share them, as the files that are published share this one. */
export const notes = { all: new Map<string, Note[]>(), count: 0 };

// Registered, so that it is the same in every realm and in every copy of this package.
const brand = Symbol.for("trustframework-keys/KeyStatusError");

/** Gives an object a member that no log and no copy shows. */
export const hide = (object: object, key: PropertyKey, value: unknown) =>
  Object.defineProperty(object, key, {
    __proto__: null,
    value,
    configurable: true,
    writable: true,
  } as PropertyDescriptor);

// The constructor gives the class the members that index.d.ts declares.
export interface KeyStatusError extends Omit<Declared, keyof Error | "toJSON"> {}

// The cause as plain data, under a name that no log shows.
const plainCause = Symbol("cause");
const SHOWN = ["name", "message", "code", "httpStatus", "requestId"] as const;

function plainOf(cause: unknown, depth: number): object | undefined {
  if (cause === undefined || depth === 0) return undefined;
  if (Object(cause) !== cause) return { name: typeof cause, message: String(cause) };
  const given = cause as Record<string, unknown>;
  const plain: Record<string, unknown> = {};
  // Its class may give it a name and a message; the others are its own.
  for (const name of SHOWN)
    if ((/^(name|message)$/.test(name) || Object.hasOwn(given, name)) && /string|number/.test(typeof given[name]))
      plain[name] = given[name];
  const led = Object.hasOwn(given, "cause") && plainOf(given["cause"], depth - 1);
  return led ? { ...plain, cause: led } : plain;
}

// biome-ignore lint/suspicious/noUnsafeDeclarationMerging: the constructor sets exactly the members that it is given.
export class KeyStatusError extends Error {
  declare readonly name: "KeyStatusError";

  constructor(fields: KeyStatusErrorFields) {
    const { message, cause, retryable = false, outcome = "unknown", applied, ...members } = fields;
    super(message, cause === undefined ? undefined : { cause });
    // Lowered to ES5 by tsc, a class that extends Error makes a plain Error.
    Object.setPrototypeOf(this, new.target.prototype);
    const came = applied === undefined ? outcome : applied ? "applied" : "failed";
    for (const [key, value] of Object.entries({ ...members, retryable, applied, outcome: came }))
      if (value !== undefined) (this as Record<string, unknown>)[key] = value;
    hide(this, brand, true);
    // Made now: what is changed later could hold anything.
    hide(this, plainCause, plainOf(cause, 2));
  }

  static {
    hide(KeyStatusError.prototype, "name", "KeyStatusError");
  }

  toJSON(): Record<string, unknown> {
    const { name, message, ...members } = this;
    const cause = (this as { [plainCause]?: object })[plainCause];
    return { name, message, ...members, ...(cause && { cause }) };
  }
}

/** Whether a value is a KeyStatusError, of this realm and copy of the package or of another. */
export function isKeyStatusError(value: unknown): value is KeyStatusError {
  return (value as Record<symbol, unknown> | null | undefined)?.[brand] === true;
}
