// One HTTP exchange: calls `fetch` and reads what it gave, which may be a Response, something like one, or nonsense. Never rejects.
//
// Every property may be missing, of another type, or throw. The body is read up to a bound or cancelled, never left open. Judges nothing.

// The longest body that is read, in bytes, and the most pieces: an endless run of empty ones would starve the host.
const LONGEST_BODY = 64 * 1024;
const MOST_PIECES = 4096;
// The longest header value that is looked at, in characters; servers allow less.
const LONGEST_HEADER = 32 * 1024;

// The most prototypes that are searched for a property.
const DEEPEST = 16;

// What kept an exchange from giving an answer. src/web/host.rs knows them by these numbers.
const REJECTED = 1;
const THREW = 2;
const OUT_OF_TIME = 3;
const NO_RESPONSE = 4;

// Gives an answer, or a fault with its cause, or both where the body of a 200 was lost: objects without a prototype, on which nothing is
// inherited. All texts of an answer have gone through `clean`. `room.left` is how many bytes of the body of a 200 may be read, if not the
// usual, and becomes less by those that were.
export async function exchange(fetch, url, init, limit, clean, room) {
  let response;
  try {
    response = fetch(url, init);
  } catch (cause) {
    return fault(THREW, cause);
  }
  try {
    response = await limit.wait(response, discard);
  } catch (cause) {
    return limit.over ? fault(OUT_OF_TIME) : fault(REJECTED, cause);
  }
  return read(response, limit, clean, room);
}

const fault = (fault, cause) => ({ __proto__: null, fault, cause });

async function read(response, limit, clean, room) {
  let opaque;
  let redirected;
  let status;
  try {
    opaque = member(response, "type") === "opaqueredirect";
    redirected = opaque || member(response, "redirected") === true;
    status = member(response, "status");
  } catch (cause) {
    discard(response);
    return fault(NO_RESPONSE, cause);
  }
  if (!(Number.isInteger(status) && status >= 200 && status < 600)) status = undefined;
  if (status === undefined && !opaque) {
    discard(response);
    return fault(NO_RESPONSE);
  }
  const answer = {
    __proto__: null,
    status,
    redirected,
    requestId: header(response, "request-id", clean),
    date: header(response, "date", clean),
    retryAfter: header(response, "retry-after", clean),
    challenge: header(response, "www-authenticate", clean),
  };
  // No other body says anything that counts.
  if (!redirected && (status === 200 || status >= 400)) {
    // Of a 200 the body is the answer: without all of it there is none.
    const lost = (cause) =>
      status === 200 && Object.assign(answer, limit.over ? fault(OUT_OF_TIME) : fault(REJECTED, cause));
    answer.body = await json(response, limit, clean, status === 200 ? room : undefined, lost);
  } else discard(response);
  return answer;
}

// What Graph repeats in an error body under a name, at any depth, for when CORS hides the header.
export function repeated(body, name) {
  let text;
  for (
    let error = member(body, "error");
    error && !text;
    error = member(error, "innerError") ?? member(error, "innererror")
  )
    text = member(error, name);
  return typeof text === "string" ? text : undefined;
}

// Cancels the body of a Response, or of whatever came in its place.
export function discard(response) {
  quietly(() => close(member(response, "body")));
}

// The body as JSON; `undefined` when it is none, too long, cut off or late, which never hides the status.
async function json(response, limit, clean, room = { left: LONGEST_BODY }, lost) {
  // A member whose name is not clean is left out.
  const cleaned = (name, value) =>
    clean(name) !== name ? undefined : typeof value === "string" ? clean(value) : value;
  try {
    return JSON.parse(await text(response, limit, room, lost), cleaned);
  } catch {
    return undefined;
  }
}

async function text(response, limit, room, lost) {
  // What is promised and does not come: the connection is lost, or the time is over.
  const part = (promise) =>
    limit.wait(promise).catch((cause) => {
      lost(cause);
      throw cause;
    });
  const body = member(response, "body");
  const source = member(body, "getReader")?.call(body) ?? iterator(body);
  if (!source) {
    const whole = await part(member(response, "text").call(response));
    take(room, whole.length);
    return whole;
  }
  const decoder = new TextDecoder();
  let text = "";
  try {
    for (let pieces = 0; pieces < MOST_PIECES; pieces += 1) {
      const { done, value } = await part(source.read());
      if (done) return text + decoder.decode();
      const piece = typeof value === "string" ? value : decoder.decode(value, { stream: true });
      // The text itself as well: a look-alike may say any byteLength.
      take(room, Math.max(value.byteLength ?? value.length, piece.length));
      text += piece;
    }
    throw new RangeError("more than is read");
  } catch (error) {
    quietly(() => close(source));
    throw error;
  }
}

// A body that is a Node stream, as node-fetch has it, or anything else that is iterated, read and closed like a web stream's reader.
function iterator(body) {
  const pieces = member(body, Symbol.asyncIterator)?.call(body);
  return pieces && { read: () => pieces.next(), cancel: () => close(body) ?? pieces.return?.() };
}

function take(room, size) {
  room.left -= size;
  if (!(room.left >= 0)) throw new RangeError("more than is read");
}

// Web streams and their readers have cancel(), Node's streams have destroy().
function close(stream) {
  return stream?.cancel ? stream.cancel() : stream?.destroy?.();
}

// Lets something end as it likes: without this a rejection would be reported as unhandled.
function quietly(work) {
  try {
    Promise.resolve(work()).catch(() => {});
  } catch {
    // Nothing more can be done about it.
  }
}

function header(response, name, clean) {
  try {
    const headers = member(response, "headers");
    const value = member(headers, "get").call(headers, name);
    return typeof value === "string" && value !== "" && value.length <= LONGEST_HEADER ? clean(value) : undefined;
  } catch {
    return undefined;
  }
}

// A property of an object or of its classes, but not of the prototype that everything shares: what somebody put there is no answer.
function member(object, name) {
  if (typeof object !== "object" || object === null) return undefined;
  let owner = object;
  // A proxy may have no end of prototypes.
  for (let depth = 0, above; owner !== null && depth < DEEPEST; owner = above, depth += 1) {
    above = Object.getPrototypeOf(owner);
    if (above === null && owner !== object) return undefined;
    if (Object.hasOwn(owner, name)) return object[name];
  }
  return undefined;
}
