// The caller's signal, wherever the call stands when it fires. That the reason is the very same object, that the promise rejects at once,
// that nothing is sent afterwards and that no listener is left is looked at in every case.

import { always, json, odata } from "../words.mjs";

const HANG = always({ stop: { at: "start", by: "hang" } });
// So long that a timer which is left is seen at the end of the run.
const WAIT = {
  plan: [always({ status: 429, headers: { "retry-after": "86400" } })],
  options: { retry: { maxDelayMs: 1e9 }, timeoutMs: Infinity },
};
const SLOW = { kind: "function", gives: [{ hangs: true }] };
const aborted = (requests, more = {}) => ({ saw: "abort", requests, ...more });

export const aborts = [
  ...["default", "object", "string", "null", "zero", "error"].map((reason) => ({
    name: `abort before the call, reason ${reason}`,
    abort: { when: "before", reason },
    expect: aborted(0),
  })),
  {
    name: "abort before the call: the source is not asked",
    token: SLOW,
    abort: { when: "before" },
    expect: aborted(0, { asks: [] }),
  },
  {
    name: "abort before the call goes before a wrong token",
    token: { kind: "value", value: "" },
    abort: { when: "before" },
    expect: aborted(0),
  },
  {
    name: "abort before the call, but wrong arguments go first",
    keyId: "..",
    abort: { when: "before" },
    expect: { saw: "invalid-argument", requests: 0, error: { argument: "keyId" } },
  },
  {
    name: "abort while the token is asked for",
    token: SLOW,
    abort: { when: "asking", reason: "object" },
    expect: aborted(0, { asks: [{ aborted: true }] }),
  },
  {
    name: "abort while a credential is asked",
    token: { kind: "credential", gives: [{ hangs: true }] },
    abort: { when: "asking", reason: "error" },
    expect: aborted(0, { asks: [{ aborted: true }] }),
  },
  ...["default", "object", "string", "null"].map((reason) => ({
    name: `abort before the head, reason ${reason}`,
    plan: [HANG],
    abort: { when: "sent", reason },
    expect: aborted(1, { ended: ["left"] }),
  })),
  {
    name: "abort within the body of a 400",
    plan: [{ ...json(400, odata("a")), stop: { at: "body", by: "hang" } }],
    abort: { when: "reading", reason: "object" },
    expect: aborted(1, { ended: ["left"] }),
  },
  {
    name: "abort while a body drips",
    plan: [{ ...json(400, { repeat: " ", times: 10_000, prefix: "{", suffix: "}" }), drip: { bytes: 10, ms: 10 } }],
    abort: { when: "reading", reason: "string" },
    expect: aborted(1, { ended: ["left"] }),
  },
  ...["default", "object", "string"].map((reason) => ({
    name: `abort during a wait, reason ${reason}`,
    ...WAIT,
    abort: { when: "waiting", reason },
    expect: aborted(1),
  })),
  { name: "abort in onAttempt before a wait", ...WAIT, abort: { when: "told", reason: "object" }, expect: aborted(1) },
  {
    name: "abort in onAttempt before a back-off",
    plan: [always({ status: 503 })],
    abort: { when: "told", reason: "object" },
    expect: aborted(1),
  },
  {
    name: "abort in onAttempt after success comes too late",
    abort: { when: "told", reason: "object" },
    expect: { saw: "ok", requests: 1 },
  },
  {
    name: "abort in onAttempt after the last failure comes too late",
    plan: [json(404, {})],
    abort: { when: "told", reason: "object" },
    expect: { saw: "not-found", requests: 1 },
  },
  { name: "abort after success", abort: { when: "settled", reason: "object" }, expect: { saw: "ok", requests: 1 } },
  {
    name: "abort after failure",
    plan: [json(404, {})],
    abort: { when: "settled", reason: "object" },
    expect: { saw: "not-found", requests: 1 },
  },
  {
    name: "AbortSignal.timeout",
    plan: [HANG],
    abort: { when: "sent", by: "timeout" },
    expect: aborted([0, 1], { ended: ["left", undefined] }),
  },
  {
    name: "AbortSignal.any",
    plan: [HANG],
    abort: { when: "sent", by: "any", reason: "object" },
    expect: aborted(1, { ended: ["left"] }),
  },
  {
    name: "abort while a fetch option never settles",
    fetch: "never settles",
    abort: { when: "sent", reason: "object" },
    expect: aborted(1),
  },
  {
    name: "abort while a fetch option listens",
    fetch: "rejects on abort only",
    abort: { when: "sent", reason: "object" },
    expect: aborted(1),
  },
  {
    name: "abort while text() never settles",
    fetch: "gives text() that never settles",
    abort: { when: "sent", reason: "object" },
    expect: aborted(1),
  },
  { name: "signal: null", options: { signal: null }, expect: { saw: "ok", requests: 1 } },
  { name: "signal: undefined", options: { signal: undefined }, expect: { saw: "ok", requests: 1 } },
];
