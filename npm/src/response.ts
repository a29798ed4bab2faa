// One HTTP exchange: calls `fetch`, and reads what it gives. That may be a Response, something like one, or nonsense: every property may be
// missing, of another type, or throw. Never rejects. Judges nothing.
//
// The body is read up to a bound or cancelled, never left open.

import type { PatchInit } from "../index.d.ts";
import type { Fault } from "./glue.ts";
import type { Limit } from "./limit.ts";

// The longest body that is read, in bytes, and the most pieces: an endless run of empty ones would starve the host.
const LONGEST_BODY = 64 * 1024;
const MOST_PIECES = 4096;
// The longest header value that is looked at, in characters; servers allow less.
const LONGEST_HEADER = 32 * 1024;

// The most prototypes that are searched for a property.
const DEEPEST = 16;

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
  requestId?: string | undefined;
  date?: string | undefined;
  retryAfter?: string | undefined;
  challenge?: string | undefined;
  /** It says that its body is HTML. */
  isHtml?: boolean;
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
  let response: unknown;
  try {
    response = fetch(url, init);
  } catch (cause) {
    return fault("threw", cause);
  }
  try {
    response = await limit.wait(response, discard);
  } catch (cause) {
    return limit.over ? fault("outOfTime") : fault("rejected", cause);
  }
  return read(response, limit, clean, room);
}

const fault = (fault: Fault, cause?: unknown) => ({ __proto__: null, fault, cause }) as Exchange;

async function read(response: unknown, limit: Limit, clean: Clean, room: Room | undefined): Promise<Exchange> {
  let opaque: boolean;
  let redirected: boolean;
  let status: unknown;
  try {
    opaque = member(response, "type") === "opaqueredirect";
    redirected = opaque || member(response, "redirected") === true;
    status = member(response, "status");
  } catch (cause) {
    discard(response);
    return fault("noResponse", cause);
  }
  const isKnown = Number.isInteger(status) && (status as number) >= 200 && (status as number) < 600;
  const known = isKnown ? (status as number) : undefined;
  if (known === undefined && !opaque) {
    discard(response);
    return fault("noResponse");
  }
  const answer = {
    __proto__: null,
    status: known,
    redirected,
    requestId: header(response, "request-id", clean),
    date: header(response, "date", clean),
    retryAfter: header(response, "retry-after", clean),
    challenge: header(response, "www-authenticate", clean),
    isHtml: /html/i.test(header(response, "content-type", clean) ?? ""),
  } as Exchange;
  // No other body says anything that counts.
  if (!redirected && (known === 200 || (known as number) >= 400)) {
    // Of a 200 the body is the answer: without all of it there is none.
    const lost = (cause: unknown) => {
      if (known === 200) Object.assign(answer, limit.over ? fault("outOfTime") : fault("rejected", cause));
    };
    answer.body = await json(response, limit, clean, known === 200 ? room : undefined, lost);
  } else discard(response);
  return answer;
}

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

/** The texts of a body, each behind the path to it and with a NUL after both; see src/graph/body.rs. */
export function textsOf(value: unknown, path = "", depth = DEEPEST_TEXT): string {
  if (typeof value === "string" || typeof value === "number") return `${path}\0${value}\0`;
  if (typeof value !== "object" || value === null || depth === 0 || path.length > LONGEST_PATH) return "";
  return Object.entries(value)
    .map(([name, inner]) => textsOf(inner, `${path}/${name}`, depth - 1))
    .join("");
}

/** Cancels the body of a Response, or of whatever came in its place. */
export function discard(response: unknown): void {
  quietly(() => close(member(response, "body")));
}

// The body as JSON; `undefined` when it is none, too long, cut off or late, which never hides the status.
async function json(
  response: unknown,
  limit: Limit,
  clean: Clean,
  room: Room = { left: LONGEST_BODY },
  lost: (cause: unknown) => void,
): Promise<unknown> {
  // A member whose name is not clean is left out.
  const cleaned = (name: string, value: unknown) =>
    clean(name) !== name ? undefined : typeof value === "string" ? clean(value) : value;
  try {
    return JSON.parse(await text(response, limit, room, lost), cleaned);
  } catch {
    return undefined;
  }
}

// What a body is read from: a reader of a web stream, or something like one.
interface Source {
  read(): unknown;
}

async function text(response: unknown, limit: Limit, room: Room, lost: (cause: unknown) => void): Promise<string> {
  // What was promised and does not come: the connection is lost, or the time is over.
  const part = (promise: unknown) =>
    limit.wait(promise).catch((cause) => {
      lost(cause);
      throw cause;
    });
  const body = member(response, "body");
  const source: Source | undefined = member(body, "getReader")?.call(body) ?? iterator(body);
  if (!source) {
    const whole = (await part(member(response, "text").call(response))) as string;
    take(room, whole.length);
    return whole;
  }
  const decoder = new TextDecoder();
  let text = "";
  try {
    for (let pieces = 0; pieces < MOST_PIECES; pieces += 1) {
      const { done, value } = (await part(source.read())) as { done?: boolean; value: string | Uint8Array };
      if (done) return text + decoder.decode();
      const piece = typeof value === "string" ? value : decoder.decode(value, { stream: true });
      // The text counts as well: a look-alike may say any byteLength.
      take(room, Math.max((value as Uint8Array).byteLength ?? value.length, piece.length));
      text += piece;
    }
    throw new RangeError("more than is read");
  } catch (error) {
    quietly(() => close(source));
    throw error;
  }
}

// For a body that is iterated: a Node stream, as node-fetch has it, or the like. Read and closed as a web stream's reader is.
function iterator(body: unknown): Source | undefined {
  const pieces = member(body, Symbol.asyncIterator)?.call(body);
  return pieces && ({ read: () => pieces.next(), cancel: () => close(body) ?? pieces.return?.() } as Source);
}

function take(room: Room, size: number): void {
  room.left -= size;
  if (!(room.left >= 0)) throw new RangeError("more than is read");
}

// Web streams and their readers have cancel(), Node's streams have destroy().
function close(stream: unknown): unknown {
  const closable = stream as { cancel?: () => unknown; destroy?: () => unknown } | null | undefined;
  return closable?.cancel ? closable.cancel() : closable?.destroy?.();
}

// Lets something end as it likes: without this a rejection would be reported as unhandled.
function quietly(work: () => unknown): void {
  try {
    Promise.resolve(work()).catch(() => {});
  } catch {
    // Nothing more can be done about it.
  }
}

function header(response: unknown, name: string, clean: Clean): string | undefined {
  try {
    const headers = member(response, "headers");
    const value = member(headers, "get").call(headers, name);
    return typeof value === "string" && value !== "" && value.length <= LONGEST_HEADER ? clean(value) : undefined;
  } catch {
    return undefined;
  }
}

// A property of an object or of its classes, but not of the prototype that everything shares: what somebody put there is no answer.
// biome-ignore lint/suspicious/noExplicitAny: it may be anything; whoever uses it as something catches what that throws.
function member(object: unknown, name: PropertyKey): any {
  if (typeof object !== "object" || object === null) return undefined;
  let owner = object;
  // A proxy may have no end of prototypes.
  for (let depth = 0, above: object | null; owner !== null && depth < DEEPEST; owner = above as object, depth += 1) {
    above = Object.getPrototypeOf(owner);
    if (above === null && owner !== object) return undefined;
    if (Object.hasOwn(owner, name)) return (object as Record<PropertyKey, unknown>)[name];
  }
  return undefined;
}
