// One HTTP exchange: calls `fetch`, and reads what it gives. That may be a Response, something like one, or nonsense: every property may be
// missing or of another type, or throw, as in a mock that does not have it. Never rejects. Judges nothing.
//
// The body is read up to a bound or cancelled, never left open.

import type { PatchInit } from "../index.d.ts";
import { refusesSignal } from "./foreign.ts";
import type { Fault } from "./glue.ts";
import type { Limit } from "./limit.ts";

// The longest body that is read, in bytes. A piece counts as so many at least: an endless run of empty ones would starve the host.
const LONGEST_BODY = 64 * 1024;
const SMALLEST_PIECE = 16;
// The longest header value that is looked at, in characters; servers allow less.
const LONGEST_HEADER = 32 * 1024;

// The texts of a body that are looked at: no deeper than this, and under no longer path. Graph's errors nest three deep.
const DEEPEST_TEXT = 64;
const LONGEST_PATH = 256;

/** Takes tokens out of a text. */
export type Clean = (text: string) => string;

/** How much of a body may still be read, in bytes. Becomes less by what is read. */
export interface Room {
  left: number;
}

/**
 * What an exchange comes to: an answer, or a fault with its cause, or both where the body of a 200 was lost. Has no prototype, so that nothing is
 * inherited. All of its texts have gone through `clean`.
 */
export interface Exchange {
  fault?: Fault;
  cause?: unknown;
  /** `undefined` for a redirect that the host hides. */
  status?: number | undefined;
  redirected?: boolean;
  /** A header of the answer; `undefined` where it has none that can be read. */
  header(name: string): string | undefined;
  /** The body as JSON; `undefined` where there is none that can be read. */
  body?: unknown;
}

type Fetch = (url: string, init: PatchInit) => unknown;

/** `room` is for the body of a 200, where another bound than the usual holds. */
export async function exchange(
  fetch: Fetch,
  url: string,
  init: PatchInit,
  limit: Limit,
  clean: Clean,
  room?: Room,
): Promise<Exchange> {
  const answer = { __proto__: null, header: () => undefined } as unknown as Exchange;
  // What was promised does not come: the time is over, or the connection is lost, or it is something else.
  const fail = (fault: Fault, cause?: unknown): Exchange =>
    Object.assign(answer, limit.signal.aborted ? { fault: "outOfTime" } : { fault, cause });
  let response: unknown;
  let how: Fault = "threw";
  try {
    const promise = fetch(url, init);
    how = "rejected";
    response = await limit.wait(promise, discard);
    how = "noResponse";

    const opaque = member(response, "type") === "opaqueredirect";
    const status: unknown = member(response, "status");
    const known = Number.isInteger(status) && (status as number) >= 200 && (status as number) < 600;
    answer.redirected = opaque || member(response, "redirected") === true;
    if (known) answer.status = status as number;
    if (known || opaque) answer.header = headerReader(response, clean);
    else fail(how);
  } catch (cause) {
    // Without the signal the limit ends the wait all the same.
    if (init.signal && refusesSignal(cause))
      return exchange(fetch, url, { ...init, signal: undefined } as unknown as PatchInit, limit, clean, room);
    fail(how, cause);
  }
  const { fault, status = 0, redirected } = answer;
  const isRead = status === 200;
  // No other body says anything that counts.
  if (fault || redirected || !(isRead || status >= 400)) discard(response);
  else {
    const wait: Limit["wait"] = (promise) =>
      limit.wait(promise).catch((cause) => {
        // Of a 200 the body is the answer: without all of it there is none.
        if (isRead) fail("rejected", cause);
        throw cause;
      });
    try {
      const body = JSON.parse(await text(response, wait, (isRead && room) || { left: LONGEST_BODY }));
      // Written anew, a token shows however the server wrote it.
      answer.body = JSON.parse(clean(JSON.stringify(body)));
    } catch {
      // None, too long, cut off, late, or no JSON: which never hides the status.
    }
  }
  return answer;
}

// What reads the headers of a Response, or of whatever came in its place.
const headerReader =
  (response: unknown, clean: Clean): Exchange["header"] =>
  (name) => {
    try {
      const headers = member(response, "headers");
      const value: unknown = member(headers, "get").call(headers, name);
      return typeof value === "string" && value && value.length <= LONGEST_HEADER ? clean(value) : undefined;
    } catch {
      return undefined;
    }
  };

/** What Graph repeats in an error body under a name, at any depth: for when CORS hides the header. */
export function repeated(body: unknown, name: string): string | undefined {
  let text: unknown;
  for (
    let error = member(body, "error");
    error && !text;
    error = member(error, "innerError") ?? member(error, "innererror")
  )
    text = member(error, name);
  return typeof text === "string" ? text : undefined;
}

/** Tells the texts of a body, each with the path to it; see src/graph/body.rs. */
export function tellTexts(
  value: unknown,
  tell: (path: string, text: string) => void,
  path = "",
  depth = DEEPEST_TEXT,
): void {
  if (typeof value === "string" || typeof value === "number") tell(path, String(value));
  else if (typeof value === "object" && value !== null && depth > 0 && path.length <= LONGEST_PATH)
    Object.entries(value).forEach(([name, inner]) => tellTexts(inner, tell, `${path}/${name}`, depth - 1));
}

/** Cancels the body of a Response, or of whatever came in its place. */
export const discard = (response: unknown): unknown => quietly(() => close(member(response, "body")));

// What a body is read from: a reader of a web stream, or something like one.
interface Source {
  read(): unknown;
}

async function text(response: unknown, wait: Limit["wait"], room: Room): Promise<string> {
  const body = member(response, "body");
  const source: Source | undefined = member(body, "getReader")?.call(body) ?? iterator(body);
  if (!source) {
    const read = member(response, "text");
    // Some mocks have json() alone.
    const whole = read
      ? ((await wait(read.call(response))) as string)
      : JSON.stringify(await wait(member(response, "json").call(response)));
    take(room, whole.length);
    return whole;
  }
  const decoder = new TextDecoder();
  let text = "";
  try {
    for (;;) {
      const { done, value } = (await wait(source.read())) as { done?: boolean; value: string | Uint8Array };
      if (done) return text + decoder.decode();
      const piece = typeof value === "string" ? value : decoder.decode(value, { stream: true });
      take(room, Math.max(SMALLEST_PIECE, (value as Uint8Array).byteLength ?? piece.length));
      text += piece;
    }
  } finally {
    quietly(() => close(source));
  }
}

// For a body that is iterated: a Node stream, as node-fetch has it, or the like. Read and closed as a web stream's reader is.
function iterator(body: unknown): Source | undefined {
  const pieces = member(body, Symbol.asyncIterator)?.call(body);
  return pieces && ({ read: () => pieces.next(), cancel: () => close(body) ?? pieces.return?.() } as Source);
}

function take(room: Room, size: number): void {
  room.left -= size;
  if (!(room.left >= 0)) throw new Error("too long");
}

// Web streams and their readers have cancel(), Node's streams have destroy().
function close(stream: unknown): unknown {
  const closable = stream as { cancel?: () => unknown; destroy?: () => unknown } | null | undefined;
  return closable?.cancel ? closable.cancel() : closable?.destroy?.();
}

/** Lets something end as it likes: without this a rejection would be reported as unhandled. */
export async function quietly(work: () => unknown): Promise<void> {
  try {
    await work();
  } catch {
    // Nothing more can be done about it.
  }
}

// A property of an object or of its classes, but not of the prototype that everything shares: what somebody put there is no answer.
// biome-ignore lint/suspicious/noExplicitAny: it may be anything; whoever uses it as something catches what that throws.
function member(object: unknown, name: PropertyKey): any {
  if (typeof object !== "object" || object === null) return undefined;
  let owner = object;
  while (!Object.hasOwn(owner, name)) {
    owner = Object.getPrototypeOf(owner);
    if (!owner || !Object.getPrototypeOf(owner)) return undefined;
  }
  return (object as Record<PropertyKey, unknown>)[name];
}
