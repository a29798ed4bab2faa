// Many calls at once in simulated time, each held against the model; and after each batch, what it left running.

import { settled } from "./clock.mjs";
import { match } from "./model.mjs";
import { drawPlan } from "./plan.mjs";
import { Player, holdsToken } from "./play.mjs";

const AT_ONCE = 50;
// The most faults that are kept to be printed.
const MOST_FAULTS = 20;

export class Soak {
  calls = 0;
  requests = 0;
  outcomes = {};
  faults = [];
  faulty = 0;
  // The calls that took all of their time, those that took more, the longest of them, and the longest of all, token sources included.
  atLimit = 0;
  tooLong = 0;
  longestAtLimit = { own: 0 };
  longest = { at: 0 };
  #seed;
  #clock;
  #patchKeyStatus;
  #players = new Map();
  // One signal that every third call listens to and that never fires.
  #shared = new AbortController().signal;

  constructor(seed, clock, patchKeyStatus) {
    this.#seed = seed;
    this.#clock = clock;
    this.#patchKeyStatus = patchKeyStatus;
    globalThis.fetch = (url, init) => this.#players.get(url.slice(url.lastIndexOf("/") + 1)).fetch(url, init);
  }

  get shared() {
    return this.#shared;
  }

  // Plays the calls from `first` up to, but not including, `end`.
  async play(first, end) {
    for (let index = first; index < end; index += AT_ONCE) await this.#batch(index, Math.min(index + AT_ONCE, end));
  }

  async #batch(first, end) {
    const calls = Array.from({ length: end - first }, (_, n) => this.#call(first + n));
    const clock = this.#clock;
    for (const { plan, player } of calls) this.#players.set(plan.keyId, player);
    for (const call of calls) {
      const start = () => {
        call.startedAt = clock.now;
        call.player.start(this.#patchKeyStatus);
      };
      if (call.plan.startsAfter === 0) start();
      // Once the timer has returned: within it, the fake clock takes a delay of 0 for 1.
      else clock.later(call.plan.startsAfter, () => void Promise.resolve().then(start));
    }
    await clock.run(() => calls.every(({ player }) => player.end));
    await settled();
    if (clock.pending > 0) this.#fault(`calls ${first} to ${end - 1}: ${clock.pending} timers left`);
    for (const call of calls) this.#judge(call);
    await clock.run();
    if (clock.pending > 0) this.#fault(`calls ${first} to ${end - 1}: ${clock.pending} timers set after the end`);
    for (const { plan, player } of calls) {
      for (const left of player.openBodies()) this.#fault(`call ${plan.index}: left ${left}`);
    }
    this.#players.clear();
  }

  #call(index) {
    const plan = drawPlan(this.#seed, index);
    return { plan, player: new Player(plan, this.#clock, this.#shared) };
  }

  #judge({ plan, player, startedAt }) {
    this.calls += 1;
    if (!player.end) {
      this.#fault(`call ${plan.index}: never settled`);
      return;
    }
    const { wrong, expected } = match(plan, player, startedAt);
    const { end, entries } = player;
    this.requests += entries.filter(({ type }) => type === "send").length;
    const name = end.receipt ? "success" : expected.aborted ? "aborted" : (end.error?.code ?? String(end.error));
    this.outcomes[name] = (this.outcomes[name] ?? 0) + 1;
    this.#time(plan, player);
    const faults = [...wrong, ...player.problems, ...player.leftovers().map((left) => `left ${left}`)];
    if (holdsToken(player.visible())) faults.push("shows its token");
    if (faults.length > 0) this.#fault(`call ${plan.index}: ${faults.join("; ")}`);
  }

  // The time of a call is its own: what the sources of tokens took does not count.
  #time({ index, options, source }, { entries, end }) {
    const limits = { timeoutMs: 60_000, tokenTimeoutMs: 300_000, ...options };
    let tokenMs = 0;
    entries.forEach(({ type, at }, n) => {
      if (type === "ask") tokenMs += (entries[n + 1]?.at ?? end.at) - at;
    });
    const own = source.kind === "string" ? end.at : end.at - tokenMs;
    if (own > limits.timeoutMs) {
      this.tooLong += 1;
      this.#fault(`call ${index}: ${own} ms of its ${limits.timeoutMs}`);
    }
    const time = { index, at: end.at, own, timeoutMs: limits.timeoutMs };
    if (time.at > this.longest.at) this.longest = time;
    if (own < limits.timeoutMs || own === 0) return;
    this.atLimit += 1;
    if (own > this.longestAtLimit.own) this.longestAtLimit = time;
  }

  #fault(text) {
    this.faulty += 1;
    if (this.faults.length < MOST_FAULTS) this.faults.push(text);
  }
}
