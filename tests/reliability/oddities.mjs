// Forms of the options that only code can make, and what others may put on Object.prototype. Cases name them.

const throwing = (error) => () => {
  throw error;
};

// Each takes the usual options and gives what the call is to get.
export const optionsAs = {
  none: () => undefined,
  frozen: (options) => Object.freeze({ ...options, retry: Object.freeze({ maxAttempts: 2 }) }),
  "without a prototype": (options) => ({ __proto__: null, ...options }),
  "of a class": (options) => Object.assign(new (class Options {})(), options),
  inherited: (options) => Object.create({ ...options, cloud: "mars" }, Object.getOwnPropertyDescriptors(options)),
  "a proxy": (options) => new Proxy(options, {}),
  "a proxy that refuses": () => new Proxy({}, { get: throwing(new Error("no")), ownKeys: throwing(new Error("no")) }),
  "a proxy that names the same key twice": (options) => new Proxy(options, { ownKeys: () => ["baseUrl", "baseUrl"] }),
  "a revoked proxy": () => {
    const { proxy, revoke } = Proxy.revocable({}, {});
    revoke();
    return proxy;
  },
  "with a getter that throws": (options, { foreign }) =>
    Object.defineProperty({ ...options }, "cloud", { enumerable: true, get: throwing(foreign) }),
  "with a getter that throws in retry": (options, { foreign }) => ({
    ...options,
    retry: Object.defineProperty({}, "maxAttempts", { enumerable: true, get: throwing(foreign) }),
  }),
  "with getters that change their answer": (options) => {
    let reads = 0;
    return Object.defineProperty({ ...options }, "retry", {
      enumerable: true,
      get: () => (reads++ === 0 ? false : { maxAttempts: 9 }),
    });
  },
  "with a hidden member": (options) =>
    Object.defineProperty({ ...options }, "gaurd", { value: true, enumerable: false }),
  "with a symbol": (options) => ({ ...options, [Symbol("guard")]: true }),
  "changed after the call": (options) => {
    Promise.resolve().then(() =>
      Object.assign(options, {
        baseUrl: "http://localhost:9/beta",
        clientRequestId: "changed",
        retry: { maxAttempts: 9 },
      }),
    );
    return options;
  },
  null: () => null,
  "a number": () => 5,
  "a text": () => "retry",
  "a Map": () => new Map([["retry", false]]),
  "an array": () => [],
  "a function": () => () => {},
  "a signal that is none": (options) => ({ ...options, signal: { aborted: "no" } }),
  "a signal like an AbortSignal": (options) => {
    const { signal } = new AbortController();
    const like = {
      aborted: false,
      reason: undefined,
      addEventListener: (...args) => signal.addEventListener(...args),
      removeEventListener: (...args) => signal.removeEventListener(...args),
    };
    return { ...options, signal: like };
  },
};

// Each puts something on Object.prototype and gives what takes it off again.
const inherited = (name, descriptor) => (context) => {
  Object.defineProperty(Object.prototype, name, {
    configurable: true,
    ...(typeof descriptor === "function" ? descriptor(context) : descriptor),
  });
  return () => delete Object.prototype[name];
};
const value = (name, it) => inherited(name, { value: it, writable: true });
// A setter takes what is assigned, and a frozen member refuses it.
const setter = (name) => inherited(name, { get: () => undefined, set() {} });

export const pollutions = {
  "status: 204": value("status", 204),
  "redirected: true": value("redirected", true),
  "then: 5": value("then", 5),
  "headers: { get }": value("headers", { get: () => "5" }),
  "signal: aborted": inherited("signal", () => ({ value: AbortSignal.abort("inherited") })),
  "redirect: follow": value("redirect", "follow"),
  "method: DELETE": value("method", "DELETE"),
  "done: true": value("done", true),
  "body: text": value("body", "text"),
  "cause: text": value("cause", "inherited"),
  "code: text": value("code", "inherited"),
  "list: []": value("list", ["cloud", "mars"]),
  "unreadable: text": value("unreadable", "inherited"),
  "date: text": value("date", "inherited"),
  "token: text": value("token", "inherited"),
  "value: { status }": value("value", { status: "disabled" }),
  "error: { code }": value("error", { code: "AADB2C95043" }),
  "accessToken: text": value("accessToken", "inherited"),
  "claims: {}": value("claims", "{}"),
  "fault: 1": value("fault", 1),
  "toJSON: function": value("toJSON", () => "inherited"),
  "get: function": value("get", () => "inherited"),
  "authorization setter": setter("authorization"),
  "client-request-id setter": setter("client-request-id"),
  "status setter": setter("status"),
  "attempts setter": setter("attempts"),
};
