// Makes the package's errors. The one place that does, on this side of the module. It needs no module: that one could not be loaded is such
// an error too.

import type { KeyStatusErrorFields } from "../index.d.ts";
import { redact, redactCause } from "./redact.ts";
import { hide, KeyStatusError } from "./shared.ts";

/** Has an error show where its call was made: `trace` was made there. */
export function traceTo(error: KeyStatusError, trace: Error): void {
  const frames = String(trace.stack).replace(/^Error\n/, "");
  hide(error, "stack", `${error.name}: ${error.message}\n${frames}`);
}

/** The same error as another object, for somebody who may change it. */
export function copyOf(error: KeyStatusError): KeyStatusError {
  const { message, cause, receipt, stack } = error;
  const copy = new KeyStatusError({ ...error, message, cause, ...(receipt && { receipt: { ...receipt } }) });
  hide(copy, "stack", stack);
  return copy;
}

/**
 * Fields into an error. `secrets` are the tokens that the call knows. Ours is `message` alone; what a server wrote is redacted before it joins
 * it.
 */
export function toError(given: KeyStatusErrorFields, secrets: readonly string[]): KeyStatusError {
  // Without a prototype: a member that is absent is not to be found on Object.prototype.
  const clean = { __proto__: null, ...redact(given, secrets) } as unknown as KeyStatusErrorFields;
  const { message, cause, graphCode = "", graphMessage = "", date = "" } = clean;
  const said = oneLine(
    graphMessage.startsWith(graphCode)
      ? graphMessage
      : [graphCode, graphMessage].filter((text) => text.trim()).join(": "),
  ).trim();
  return new KeyStatusError({
    ...clean,
    message: said ? `${message.slice(0, -1)}; Graph said "${said}".` : message,
    // Of Graph's error body it is in UTC, but says so only sometimes.
    date: new Date(date.replace(/T[\d:.]+$/, "$&Z")).toJSON() ?? undefined,
    cause: redactCause(cause, secrets),
  } as KeyStatusErrorFields);
}

// What a server wrote may be long. It may also hold line breaks or marks of the direction of writing, which would forge a line of
// somebody's log.
const oneLine = (text: string) => text.slice(0, 500).replace(/[\p{C}\p{Zl}\p{Zp}]+/gu, " ");

export const internalError = (cause?: unknown, secrets: readonly string[] = []) =>
  toError(
    {
      code: "internal",
      message:
        "A bug in trustframework-keys ended this call; the request may have been sent, so read the key, and report this.",
      cause,
    },
    secrets,
  );

// What the module needs and a host may lack: Safari's Lockdown Mode the first, Jest's jsdom the second.
function lack(): string | undefined {
  const name = ["WebAssembly", "TextDecoder"].find((name) => !(globalThis as Record<string, unknown>)[name]);
  return name && `this host has no ${name}.`;
}

/** `why` is said where it is known for certain; then the next call ends the same way. */
export const loadError = (cause: unknown, why = lack()) =>
  toError(
    {
      code: "load",
      message: `The WebAssembly module did not start, so nothing was sent: ${why ?? "a Content-Security-Policy needs 'wasm-unsafe-eval' in script-src, and Workers a bundle with the condition \"workerd\"; see cause."}`,
      retryable: !why,
      applied: false,
      attempts: 0,
      cause,
    },
    [],
  );
