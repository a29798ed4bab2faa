// Ten thousand changes over five hundred key sets, against a Graph that takes 200 writes a minute and fails by the dice, in simulated time:
// one run that is aborted half-way, and runs of what is left until nothing is. What arrived is held against what the reports say.
//
// BULK_SEED and BULK_CHANGES choose another run.

import { deepEqual, equal, ok } from "node:assert/strict";
import { getEventListeners } from "node:events";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { run } from "../lib/checks.mjs";
import { visible } from "../runtimes/check.mjs";
import { makeConsumer } from "../lib/consumer.mjs";
import { Clock } from "../soak/clock.mjs";
import { Dice } from "../soak/dice.mjs";
import { catchInstances, memoryOf, tableEntries } from "../soak/memory.mjs";
import { Graph } from "./graph.mjs";
import { checkLimits } from "./limits.mjs";
import { checkProgram } from "./program.mjs";

const seed = Number(process.env.BULK_SEED ?? 1 + (Date.now() % 1_000_000));
const wanted = Number(process.env.BULK_CHANGES ?? 10_000);
console.log(`seed ${seed}: play again with BULK_SEED=${seed} BULK_CHANGES=${wanted}`);

const KEYSETS = 500;
const LANES = 16;
const WRITES_PER_MINUTE = 200;
const TOKEN = "eyJ0eXAiOiJKV1QifQ.token-of-the-bulk-suite.c2lnbmF0dXJl";
// Another one each time.
let asks = 0;
const source = () => `${TOKEN}${(asks += 1)}`;

// What a log would show of every progress and report.
const shown = [];
const complaints = [];
process.on("unhandledRejection", (reason) => complaints.push(`unhandled rejection: ${reason}`));
process.on("warning", (warning) => complaints.push(`warning: ${warning}`));
const instances = catchInstances();
const consumer = makeConsumer();
const { patchKeyStatus, patchKeyStatuses, ready } = await import(
  pathToFileURL(join(consumer, "node_modules/trustframework-keys/index.js"))
);
await ready();
const dice = new Dice(seed);
Math.random = () => dice.fraction();
const clock = new Clock(() => dice.once(5));

const idOf = (set) => `B2C_1A_Set${set}`;
const statusOf = (graph, { keysetId, keyId }) => graph.get(keysetId).get(keyId);

// A tenant of so many keys a set, all of one status.
const tenant = (sets, keys, status) =>
  new Map(
    Array.from({ length: sets }, (_, set) => [
      idOf(set),
      new Map(Array.from({ length: keys }, (_, key) => [`k${key}`, status])),
    ]),
  );

// So many changes in any order, some of them twice.
function drawChanges(count, sets, keys, statuses) {
  const drawn = [];
  const asked = new Map();
  for (let n = 0; n < count; n += 1) {
    const [keysetId, keyId] = [idOf(dice.between(0, sets - 1)), `k${dice.between(0, keys - 1)}`];
    const name = `${keysetId}/${keyId}`;
    if (!asked.has(name)) asked.set(name, dice.one(statuses));
    drawn.push({ keysetId, keyId, status: asked.get(name) });
  }
  return drawn;
}

// Runs the changes to their end; `abortAfter` that many are done.
async function play(graph, changes, options, abortAfter) {
  const controller = new AbortController();
  const progress = [];
  const first = graph.journal.length;
  const began = clock.now;
  // Those of an earlier run are nobody's here.
  graph.tokens = [];
  let report;
  patchKeyStatuses(changes, source, {
    fetch: graph.fetch,
    signal: controller.signal,
    concurrency: LANES,
    onProgress: (one) => {
      const { done, total } = one;
      progress.push([done, total]);
      shown.push(visible(one));
      if (done === abortAfter) controller.abort("enough");
    },
    ...options,
  }).then((value) => (report = value));
  await clock.run(() => report);
  await clock.run();
  shown.push(visible(report));
  return {
    changes,
    report,
    progress,
    journal: graph.journal.slice(first),
    took: clock.now - began,
    listeners: getEventListeners(controller.signal, "abort").length,
  };
}

// Until nothing is left but what a run refused; the first run is aborted.
async function playAll(graph, changes, options, abortAfter) {
  const runs = [];
  for (let left = changes; left.length > 0; ) {
    if (runs.length === 40) throw new Error(`${left.length} are left after 40 runs`);
    const one = await play(graph, left, options, runs.length === 0 ? abortAfter : undefined);
    runs.push(one);
    left = one.report.results.filter(({ outcome }) => outcome !== "applied" && outcome !== "failed");
  }
  return runs;
}

const footprint = () => ({ wasm: memoryOf(instances[0]).buffer.byteLength, table: tableEntries(instances[0]) });

const warmTenant = tenant(100, 20, "enabled");
await playAll(
  new Graph(warmTenant, { clock, dice, writesPerMinute: WRITES_PER_MINUTE }),
  drawChanges(1_000, 100, 20, ["disabled"]),
  {},
  300,
);
const warm = footprint();

const keysets = tenant(KEYSETS, 60, "enabled");
const graph = new Graph(keysets, { clock, dice, writesPerMinute: WRITES_PER_MINUTE });
const changes = drawChanges(wanted, KEYSETS, 60, ["disabled", "disabled", "enabled"]);
const started = process.hrtime.bigint();
const runs = await playAll(
  graph,
  changes,
  { retry: { maxAttempts: 3 }, attemptTimeoutMs: 2_000 },
  Math.floor(wanted / 2),
);
const seconds = Number(process.hrtime.bigint() - started) / 1e9;
const late = footprint();

const guardedKeysets = tenant(100, 4, "enabled");
const guardedGraph = new Graph(guardedKeysets, { clock, dice, writesPerMinute: WRITES_PER_MINUTE });
const guardedChanges = drawChanges(1_000, 100, 4, ["disabled", "disabled", "disabled", "enabled"]);
const guardedRuns = await playAll(guardedGraph, guardedChanges, { guard: true, attemptTimeoutMs: 2_000 }, 200);

const outcomes = {};
for (const { report } of runs)
  for (const name of ["applied", "failed", "unknown", "skipped"]) outcomes[name] = (outcomes[name] ?? 0) + report[name];
const answered = (status) => graph.journal.filter(({ answered }) => answered?.status === status).length;
console.log(
  `${wanted} changes in ${runs.length} runs and ${seconds.toFixed(1)} s, ${(runs.reduce((sum, { took }) => sum + took, 0) / 60_000).toFixed(0)} simulated minutes`,
);
console.log(
  `${graph.journal.length} requests: ${answered(204)} were 204, ${answered(429)} 429, ${answered(503)} 503; the reports say ${JSON.stringify(outcomes)}`,
);

// The entries of one run by key set.
function byKeyset(journal) {
  const entries = new Map();
  for (const entry of journal) {
    if (!entries.has(entry.keyset)) entries.set(entry.keyset, []);
    entries.get(entry.keyset).push(entry);
  }
  return entries;
}

const checks = {
  "every change was made in the end, and the tenant is as it was asked to be": () => {
    for (const change of changes) equal(statusOf(keysets, change), change.status, `${change.keysetId}/${change.keyId}`);
    const asked = new Set(changes.map(({ keysetId, keyId }) => `${keysetId}/${keyId}`));
    for (const [id, keys] of keysets)
      for (const [kid, status] of keys) if (!asked.has(`${id}/${kid}`)) equal(status, "enabled", `${id}/${kid}`);
  },
  "in each key set, changes first arrive in the given order, and a repeat is a retry of the latest": () => {
    for (const { changes, journal } of [...runs, ...guardedRuns]) {
      const given = new Map();
      for (const { keysetId, keyId } of changes) {
        if (!given.has(keysetId)) given.set(keysetId, new Set());
        given.get(keysetId).add(keyId);
      }
      for (const [keyset, entries] of byKeyset(journal)) {
        const kids = entries.map(({ kid }) => kid);
        const seen = kids.filter((kid, at) => kids.indexOf(kid) === at);
        const order = [...given.get(keyset)];
        deepEqual(
          seen,
          order.filter((kid) => seen.includes(kid)),
          `${keyset}: the order`,
        );
        kids.forEach((kid, at) =>
          ok(at === 0 || kid === kids[at - 1] || !kids.slice(0, at).includes(kid), `${keyset}: ${kid} came back`),
        );
      }
    }
  },
  "every request asks for what was asked, and no two writes to one key set overlapped": () => {
    const asked = new Map(changes.map(({ keysetId, keyId, status }) => [`${keysetId}/${keyId}`, status]));
    for (const { keyset, kid, status } of graph.journal) equal(status, asked.get(`${keyset}/${kid}`));
    equal(graph.overlaps + guardedGraph.overlaps, 0);
  },
  "each report is exact": () => {
    for (const { changes, report, journal, progress } of runs) {
      const { results, applied, failed, unknown, skipped } = report;
      deepEqual(
        results.map(({ keysetId, keyId, status }) => [keysetId, keyId, status]),
        changes.map(({ keysetId, keyId, status }) => [keysetId, keyId, status]),
      );
      equal(applied + failed + unknown + skipped, changes.length);
      const entries = new Map();
      for (const entry of journal) {
        const name = `${entry.keyset}/${entry.kid}`;
        entries.set(name, [...(entries.get(name) ?? []), entry]);
      }
      for (const { keysetId, keyId, outcome, receipt, error } of results) {
        const sent = entries.get(`${keysetId}/${keyId}`) ?? [];
        const accepted = sent.some(({ answered }) => answered?.status === 204);
        const expected = accepted ? "applied" : sent.length > 0 ? "unknown" : "skipped";
        equal(outcome, expected, `${keysetId}/${keyId}: ${JSON.stringify(sent)}`);
        if (accepted) equal(receipt.attempts, sent.length);
        if (error) equal(error.attempts, sent.length);
      }
      const told = results.filter(({ receipt, error }) => receipt || error).length;
      const cut = results.filter(({ outcome, error }) => outcome === "unknown" && !error).length;
      ok(progress.length >= told && progress.length <= told + cut, `${progress.length} of ${told}`);
      progress.forEach(([done, total], at) => deepEqual([done, total], [at + 1, changes.length]));
    }
  },
  "the first run was aborted and every other ran to its end": () => {
    deepEqual(
      runs.map(({ report }) => report.aborted),
      runs.map((_, at) => at === 0),
    );
    ok(runs[0].report.skipped > wanted / 3, "too few were skipped");
    ok(runs[0].report.unknown > 0 && answered(429) > 0 && answered(503) > 0, "nothing went wrong");
  },
  "no request left while Graph had asked to wait, and each lane was throttled at most once in a window": () => {
    for (const { journal } of [...runs, ...guardedRuns]) {
      const throttled = journal.filter(({ answered }) => answered?.status === 429);
      for (const { answered } of throttled) {
        const early = journal.find(({ at }) => at > answered.at && at < answered.at + answered.waitMs);
        equal(early, undefined);
      }
      const windows = new Map();
      for (const { answered } of throttled.filter(({ answered }) => answered.limited)) {
        const ends = Math.round((answered.at + answered.waitMs) / 30_000);
        windows.set(ends, (windows.get(ends) ?? 0) + 1);
      }
      for (const count of windows.values()) ok(count <= LANES, `${count} in one window`);
    }
  },
  "with the guard, no key set lost its last usable key, and only that was refused": () => {
    for (const [id, fewest] of guardedGraph.fewest) ok(fewest > 0, id);
    const errors = guardedRuns.flatMap(({ report }) =>
      report.results.filter(({ outcome }) => outcome === "failed").map(({ error }) => error.code),
    );
    ok(errors.length > 0, "nothing was refused");
    deepEqual(
      [...new Set(errors)].filter((code) => !["last-usable-key", "guard-unavailable"].includes(code)),
      [],
    );
    for (const { report } of guardedRuns) {
      for (const { keysetId, outcome, error } of report.results) {
        // Whoever was refused was so because every other key of the set is disabled.
        if (outcome === "failed" && error.code === "last-usable-key")
          ok(
            guardedChanges.filter((change) => change.keysetId === keysetId && change.status === "disabled").length >= 4,
            keysetId,
          );
      }
    }
  },
  "no token is shown, though the source gave another each time and each answer repeated those of other changes": () => {
    ok(asks > wanted && shown.some((text) => text.includes("[token],[token]")), "nothing was repeated");
    equal(shown.filter((text) => text.includes(TOKEN)).length, 0);
  },
  "the module's memory and tables did not grow after the warm-up, and one instance served all": () => {
    deepEqual(late, warm);
    equal(instances.length, 1);
  },
  "at any limit all changes are made, none too early, and at most a tenth of the answers is throttled": checkLimits,
  "many calls of one program leave each key set a key that is in use, and none is refused without need": () =>
    checkProgram({ patchKeyStatus }, clock, dice),
  "nothing is left: no timer, no listener, no complaint": () => {
    equal(clock.pending, 0);
    for (const { listeners } of [...runs, ...guardedRuns]) equal(listeners, 0);
    equal(complaints.join(), "");
  },
};
await run(checks);
clock.uninstall();
