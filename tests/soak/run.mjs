// Many calls with every fault there is, in simulated time: each must come to what its fault demands and leave nothing behind, in memory
// or running. Then the memory is searched for tokens, and the reading of bodies is fuzzed.
//
// SOAK_SEED and SOAK_CALLS choose another run, SOAK_ONLY plays one call of it alone.

import { equal, ok } from "node:assert/strict";
import { join } from "node:path";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { getEventListeners } from "node:events";
import { pathToFileURL } from "node:url";
import { run } from "../lib/checks.mjs";
import { makeConsumer } from "../lib/consumer.mjs";
import { Clock } from "./clock.mjs";
import { Dice } from "./dice.mjs";
import { catchInstances, formsFound, memoryOf, tableEntries } from "./memory.mjs";
import { TOKEN_MARK } from "./plan.mjs";
import { bodyChecks } from "./reading.mjs";
import { secretChecks } from "./secrets.mjs";
import { Soak } from "./soak.mjs";
import { textChecks } from "./texts.mjs";
import { waitChecks } from "./waits.mjs";

const number = (name, otherwise) => {
  const value = Number(process.env[name] ?? otherwise);
  if (!Number.isSafeInteger(value) || value < 0) throw new Error(`${name} must be a whole number.`);
  return value;
};
const seed = number("SOAK_SEED", 1 + (Date.now() % 1_000_000));
const calls = number("SOAK_CALLS", 100_000);
const only = process.env.SOAK_ONLY && number("SOAK_ONLY");
console.log(
  `seed ${seed}: play again with SOAK_SEED=${seed} SOAK_CALLS=${calls}, one call with SOAK_ONLY=<its number> as well`,
);

// What the process complains of at any time.
const complaints = [];
process.on("unhandledRejection", (reason) => complaints.push(`unhandled rejection: ${reason}`));
process.on("warning", (warning) => complaints.push(`warning: ${warning}`));

setFlagsFromString("--expose-gc");
const collectGarbage = runInNewContext("gc");
const instances = catchInstances();
const consumer = makeConsumer();
const api = await import(pathToFileURL(join(consumer, "node_modules/trustframework-keys/index.js")));
await api.ready();

const dice = new Dice(seed, -2);
Math.random = () => dice.fraction();
const clock = new Clock(() => dice.once(5));
const soak = new Soak(seed, clock, api.patchKeyStatus);

if (only !== undefined) {
  await soak.play(only, only + 1);
  console.log(soak.faults.join("\n") || "as the model says", soak.outcomes);
  process.exit(soak.faulty > 0 ? 1 : 0);
}

// The first calls warm everything up: code is compiled, tables and memories find their size.
const footprint = () => {
  collectGarbage();
  collectGarbage();
  const { heapUsed, rss } = process.memoryUsage();
  return { heap: heapUsed, rss, wasm: memoryOf(instances[0]).buffer.byteLength, table: tableEntries(instances[0]) };
};
const warm = Math.max(Math.floor(calls / 5), Math.min(calls / 2, 10_000));
const began = process.hrtime.bigint();
const atStart = footprint();
await soak.play(0, warm);
const early = footprint();
await soak.play(warm, calls);
const late = footprint();
const seconds = Number(process.hrtime.bigint() - began) / 1e9;
report();

// Less than one small object a call, and some for what the host itself keeps.
const HEAP_GROWTH = 1e6 + 16 * (calls - warm);

const checks = {
  [`${calls} calls each came to what their faults demand, in time, and left nothing running`]: () => {
    equal(soak.calls, calls);
    equal(soak.faulty, 0, soak.faults.join("\n"));
  },
  "every kind of outcome was among them": () => {
    const kinds = [
      "success",
      "aborted",
      "invalid-argument",
      "token",
      "unauthorized",
      "forbidden",
      "not-found",
      "rejected",
    ];
    const missing = [
      ...kinds,
      "throttled",
      "unavailable",
      "network",
      "timeout",
      "redirected",
      "unexpected-response",
    ].filter((kind) => !soak.outcomes[kind]);
    equal(missing.join(), "");
    equal(Object.keys(soak.outcomes).length, kinds.length + 6, Object.keys(soak.outcomes).join());
  },
  "no listener is left on the signal that many calls shared": () =>
    equal(getEventListeners(soak.shared, "abort").length, 0),
  "the module's memory and tables did not grow after the warm-up": () =>
    equal([late.wasm, late.table].join(), [early.wasm, early.table].join()),
  "the heap did not grow after the warm-up": () =>
    ok(late.heap - early.heap < HEAP_GROWTH, `${late.heap - early.heap} bytes, at most ${HEAP_GROWTH}`),
  "one instance of the module served all calls": () => equal(instances.length, 1),
  "no token of these calls is in the module's memory, not even where a server repeated it": () =>
    equal(formsFound(instances, TOKEN_MARK).join(), ""),
  ...secretChecks({ api, clock, instances }),
  ...bodyChecks({ api, clock, seed }),
  ...textChecks({ api, clock, seed }),
  ...waitChecks({ api, seed }),
  "no timer is left": () => equal(clock.pending, 0),
  "the process complained of nothing: no unhandled rejection, no warning": () =>
    equal([...new Set(complaints)].join("\n"), ""),
};
await run(checks);

function report() {
  const kb = (bytes) => `${Math.round(bytes / 1024)} kB`;
  const { atLimit, longestAtLimit, longest } = soak;
  console.log(
    `${soak.calls} calls, ${soak.requests} requests, in ${seconds.toFixed(1)} s: ${Math.round(soak.calls / seconds)} calls/s`,
  );
  for (const [name, count] of Object.entries(soak.outcomes).sort(([, a], [, b]) => b - a))
    console.log(`  ${name.padEnd(22)}${String(count).padStart(8)}`);
  for (const [when, { heap, rss, wasm, table }] of Object.entries({
    "at the start": atStart,
    [`after ${warm}`]: early,
    "at the end": late,
  })) {
    console.log(`memory ${when}: heap ${kb(heap)}, RSS ${kb(rss)}, wasm ${kb(wasm)}, table entries ${table}`);
  }
  console.log(
    `${atLimit} calls took all of their time, ${soak.tooLong} took more; the longest: ${longestAtLimit.own} ms of ${longestAtLimit.timeoutMs} ms`,
  );
  console.log(
    `the longest of all: ${longest.at} ms, without its token source ${longest.own} ms of ${longest.timeoutMs} ms; most timers at once: ${clock.most}`,
  );
}
