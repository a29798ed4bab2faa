// Fuzzes the reading of answers through the public call: bodies cut and wrapped in every way, and objects that are nearly a Response.
// A case that fails is shrunk and printed with its seed.

import { equal, ok } from "node:assert/strict";
import { Readable } from "node:stream";
import fc from "fast-check";
import { LONGEST_BODY } from "./answers.mjs";
import { settled } from "./clock.mjs";

const RUNS = 1500;
const LIMIT_MS = 3000;
// A piece of a body counts as so many bytes at least.
const SMALLEST_PIECE = 16;
const encoder = new TextEncoder();

// How a piece of a body may come. The first ones must be read, `BYTES` of them wherever they are cut.
const BYTES = {
  uint8Array: (bytes) => bytes,
  buffer: (bytes) => Buffer.from(bytes),
  dataView: (bytes) => new DataView(bytes.slice().buffer),
  arrayBuffer: (bytes) => bytes.slice().buffer,
};
const PLAIN = { ...BYTES, string: (_, text) => text };
// These may be read or not, as the host can, but never wrongly.
const ODD = {
  shared: (bytes) => {
    const shared = new Uint8Array(new SharedArrayBuffer(bytes.length));
    shared.set(bytes);
    return shared;
  },
  resizable: (bytes) => {
    const view = new Uint8Array(new ArrayBuffer(bytes.length, { maxByteLength: bytes.length + 8 }));
    view.set(bytes);
    return view;
  },
};
// These are no pieces of a body.
const RUBBISH = {
  null: () => null,
  undefined: () => undefined,
  number: () => 7,
  object: () => ({}),
  listLike: () => ({ length: 0 }),
  array: () => [123, 125],
  saysNaN: (bytes) => Object.defineProperty(bytes.slice(), "byteLength", { value: NaN }),
  saysTooMuch: (bytes) => Object.defineProperty(bytes.slice(), "byteLength", { value: 1e9 }),
  throws: () => ({
    get byteLength() {
      throw new Error("no length");
    },
  }),
  boolean: () => true,
  function: () => () => {},
};
const KINDS = { ...PLAIN, ...ODD, ...RUBBISH };

// Makes and remembers a body that gives `pieces`, one every `each` milliseconds, and then ends as it is told.
class Source {
  isOver = false;
  #pieces;
  #each;
  #end;
  #clock;
  #at = 0;

  constructor(pieces, { each, end }, clock) {
    this.#pieces = pieces;
    this.#each = each;
    this.#end = end;
    this.#clock = clock;
  }

  as(carrier) {
    const cancel = () => void (this.isOver = true);
    const read = () => this.#read();
    if (carrier === "reader") return { getReader: () => ({ read, cancel }) };
    if (carrier === "iterator") return { [Symbol.asyncIterator]: () => ({ next: read, return: async () => cancel() }) };
    if (carrier === "node") return Readable.from(this.#generate(cancel), { objectMode: true });
    return new ReadableStream(
      {
        pull: async (controller) => {
          const { done, value } = await this.#read();
          if (done) controller.close();
          else controller.enqueue(value);
        },
        cancel,
      },
      { highWaterMark: 0 },
    );
  }

  async *#generate(cancel) {
    try {
      for (;;) {
        const { done, value } = await this.#read();
        if (done) return;
        yield value;
      }
    } finally {
      cancel();
    }
  }

  #read() {
    const at = this.#at;
    this.#at += 1;
    if (at < this.#pieces.length) return this.#after(() => ({ done: false, value: this.#pieces[at] }));
    if (this.#end === "hangs") return new Promise(() => {});
    this.isOver = true;
    if (this.#end === "throws") throw new Error("the body threw");
    return this.#end === "rejects"
      ? Promise.reject(new Error("the body rejected"))
      : Promise.resolve({ done: true, value: undefined });
  }

  #after(give) {
    return this.#each === 0
      ? Promise.resolve(give())
      : new Promise((resolve) => this.#clock.later(this.#each, () => resolve(give())));
  }
}

const arbitraryText = fc.oneof(
  fc.string({ unit: "binary", minLength: 1, maxLength: 12 }),
  fc.string({ unit: "grapheme", minLength: 1, maxLength: 12 }),
  fc.constantFrom("\ufeff", "\ud800", "a\udc00", "\u0000", '"\\'),
);
const arbitraryContent = fc.record({
  status: fc.constantFrom(400, 200, 503),
  text: arbitraryText,
  before: fc.constantFrom("", "", "", "\ufeff", " ", "\ufeff\ufeff", "<"),
  // Filled up to so many more than is read, in bytes or in UTF-16 units; or bytes put in at random.
  fill: fc.oneof(
    fc.constant(undefined),
    fc.record({
      beyond: fc.constantFrom(-1, 0, 1, 70_000),
      unit: fc.constantFrom("x", "\u00e9", "\u20ac"),
      by: fc.constantFrom("bytes", "units"),
    }),
  ),
  noise: fc.oneof(
    fc.constant([]),
    fc.constant([]),
    fc.array(fc.tuple(fc.nat(200), fc.integer({ min: 0, max: 255 })), { maxLength: 4 }),
  ),
  // How much is cut off at the end.
  lost: fc.constantFrom(0, 0, 0, 0, 1, 5),
});
const arbitraryBody = fc.record({
  content: arbitraryContent,
  cuts: fc.array(fc.integer({ min: 0, max: 1000 }), { maxLength: 6 }),
  kinds: fc.array(
    fc.oneof(
      { weight: 12, arbitrary: fc.constantFrom(...Object.keys(PLAIN)) },
      { weight: 1, arbitrary: fc.constantFrom(...Object.keys(ODD)) },
      { weight: 1, arbitrary: fc.constantFrom(...Object.keys(RUBBISH)) },
    ),
    { minLength: 7, maxLength: 7 },
  ),
  carrier: fc.constantFrom("web", "node", "iterator", "reader", "text"),
  each: fc.constantFrom(0, 0, 0, 7, 700),
  end: fc.constantFrom("closes", "closes", "closes", "closes", "rejects", "throws", "hangs"),
});

// A first piece without a byte, and as many after it as may still be read, or one more.
const EDGES = [-SMALLEST_PIECE, 1 - SMALLEST_PIECE].map((beyond) => ({
  content: { status: 400, text: "a", before: "", fill: { beyond, unit: "x", by: "bytes" }, noise: [], lost: 0 },
  cuts: [0],
  kinds: Array(7).fill("uint8Array"),
  carrier: "web",
  each: 0,
  end: "closes",
}));

function bytesOf({ status, text, before, fill, noise, lost }) {
  const json = (pad) =>
    before + JSON.stringify({ status: "disabled", error: { message: text }, pad, httpStatus: status });
  const length = (whole) => (fill.by === "bytes" ? encoder.encode(whole).length : whole.length);
  let whole = json("");
  if (fill) {
    const missing = LONGEST_BODY + fill.beyond - length(whole);
    whole = json(fill.unit.repeat(Math.floor(missing / length(fill.unit))));
    whole += " ".repeat(LONGEST_BODY + fill.beyond - length(whole));
  }
  if (lost > 0) whole = whole.slice(0, -lost);
  if (noise.length === 0) return { whole, bytes: encoder.encode(whole) };
  const bytes = encoder.encode(whole);
  for (const [at, byte] of noise) bytes[at % bytes.length] = byte;
  return { bytes };
}

// Cuts text, where there is one, between characters, and bytes anywhere. What has no text comes in bytes only. `size` is what a piece counts:
// its bytes, or the characters that it completes where those are more.
function piecesOf({ bytes, whole }, cuts, kinds) {
  const symbols = whole === undefined ? undefined : [...whole];
  const total = symbols?.length ?? bytes.length;
  const places = [0, ...cuts.map((cut) => Math.floor((cut / 1000) * total)).sort((a, b) => a - b), total];
  return places.slice(1).map((to, n) => {
    const text = symbols?.slice(places[n], to).join("");
    const part = symbols ? encoder.encode(text) : bytes.slice(places[n], to);
    const kind = !symbols && kinds[n] === "string" ? "buffer" : kinds[n];
    return {
      kind,
      value: KINDS[kind](part, text),
      isEmpty: part.length === 0,
      size: Math.max(SMALLEST_PIECE, kind === "string" ? text.length : part.length),
    };
  });
}

// The JSON that must be seen; undefined where none may be.
function seenIn(body, { bytes, whole }, pieces) {
  const text = new TextDecoder().decode(bytes);
  // One text() is a string: it is measured in UTF-16 units only.
  const size = body.carrier === "text" ? text.length : pieces.reduce((sum, piece) => sum + piece.size, 0);
  const takes = (body.carrier === "text" ? 1 : pieces.length) * body.each;
  const rubbish = body.carrier !== "text" && pieces.some(({ kind }) => kind in RUBBISH);
  const marked =
    whole?.startsWith("\ufeff") && body.carrier !== "text" && pieces.find(({ isEmpty }) => !isEmpty)?.kind === "string";
  if (
    body.end !== "closes" ||
    rubbish ||
    size > LONGEST_BODY ||
    text.length > LONGEST_BODY ||
    takes > LIMIT_MS ||
    marked
  )
    return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

// What a 200 comes to whose body ends too soon; undefined where it is read to its end, or given up before.
function lost(body, pieces) {
  const isText = body.carrier === "text";
  let [size, time] = [0, 0];
  for (const piece of isText ? [{ kind: "whole" }] : pieces) {
    time += body.each;
    if (time > LIMIT_MS) return "timeout";
    size += piece.size ?? 0;
    if (piece.kind in RUBBISH || size > LONGEST_BODY) return undefined;
  }
  // What throws at once is no stream.
  const atOnce = ["iterator", "reader"].includes(body.carrier);
  return { hangs: "timeout", rejects: "network", throws: atOnce ? undefined : "network" }[body.end];
}

export function bodyChecks({ api, clock, seed }) {
  // What one answer comes to, and after how long.
  async function come(answer) {
    let end;
    const began = clock.now;
    const call = api.patchKeyStatus("B2C_1A_Keys", "kid", "disabled", "fuzz-token", {
      fetch: async () => answer,
      attemptTimeoutMs: LIMIT_MS,
      retry: false,
    });
    call.then(
      (receipt) => (end = { outcome: "success", receipt }),
      (error) => (end = { outcome: error.code, error }),
    );
    await clock.run(() => end);
    ok(end, "never settled");
    const took = clock.now - began;
    await clock.run();
    equal(clock.pending, 0, "timers left");
    return { ...end, took };
  }

  const assert = (property, examples = []) =>
    fc.assert(property, { seed, numRuns: RUNS, endOnFailure: false, examples: examples.map((one) => [one]) });

  return {
    [`${RUNS} bodies, cut and wrapped at random, are seen as they are or not at all`]: () =>
      assert(
        fc.asyncProperty(arbitraryBody, async (body) => {
          const content = bytesOf(body.content);
          // To a Node stream null is its end.
          const kinds =
            body.carrier === "node"
              ? body.kinds.map((kind) => (["null", "undefined"].includes(kind) ? "object" : kind))
              : body.kinds;
          const pieces = piecesOf(content, body.cuts, kinds);
          const source = new Source(
            pieces.map(({ value }) => value),
            body,
            clock,
          );
          const seen = seenIn(body, content, pieces);
          const { status } = body.content;
          const answer = { status, headers: new Headers() };
          if (body.carrier === "text")
            answer.text = async () => {
              if (body.each > 0) await new Promise((resolve) => clock.later(body.each, resolve));
              if (body.end === "hangs") await new Promise(() => {});
              if (body.end !== "closes") throw new Error("no text");
              return new TextDecoder().decode(content.bytes);
            };
          else answer.body = source.as(body.carrier);
          const { outcome, error, took } = await come(answer);
          await settled();
          ok(took <= LIMIT_MS, `took ${took} ms`);
          const optional = body.carrier !== "text" && pieces.some(({ kind }) => kind in ODD);
          const message =
            typeof seen?.error?.message === "string" && seen.error.message !== ""
              ? seen.error.message.toWellFormed()
              : undefined;
          const wanted = {
            400: "rejected",
            503: "unavailable",
            200: lost(body, pieces) ?? (seen?.status === "disabled" ? "success" : "unexpected-response"),
          }[status];
          if (!(optional && outcome === "unexpected-response")) equal(outcome, wanted);
          if (status !== 200) equal(error.httpStatus, status);
          if (outcome !== "success" && !(optional && error.graphMessage === undefined))
            equal(error.graphMessage, message);
          if (body.carrier !== "text")
            ok(
              source.isOver || (body.end === "hangs" && body.carrier === "node"),
              "the body is neither read nor cancelled",
            );
        }),
        EDGES,
      ),

    [`${RUNS} objects that are nearly a Response come to what they show, or to what is wrong with them`]: () =>
      assert(
        fc.asyncProperty(arbitraryLookalike, async (look) => {
          const { outcome, error, receipt, took } = await come(lookalike(look));
          equal(took, 0);
          const { code, requestId } = lookalikeOutcome(look);
          equal(outcome, code);
          equal((error ?? receipt).requestId, requestId);
        }),
      ),
  };
}

// Each member of a look-alike: what it is, and how it is there.
const member = (...values) =>
  fc.record({
    value: fc.constantFrom(...values),
    how: fc.constantFrom("own", "own", "own", "getter", "inherited", "absent", "throws"),
  });
const GOOD_TEXT = '{"status":"disabled"}';
const arbitraryLookalike = fc.record({
  status: fc.record({
    value: fc.constantFrom(200, 200, 204, 204, 404, 503, 302, 0, 199, 600, 204.5, NaN, "204", null, -200, {}, 2n),
    how: fc.constantFrom("own", "own", "own", "own", "own", "getter", "inherited", "absent", "throws"),
  }),
  type: member("basic", "cors", "opaqueredirect", "error", 5, null),
  redirected: member(false, false, false, true, "true", 1, null),
  headers: member("good", "good", "map", "number", "long", "empty", "throws", "null", "text"),
  text: member("good", "good", "bad", "number", "rejects", "throws", "null"),
  body: member("null", "null", "number", "text", "object", "locked"),
  kind: fc.constantFrom("plain", "bare", "frozen", "proxy"),
});

const HEADERS = {
  good: { get: (name) => (name === "request-id" ? "rid" : null) },
  map: new Map([["request-id", "rid"]]),
  number: { get: () => 5 },
  long: { get: (name) => (name === "request-id" ? "x".repeat(40_000) : null) },
  empty: { get: () => "" },
  throws: {
    get: () => {
      throw new Error("no header");
    },
  },
  null: null,
  text: "request-id: rid",
};
const TEXTS = {
  good: async () => GOOD_TEXT,
  bad: async () => "<html>",
  number: async () => 5,
  rejects: () => Promise.reject(new Error("no text")),
  throws: () => {
    throw new Error("no text");
  },
  null: null,
};
const BODIES = {
  null: () => null,
  number: () => 5,
  text: () => "body",
  object: () => ({}),
  locked: () => ({
    getReader: () => {
      throw new TypeError("locked");
    },
  }),
};

function lookalike({ kind, ...members }) {
  const values = { headers: HEADERS, text: TEXTS };
  const above = {};
  const object = kind === "bare" ? { __proto__: null } : Object.create(above);
  for (const [name, { value, how }] of Object.entries(members)) {
    const real = name === "body" ? BODIES[value]() : name in values ? values[name][value] : value;
    const place = how === "inherited" && kind !== "bare" ? above : object;
    if (how === "own" || how === "inherited") Object.defineProperty(place, name, { value: real, enumerable: true });
    if (how === "getter") Object.defineProperty(place, name, { get: () => real });
    if (how === "throws")
      Object.defineProperty(place, name, {
        get: () => {
          throw new Error(`no ${name}`);
        },
      });
  }
  if (kind === "frozen") Object.freeze(object);
  return kind === "proxy" ? new Proxy(object, {}) : object;
}

// What the members must come to, read off the contract.
function lookalikeOutcome({ status, type, redirected, headers, text, body }) {
  const nothing = { code: "unexpected-response", requestId: undefined };
  const valueOf = ({ value, how }) => (how === "absent" ? undefined : value);
  const opaque = type.how !== "throws" && valueOf(type) === "opaqueredirect";
  // What is opaque is a redirect, whatever else it says.
  if ([status, type, ...(opaque ? [] : [redirected])].some(({ how }) => how === "throws")) return nothing;
  const number = valueOf(status);
  const isStatus = typeof number === "number" && Number.isInteger(number) && number >= 200 && number <= 599;
  if (!isStatus && !opaque) return nothing;
  const requestId = headers.how !== "throws" && ["good", "map"].includes(valueOf(headers)) ? "rid" : undefined;
  if (opaque || valueOf(redirected) === true || number === 302) return { code: "redirected", requestId };
  // A body that is there and cannot be read, or that throws, is not made up for by text(). One that text() promises and does not give is lost.
  const unreadable = body.how === "throws" || valueOf(body) === "locked";
  const reads = !unreadable && text.how !== "throws" && valueOf(text) === "good";
  const lost = !unreadable && text.how !== "throws" && valueOf(text) === "rejects";
  return {
    code: {
      204: "success",
      200: reads ? "success" : lost ? "network" : "unexpected-response",
      404: "not-found",
      503: "unavailable",
    }[number],
    requestId,
  };
}
