// The gate of a run (npm/src/plan/gate.ts) by itself, in simulated time, against services with limits: 20,000 changes, 1 to 64 at a time.
// Knows nothing of the package but that file, which is pure.

import { equal, ok } from "node:assert/strict";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { build } from "esbuild";
import { Dice } from "../soak/dice.mjs";

const CHANGES = 20_000;
const SECOND = 1_000;
const MINUTE = 60_000;
const LIMITS = [
  ...[1, 2, 5, 10, 20].map((writes) => ({ writes, windowMs: SECOND })),
  { writes: 200, windowMs: MINUTE },
];

async function load() {
  const outfile = join(mkdtempSync(join(tmpdir(), "trustframework-keys-gate-")), "gate.mjs");
  const entry = join(process.env.TFK_ROOT, "npm/src/plan/gate.ts");
  await build({ entryPoints: [entry], outfile, format: "esm", bundle: true, logLevel: "error" });
  return (await import(pathToFileURL(outfile))).Gate;
}

// So many writes in each window that begins with its first. Gives for how long one more has to wait.
function windows({ writes, windowMs }) {
  let ends = 0;
  let taken = 0;
  return (now) => {
    if (now >= ends) [ends, taken] = [now + windowMs, 0];
    taken += 1;
    return taken <= writes ? 0 : Math.ceil((ends - now) / SECOND) * SECOND;
  };
}

// So many writes that are saved up, and come again evenly.
function bucket({ writes, windowMs }) {
  let saved = writes;
  let last = 0;
  return (now) => {
    saved = Math.min(writes, saved + ((now - last) * writes) / windowMs);
    last = now;
    if (saved < 1) return Math.max(SECOND, Math.ceil(((1 - saved) * windowMs) / writes / SECOND) * SECOND);
    saved -= 1;
    return 0;
  };
}

// What is due when, in order.
class Agenda {
  #due = [];
  #count = 0;

  add(at, work) {
    const heap = this.#due;
    const entry = { at, order: (this.#count += 1), work };
    let place = heap.push(entry) - 1;
    for (let above = (place - 1) >> 1; place > 0 && isBefore(entry, heap[above]); above = (place - 1) >> 1) {
      heap[place] = heap[above];
      place = above;
    }
    heap[place] = entry;
  }

  next() {
    const heap = this.#due;
    const [first] = heap;
    const last = heap.pop();
    if (heap.length === 0) return first;
    let place = 0;
    for (let below = 1; below < heap.length; below = 2 * place + 1) {
      if (below + 1 < heap.length && isBefore(heap[below + 1], heap[below])) below += 1;
      if (!isBefore(heap[below], last)) break;
      heap[place] = heap[below];
      place = below;
    }
    heap[place] = last;
    return first;
  }
}

const isBefore = (one, other) => one.at < other.at || (one.at === other.at && one.order < other.order);

// Runs all changes, and counts.
function play(Gate, serve, lanes) {
  const gate = new Gate();
  const agenda = new Agenda();
  const dice = new Dice(lanes);
  const seen = { applied: 0, early: 0, answers: 0, throttled: 0, isHopeless: false };
  let left = CHANGES;
  let now = 0;
  let until = 0;

  function begin() {
    if (left === 0) return;
    left -= 1;
    send();
  }

  function send(slot) {
    if (!slot || !gate.isOpen(now, slot)) {
      const next = gate.slot(now);
      if (!gate.isOpen(now, next)) return agenda.add(Math.max(next.at, now), () => send(next));
    }
    if (now < until) seen.early += 1;
    const waitMs = serve(now);
    agenda.add(now + 20 + 200 * dice.fraction(), () => {
      const isFirst = until === 0 && waitMs > 0;
      if (until > 0 && !isFirst) seen.answers += 1;
      if (waitMs === 0) {
        seen.applied += 1;
        gate.answered(now, true);
        return begin();
      }
      if (!isFirst) seen.throttled += 1;
      until = Math.max(until, now + waitMs);
      gate.throttled(now, waitMs);
      seen.isHopeless ||= gate.isHopeless(now);
      send();
    });
  }

  for (let lane = 0; lane < lanes; lane += 1) begin();
  for (let due = agenda.next(); due; due = agenda.next()) {
    now = due.at;
    due.work();
  }
  return { ...seen, tookMs: now };
}

export async function checkLimits() {
  const Gate = await load();
  let worst = 0;
  for (const limit of LIMITS)
    for (const [name, service] of Object.entries({ windows, bucket }))
      for (const lanes of [1, 4, 16, 64]) {
        const what = `${limit.writes} in ${limit.windowMs} ms, ${name}, ${lanes} lanes`;
        const { applied, early, answers, throttled, isHopeless, tookMs } = play(Gate, service(limit), lanes);
        equal(applied, CHANGES, what);
        equal(early, 0, `${what}: none before the time that was named`);
        equal(isHopeless, false, what);
        const share = throttled / Math.max(1, answers);
        worst = Math.max(worst, share);
        ok(share <= 0.1, `${what}: ${(100 * share).toFixed(1)} % were throttled`);
        // One lane may be slower than the limit by itself: each answer takes 120 ms.
        const ideal = Math.max((CHANGES / limit.writes) * limit.windowMs, (CHANGES * 120) / lanes);
        ok(tookMs < 1.6 * ideal, `${what}: ${Math.round(tookMs / MINUTE)} minutes for ${Math.round(ideal / MINUTE)}`);
      }
  console.log(`  at most ${(100 * worst).toFixed(1)} % of the answers after the first closing were 429`);
}
