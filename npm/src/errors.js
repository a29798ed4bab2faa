// The one error of this package, and the one place that makes it. It exists before the module is loaded, so that loading can fail
// with it too.

import { redact, redactCause, redactOwn } from "./redact.js";

// Registered, so that it is the same in every realm and in every copy of this package.
const brand = Symbol.for("trustframework-keys/KeyStatusError");

// Defined rather than assigned: nothing on Object.prototype can get between.
const define = (object, key, value, enumerable) =>
  Object.defineProperty(object, key, { __proto__: null, value, enumerable, configurable: true, writable: true });

export class KeyStatusError extends Error {
  constructor(fields) {
    const { message, cause, ...rest } = fields;
    super(message, cause === undefined ? undefined : { cause });
    for (const key of Object.keys(rest)) define(this, key, rest[key], true);
    define(this, brand, true, false);
  }

  static {
    define(KeyStatusError.prototype, "name", "KeyStatusError", false);
  }

  toJSON() {
    return { name: this.name, message: this.message, ...this };
  }
}

// The same error as another object, for somebody who may change it.
export function copyOf(error) {
  const { message, cause, receipt, stack } = error;
  const copy = new KeyStatusError({ ...error, message, cause, ...(receipt && { receipt: { ...receipt } }) });
  define(copy, "stack", stack, false);
  return copy;
}

export function isKeyStatusError(value) {
  try {
    return typeof value === "object" && value !== null && value[brand] === true;
  } catch {
    return false; // a proxy that refuses
  }
}

// Fields from the module into an error. What a server wrote is redacted before it joins the message, which is otherwise our own.
// `secrets` are the tokens that the call knew.
export function toError(given, secrets) {
  // Without a prototype: a member that is absent is not to be found on Object.prototype.
  const { message, cause, ...fields } = { __proto__: null, ...given };
  const clean = { __proto__: null, ...redact(fields, secrets) };
  if (clean.date !== undefined) clean.date = isoDate(clean.date);
  const { graphCode = "", graphMessage = "" } = clean;
  const said = oneLine(
    graphMessage.startsWith(graphCode) ? graphMessage : [graphCode, graphMessage].filter(Boolean).join(": "),
  );
  const ours = redactOwn(message, secrets);
  return new KeyStatusError({
    ...clean,
    message: said ? `${ours.slice(0, -1)}; Graph said "${said}".` : ours,
    cause: redactCause(cause, secrets),
  });
}

// What a server wrote may be long, or hold line breaks and marks of direction that would forge a line of somebody's log.
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for.
const oneLine = (text) => text.slice(0, 500).replace(/[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]+/g, " ");

// The Date header, or the date of Graph's error body, which is in UTC but says so only sometimes.
function isoDate(text) {
  const date = new Date(/(Z|GMT|[+-]\d\d:?\d\d)$/i.test(text) ? text : `${text}Z`);
  return Number.isNaN(date.getTime()) ? undefined : date.toISOString();
}

export const internalError = (cause, secrets = []) =>
  toError(
    {
      code: "internal",
      message:
        "A bug in trustframework-keys stopped this call; the request may have been sent, so read the key to learn its status, and please report this.",
      retryable: false,
      cause,
    },
    secrets,
  );

export const loadError = (cause) =>
  toError(
    {
      code: "load",
      message:
        "The WebAssembly module could not be started, so nothing was sent: under a Content-Security-Policy add 'wasm-unsafe-eval' to script-src, and for Workers bundle with the export condition \"workerd\"; see cause.",
      retryable: true,
      applied: false,
      attempts: 0,
      cause,
    },
    [],
  );
