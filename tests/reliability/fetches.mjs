// What a `fetch` option may do, and what may come in place of a Response. Cases name them; each gets `{ give, foreign, note }`, which
// makes tokens, is an error of somebody else, and tells the case what happened.

const forever = () => new Promise(() => {});
const throwing = (error) => () => {
  throw error;
};
const giving = (value) => () => async () => value;
// A body that is read in these pieces.
const pieces = (...values) => ({
  getReader: () => ({
    read: async () => (values.length > 0 ? { done: false, value: values.shift() } : { done: true }),
    cancel() {},
  }),
});
const cancellable = (note) => ({ cancel: () => note("cancelled"), getReader: () => note("read") });
const bytes = (text) => new TextEncoder().encode(text);
const SHOWN = '{"status":"disabled"}';

export const fetches = {
  // That fail.
  throws: ({ foreign }) => throwing(foreign),
  "throws a text": () => throwing("text"),
  "throws undefined": () => throwing(undefined),
  rejects:
    ({ foreign }) =>
    () =>
      Promise.reject(foreign),
  "rejects with null": () => () => Promise.reject(null),
  "rejects with an error that holds the token":
    ({ give }) =>
    () =>
      Promise.reject(
        Object.assign(new Error(`bad ${give("plain")}`), { config: { headers: { authorization: give("plain") } } }),
      ),
  "rejects with Headers that hold the token":
    ({ give }) =>
    () =>
      Promise.reject(new Headers({ authorization: `Bearer ${give("plain")}` })),
  "rejects with a chain of causes":
    ({ give }) =>
    () =>
      Promise.reject(
        new Error("outer", {
          cause: new Error("inner", { cause: { url: `https://x?${encodeURIComponent(give("plain"))}` } }),
        }),
      ),
  "rejects with itself in a circle": () => () => {
    const error = new Error("round");
    error.cause = error;
    return Promise.reject(error);
  },
  "rejects on abort only":
    () =>
    (_, { signal }) =>
      new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason))),
  "never settles": () => forever,
  "settles long after it was given up":
    ({ note }) =>
    () =>
      new Promise((resolve) => setTimeout(() => resolve({ status: 204, body: cancellable(note) }), 100)),

  // That give nonsense.
  "gives undefined": () => () => undefined,
  "gives null": giving(null),
  "gives a text": giving("204"),
  "gives an empty object": giving({}),
  "gives a text for status": giving({ status: "204" }),
  "gives NaN for status": giving({ status: NaN }),
  "gives status 204.5": giving({ status: 204.5 }),
  "gives status 0": giving({ status: 0 }),
  "gives status 99": giving({ status: 99 }),
  "gives status 1e9": giving({ status: 1e9 }),
  "gives an object with valueOf for status": giving({ status: { valueOf: () => 204 } }),
  "gives status by a getter that throws": giving(
    Object.defineProperty({}, "status", { get: throwing(new Error("no")) }),
  ),
  "gives Response.error()": () => async () => Response.error(),
  "gives a thenable that throws": () => () => ({ then: throwing(new Error("no")) }),
  "gives a thenable that settles twice": () => () => ({
    then(resolve, reject) {
      resolve({ status: 204 });
      reject(new Error("late"));
    },
  }),
  "gives a thenable that never settles": () => () => ({ then() {} }),

  // That give something like a Response.
  "gives status 204 alone": giving({ status: 204 }),
  "gives a 404": () => async () => new Response("{}", { status: 404 }),
  "gives status 204 that was redirected": giving({ status: 204, redirected: true }),
  "gives status 404 that was redirected": giving({ status: 404, redirected: true }),
  "gives a Response by a plain return": () => () => new Response(null, { status: 204 }),
  "gives text() alone": giving({ status: 200, text: async () => SHOWN }),
  "gives headers that throw": giving({ status: 404, headers: { get: throwing(new Error("no")) } }),
  "gives text() that throws": giving({ status: 500, text: throwing(new Error("no")) }),
  "gives text() that never settles": giving({ status: 500, text: forever }),
  "gives text() of five million characters": giving({
    status: 200,
    text: async () => `{"status":"disabled","x":"${"x".repeat(5e6)}"}`,
  }),
  "gives headers of wrong types": giving({ status: 503, headers: { get: () => 5 } }),
  "gives headers as a plain object": giving({ status: 503, headers: { "retry-after": "7", "request-id": "plain" } }),
  "gives a huge header": giving({ status: 404, headers: { get: () => "x".repeat(5e6) } }),
  "gives headers that echo the token":
    ({ give }) =>
    async () =>
      new Response(null, { status: 204, headers: { "request-id": `echo ${give("plain")}` } }),
  "gives a body in pieces": () => async () => ({
    status: 200,
    body: pieces(bytes(SHOWN.slice(0, 9)), bytes(SHOWN.slice(9))),
  }),
  "gives a body in texts": () => async () => ({ status: 200, body: pieces(SHOWN.slice(0, 9), SHOWN.slice(9)) }),
  "gives a body by iteration": () => async () => ({
    status: 200,
    body: {
      async *[Symbol.asyncIterator]() {
        yield bytes(SHOWN);
      },
    },
  }),
  "gives a body of wrong pieces": () => async () => ({ status: 500, body: pieces({ byteLength: 3 }, null, 7) }),
  "gives a body that lies about its length": () => async () => ({
    status: 500,
    body: pieces(Object.defineProperty(new Uint8Array(5e5), "byteLength", { value: 2 })),
  }),
  "gives a body without end": () => async () => ({
    status: 500,
    body: new ReadableStream({ pull: (controller) => controller.enqueue(new Uint8Array(0)) }),
  }),
  "gives a body that fails": () => async () => ({
    status: 500,
    body: new ReadableStream({ start: (controller) => controller.error(new Error("cut")) }),
  }),
  "gives a body that never comes": () => async () =>
    new Response(new ReadableStream({ pull: forever }), { status: 400 }),
  "gives a body with 201":
    ({ note }) =>
    async () => ({ status: 201, body: cancellable(note) }),
  "gives a body with 204":
    ({ note }) =>
    async () => ({ status: 204, body: cancellable(note) }),
  "gives a body with 302":
    ({ note }) =>
    async () => ({ status: 302, body: cancellable(note) }),
  "gives a body with status NaN":
    ({ note }) =>
    async () => ({ status: NaN, body: cancellable(note) }),
  "gives a body whose cancel hangs": () => async () => ({ status: 201, body: { cancel: forever } }),
  "gives a body whose cancel throws": () => async () => ({ status: 201, body: { cancel: throwing(new Error("no")) } }),
  "gives a body that was read already": () => async () => {
    const response = new Response(SHOWN, { status: 200 });
    await response.text();
    return response;
  },
  "gives a body that is locked": () => async () => {
    const response = new Response(SHOWN, { status: 503 });
    response.body.getReader();
    return response;
  },
  "gives a body that is no text": () => async () =>
    new Response(new Uint8Array([0xff, 0xfe, 0x00, 0xd8]), { status: 400 }),
  "gives JSON a thousand deep": () => async () =>
    new Response(`${'{"error":'.repeat(1000)}1${"}".repeat(1000)}`, { status: 400 }),
  "gives JSON with __proto__": () => async () =>
    new Response('{"__proto__":{"status":"disabled"},"constructor":{"prototype":{"status":"disabled"}}}', {
      status: 200,
    }),
};
