// Draws the plan of one call: what its caller passes, what every ask for a token and every exchange will do, and when it is aborted.
//
// Plain data, with the truth beside it: the text of a body stands next to what a reader must find in it, so that the model needs no
// parser that could be wrong in the same way as the package's. Plays nothing.

import { Dice } from "./dice.mjs";
import { drawAnswer } from "./answers.mjs";

// Stands in every token, so that one search finds any of them.
export const TOKEN_MARK = "sEcReT-oF-tHe-SoAk.7fQx";
// More requests than any call may make: 6 attempts and the second try after a 401.
const MOST_EXCHANGES = 8;

export function drawPlan(seed, index) {
  const dice = new Dice(seed, index);
  const status = dice.one(["enabled", "disabled"]);
  const options = drawOptions(dice);
  const plan = {
    index,
    keysetId: "B2C_1A_TokenSigningKeyContainer",
    keyId: `soak-${index}`,
    status,
    options,
    clientRequestId: dice.one([undefined, undefined, undefined, false, `soak.${index}`]),
    usesGlobalFetch: dice.once(3),
    startsAfter: dice.one([0, 0, dice.between(1, 300)]),
    source: drawSource(dice, index, options.tokenTimeoutMs),
    listener: dice.of({ none: 4, listens: 4, throws: 1, rejects: 1 }),
    signal: dice.of({ none: 5, shared: 3, own: 2 }),
    abort: undefined,
    invalid: undefined,
    exchanges: lazily((n) => drawExchange(new Dice(~seed, index * MOST_EXCHANGES + n), status)),
  };
  if (plan.signal === "own") plan.abort = drawAbort(dice);
  if (dice.once(30)) plan.invalid = drawMistake(dice);
  return plan;
}

// Most calls make one request or two: the others are drawn when they are looked at. Each has draws of its own, so that order is no matter.
function lazily(draw) {
  const drawn = [];
  return { at: (n) => (drawn[n] ??= draw(n)) };
}

function drawOptions(dice) {
  const options = {};
  if (dice.once(3))
    options.timeoutMs = dice.one([0, 40, 500, 3000, dice.between(1000, 90_000), 120_000, 2 ** 31 + 5, Infinity]);
  if (dice.once(3)) options.attemptTimeoutMs = dice.one([0, 30, 200, dice.between(50, 4000), 20_000, Infinity]);
  if (dice.once(4)) options.tokenTimeoutMs = dice.one([0, 100, dice.between(50, 2000), Infinity]);
  if (dice.once(3)) {
    const retry = {};
    if (dice.once(2)) retry.maxAttempts = dice.between(1, 6);
    if (dice.once(2)) retry.maxDelayMs = dice.one([0, 300, 900, dice.between(500, 60_000), Infinity]);
    options.retry = dice.once(3) ? false : retry;
  }
  // Nothing would end a hang then.
  if (options.attemptTimeoutMs === Infinity && !(options.timeoutMs < Infinity)) options.timeoutMs = 30_000;
  return options;
}

function drawSource(dice, index, limit) {
  const kind = dice.of({ string: 5, function: 3, credential: 2 });
  const token = (n) => `${TOKEN_MARK}.${index}.${n}`;
  if (kind === "string") return { kind, token: token(0), asks: [] };
  let serial = 0;
  const asks = Array.from({ length: MOST_EXCHANGES }, () => {
    // Nothing would end a hang without a limit.
    const how = dice.of({
      gives: 90,
      repeats: 25,
      throws: 2,
      rejects: 2,
      hangs: limit === Infinity ? 0 : 2,
      rubbish: 3,
    });
    if (how === "gives") serial += 1;
    return {
      how,
      token: token(serial),
      rubbish:
        how === "rubbish"
          ? dice.one([
              null,
              undefined,
              "",
              42,
              {},
              ["a"],
              `Bearer ${token(9)}`,
              `${token(9)}\n`,
              `${token(9)} b`,
              "t\u00f6ken",
              "x".repeat(65_537),
            ])
          : undefined,
      latency: dice.one([0, 0, 0, dice.between(1, 300), dice.between(1, 2500)]),
      settlesLate: dice.once(2),
    };
  });
  return { kind, asks };
}

function drawAbort(dice) {
  const when = dice.of({ before: 2, time: 6, fetch: 3, ask: 2, event: 2, body: 2 });
  const reason = dice.one([undefined, "a text", null, 0, { an: "object" }, new Error("the caller gave up")]);
  return {
    when,
    reason,
    n: dice.one([1, 1, 1, 2, 3]),
    at: dice.one([dice.between(1, 400), dice.between(1, 3000), dice.between(1, 60_000)]),
  };
}

const FAULTS = [new TypeError("fetch failed"), "a text", undefined, null, { code: "ECONNRESET" }];
const LATENCIES = { none: [0, 0], short: [1, 400], long: [400, 4000], tooLong: [5000, 40_000] };

function drawExchange(dice, status) {
  return {
    how: dice.of({ resolves: 80, rejects: 8, throws: 2, hangs: 6 }),
    latency: dice.between(...LATENCIES[dice.of({ none: 8, short: 8, long: 3, tooLong: 1 })]),
    // Whether fetch hears its signal; one that does not may settle long after its time.
    obeys: !dice.once(3),
    wrapped: dice.of({ promise: 20, bare: 1, thenable: 1 }),
    fault: dice.one(FAULTS),
    // A host or a server that repeats the token.
    echoes: dice.once(10),
    answer: drawAnswer(dice, status),
  };
}

// What one argument is replaced by, and which argument the error must name.
function drawMistake(dice) {
  const [argument, change] = dice.one([
    ["keysetId", { keysetId: dice.one(["", "..", ".", 5, null, "a\u0000b", "\ud800"]) }],
    ["keyId", { keyId: dice.one(["", "..", undefined, {}, "a\nb"]) }],
    ["status", { status: dice.one(["Disabled", true, null, "", "disabled "]) }],
    [
      "token",
      {
        token: dice.one([
          "",
          `Bearer ${TOKEN_MARK}`,
          `${TOKEN_MARK}\n`,
          `${TOKEN_MARK} x`,
          `${TOKEN_MARK}\u00e9`,
          TOKEN_MARK.repeat(3000),
          null,
          7,
          {},
          Symbol("token"),
        ]),
      },
    ],
    ["options", { options: dice.one([{ gaurd: true }, { timeout: 5 }, null, [], new Map(), 3]) }],
    ["timeoutMs", { options: { timeoutMs: dice.one([-1, NaN, "5", null]) } }],
    ["attemptTimeoutMs", { options: { attemptTimeoutMs: dice.one([-1, NaN, "5", null]) } }],
    ["tokenTimeoutMs", { options: { tokenTimeoutMs: dice.one([-1, NaN, {}]) } }],
    [
      "retry",
      {
        options: {
          retry: dice.one([
            true,
            null,
            3,
            { maxAttempts: 0 },
            { maxAttempts: 1.5 },
            { maxDelayMs: -1 },
            { attempts: 2 },
          ]),
        },
      },
    ],
    ["signal", { options: { signal: dice.one([{}, 5, true]) } }],
    ["fetch", { options: { fetch: dice.one([5, {}, "fetch"]) } }],
    ["clientRequestId", { options: { clientRequestId: dice.one(["", true, "a b", "x".repeat(129)]) } }],
  ]);
  return { argument, ...change };
}
