// Plays the cases in a host and remembers what the caller saw. Judges only what cannot leave the host: whether it is the very same
// object, whether a token shows, whether a listener is left. The rest is judged from what this returns (judge.mjs).

import { quicken } from "./clock.mjs";
import { fetches } from "./fetches.mjs";
import { connect, forCase } from "./graph.mjs";
import { optionsAs, pollutions } from "./oddities.mjs";
import { hidingPlaces, hostInspectors, shows } from "./renderings.mjs";
import { watchedSignal } from "./signal.mjs";
import { makeSource } from "./sources.mjs";
import { SECRET } from "./words.mjs";

// A call that has not settled after so many real milliseconds hangs.
const HANGS_AFTER = 30_000;
// Generous limits for cases that are not about them.
const LIMITS = { attemptTimeoutMs: 250_000, timeoutMs: 1_500_000 };
// How many cases play at a time.
const AT_ONCE = 6;

// `origin` is the emulator's, as every host reaches it; `originOf` gives each case the one that its calls go to. `cases` are [index, case].
export async function playAll({ api, origin, originOf, isOurs, cases }) {
  const unhandled = watchRejections();
  const inspectors = hostInspectors();
  const graph = connect(origin);
  // The same emulator at another origin, by a name that no case has.
  const elsewhere = `http://localhost:${new URL(origin).port}`;
  const realFetch = globalThis.fetch;
  const clock = quicken(isOurs);
  const plays = new Map();
  // The package finds it at call time. What is no call of a case passes.
  globalThis.fetch = function (url, init) {
    const play = plays.get(/\/keySets\/(r\d+)\//.exec(url)?.[1]);
    const isCase = play && init?.method === "PATCH" && !init.headers["client-request-id"]?.endsWith("-other");
    return isCase ? play.fetch(this, arguments, play.own ?? realFetch) : realFetch(url, init);
  };

  const seen = [];
  const run = async ([index, test]) => {
    const id = `r${index}`;
    // Without a prototype: what a case puts on that of all others is not among its members.
    const play = new Play(
      { __proto__: null, ...test },
      { api, clock, graph, elsewhere, inspectors, id, baseUrl: `${originOf(id)}/beta` },
    );
    plays.set(id, play);
    seen[index] = await play
      .run()
      .catch((error) => ({ saw: "the player failed", problems: [`${error}\n${error?.stack}`] }));
  };
  // Longest first, so that it does not end last.
  const first = ([, { slow }]) => (slow ? 0 : 1);
  await api.ready();
  await inTurn(
    cases.filter(([, { alone }]) => !alone).sort((a, b) => first(a) - first(b)),
    AT_ONCE,
    run,
  );
  await inTurn(
    cases.filter(([, { alone }]) => alone),
    1,
    run,
  );
  // Whatever is still to come, comes now.
  await clock.pause(300);
  const blind = hidingPlaces()
    .filter(([, value]) => !shows(value, inspectors))
    .map(([name]) => name);
  // Before the host ends, and with it every connection that a call left open. That one was closed the emulator may see a little later.
  let journal;
  await until(
    clock,
    async () => {
      journal = await graph.journal();
      return journal.every(({ ended }) => ended !== null);
    },
    400,
  );
  clock.stop();
  return JSON.parse(
    JSON.stringify({ seen, unhandled, timers: clock.running(), blind, journal, keysets: await graph.keysets() }),
  );
}

// Looks until it is so, but not for ever.
async function until(clock, look, looks = 4000) {
  for (let left = looks; left > 0 && !(await look()); left -= 1) await clock.pause(5);
}

async function inTurn(cases, width, run) {
  const queue = [...cases];
  const worker = async () => {
    for (let next; (next = queue.shift()); ) await run(next);
  };
  await Promise.all(Array.from({ length: width }, worker));
}

function watchRejections() {
  const unhandled = [];
  const note = (reason) => unhandled.push(`${reason?.stack ?? reason}`);
  globalThis.process?.on?.("unhandledRejection", note);
  globalThis.addEventListener?.("unhandledrejection", (event) => {
    event.preventDefault();
    note(event.reason);
  });
  return unhandled;
}

class Play {
  problems = [];
  calls = [];
  events = [];
  notes = [];
  #test;
  #world;
  #abort;
  #settled = false;

  constructor(test, world) {
    this.#test = test;
    this.#world = world;
  }

  async run() {
    const { api, clock, graph, elsewhere, id } = this.#world;
    const test = this.#test;
    const kids = { key: "enabled", other: "enabled" };
    await graph.putKeyset(
      id,
      Object.entries(kids).map(([kid, status]) => ({ kid, use: "sig", kty: "RSA", status })),
    );
    const plan = (test.plan ?? []).map((entry) =>
      forCase(entry, id, { ID: id, ELSEWHERE: elsewhere, TOKEN: `${SECRET}.${id}.plain` }),
    );
    if (plan.length > 0) await graph.plan(plan);

    const watched = this.#watchedSignal();
    const foreign = new TypeError("a foreign failure");
    const give = (name) => `${SECRET}.${id}.${name}`;
    const source = makeSource(test.token ?? "string", give, () => this.#maybeAbort("asking"));
    const options = this.#options(watched.signal, { give, foreign, note: (text) => void this.notes.push(text) });
    const restore = test.pollute ? pollutions[test.pollute]({ give }) : () => {};
    const began = clock.now();
    let call;
    try {
      if (test.abort?.when === "before") this.#abort();
      call = api.patchKeyStatus(id, test.keyId ?? "key", test.status ?? "disabled", source.source, options);
      this.promise = call;
      const other = test.and && this.#other(test.and);
      const outcome = await this.#outcome(call, watched.signal, foreign);
      this.#settled = true;
      const took = clock.now() - began;
      restore();
      if (test.abort?.when === "settled") this.#abort();
      const second = other && (await other);
      if (watched.left() > 0) this.problems.push(`${watched.left()} listeners left on the signal`);
      for (const value of [outcome.value, ...this.events, outcome.error]) this.#search(value);
      await this.#callsOn();
      const { value, error, ...saw } = outcome;
      return {
        ...saw,
        took,
        second,
        calls: this.calls,
        events: this.events,
        asks: source.asks.map(({ signal, ...ask }) => ({
          ...ask,
          signal: signal instanceof AbortSignal,
          aborted: signal?.aborted,
        })),
        notes: this.notes,
        problems: this.problems,
      };
    } finally {
      restore();
    }
  }

  // What came of the promise, and what is said of it.
  async #outcome(call, signal, foreign) {
    const { api, clock } = this.#world;
    if (!(call instanceof Promise)) return { saw: "no promise" };
    const hung = Symbol();
    const settled = call.then(
      (value) => ({ value }),
      (error) => ({ error }),
    );
    const outcome = await Promise.race([settled, clock.pause(HANGS_AFTER).then(() => hung)]);
    if (outcome === hung) return { saw: "hung" };
    if (Object.hasOwn(outcome, "value")) return { saw: "ok", value: outcome.value, receipt: outcome.value };
    const { error } = outcome;
    if (signal?.aborted && Object.is(error, signal.reason)) return { saw: "abort", error };
    if (!api.isKeyStatusError(error)) return { saw: `a stranger: ${String(error)}`, error };
    if (!(error instanceof api.KeyStatusError && error instanceof Error))
      this.problems.push("no KeyStatusError by instanceof");
    const fields = { ...error, message: error.message };
    const cause = Object.hasOwn(error, "cause") ? error.cause : undefined;
    const said = cause !== undefined && {
      type: cause === null ? "null" : typeof cause,
      name: String(cause?.name),
      message: String(cause?.message ?? cause),
      foreign: cause === foreign,
    };
    const json = JSON.parse(JSON.stringify(error));
    const hasCause = Object.hasOwn(json, "cause");
    // As plain data.
    const isPlain = !hasCause || (typeof json.cause.name === "string" && !Object.hasOwn(json.cause, "stack"));
    if (hasCause !== (cause !== undefined) || !isPlain || Object.hasOwn(json, "stack") || json.code !== error.code)
      this.problems.push(`toJSON gave ${JSON.stringify(json)}`);
    return { saw: error.code, error, fields, cause: said || undefined };
  }

  // No token shows anywhere.
  #search(value) {
    const leak = shows(value, this.#world.inspectors);
    if (leak) this.problems.push(`a token shows: ${leak.slice(0, 400)}`);
  }

  // The module works after whatever this was.
  async #callsOn() {
    const { api, clock, id } = this.#world;
    const next = api.patchKeyStatus("next", "key", "enabled", `${SECRET}.${id}.next`, {
      fetch: async () => ({ status: 204 }),
    });
    const late = clock.pause(HANGS_AFTER).then(() => ({}));
    const receipt = await Promise.race([next, late]).catch((error) => error);
    if (receipt.attempts !== 1 || receipt.status !== "enabled")
      this.problems.push(`the next call gave ${String(receipt)}`);
  }

  async #other({ keyId, ...options }) {
    const { api, clock, graph, id, baseUrl } = this.#world;
    await until(clock, async () => (await graph.arrived(id)) > 0);
    try {
      const { attempts } = await api.patchKeyStatus(id, keyId, "disabled", `${SECRET}.${id}.other`, {
        ...LIMITS,
        baseUrl,
        clientRequestId: `${id}-other`,
        ...options,
      });
      return { saw: "ok", attempts };
    } catch (error) {
      return { saw: error.code, attempts: error.attempts };
    }
  }

  #options(signal, context) {
    const { id, baseUrl } = this.#world;
    const { options, fetch, limits } = this.#test;
    // Called as the option, or as the host's own where the call has no options.
    const own = (this.own = fetch && fetches[fetch](context));
    const play = this;
    const all = {
      baseUrl,
      clientRequestId: id,
      signal,
      onAttempt: (event) => this.#told(event),
      ...(limits !== "default" && LIMITS),
      ...(own && {
        fetch(...args) {
          return play.fetch(this, args, own);
        },
      }),
      ...options,
    };
    return this.#test.optionsAs ? optionsAs[this.#test.optionsAs](all, context) : all;
  }

  // What the package calls for fetch.
  fetch(self, args, fetch) {
    const { clock } = this.#world;
    const [url, init] = args;
    if (self !== undefined || args.length !== 2 || typeof url !== "string")
      this.problems.push("fetch was not called as fetch(url, init)");
    // The last two are there for nothing on Object.prototype to take their place.
    const { method, headers, body, redirect, signal, cache, dispatcher, ...rest } = init;
    const isOwn = Object.hasOwn(init, "cache") && Object.hasOwn(init, "dispatcher");
    const shape = [
      Object.getPrototypeOf(init) === Object.prototype,
      method,
      redirect,
      signal instanceof AbortSignal,
      typeof body,
      isOwn && cache === undefined && dispatcher === undefined,
      Object.keys(rest).length,
    ];
    if (String(shape) !== String([true, "PATCH", "manual", true, "string", true, 0]))
      this.problems.push(`init was ${shape}`);
    if (this.#settled) this.problems.push("fetch was called after the promise settled");
    const call = {
      at: clock.now(),
      date: Date.now(),
      named: Object.hasOwn(headers, "client-request-id"),
      token: /^Bearer tfk5ecr3t\.r\d+\.(.*)$/.exec(headers.authorization)?.[1],
    };
    this.calls.push(call);
    this.#maybeAbort("sent");
    const answer = fetch(url, init);
    if (!this.own && answer instanceof Promise)
      answer.then(
        () => this.#maybeAbort("reading"),
        () => {},
      );
    return answer;
  }

  #told(event) {
    this.events.push(Object.defineProperty(event, "at", { value: this.#world.clock.now(), enumerable: true }));
    if (event.waitMs !== undefined) this.#maybeAbort("waiting");
    this.#maybeAbort("told");
    if (this.#test.listener === "throws") throw new Error("a listener's own mistake");
    if (this.#test.listener === "rejects") return Promise.reject(new Error("a listener's own mistake"));
  }

  #watchedSignal() {
    const { abort } = this.#test;
    const { signal, fire, left } = watchedSignal(abort);
    this.#abort = () => {
      fire();
      if (abort.when !== "settled" && abort.when !== "before") this.#expectPrompt();
    };
    return { signal, left };
  }

  // Once it is aborted the promise settles without waiting for anything: within a few turns of the microtask queue.
  #expectPrompt() {
    let settled = false;
    const note = () => (settled = true);
    this.promise.then(note, note);
    const wait = async () => {
      for (let turn = 0; turn < 50; turn += 1) await null;
      if (!settled) this.problems.push("the abort did not reject at once");
    };
    wait();
  }

  #maybeAbort(now) {
    const { abort } = this.#test;
    if (abort?.when !== now || abort.by === "timeout" || this.aborting) return;
    this.aborting = true;
    if (now === "told") this.#abort();
    else this.#abortSoon(now);
  }

  // After what is under way has got there.
  async #abortSoon(now) {
    const { clock, graph, id } = this.#world;
    if (now === "sent" && !this.#test.fetch)
      await until(clock, async () => this.#settled || (await graph.arrived(id)) > 0);
    await clock.pause(10);
    this.#abort();
  }
}
