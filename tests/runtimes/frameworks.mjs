// What frameworks, test runners and wrappers do to a call, in every host: errors that are theirs, an AbortSignal of another library, fake
// timers, mocks that have little of a Response, hosts that lack something.

import { equal, ok, rejection, visible } from "./check.mjs";

const TOKEN = "eyJ0eXAiOiJKV1QifQ.secret-token-of-a-framework.c2lnbmF0dXJl";
const KEYSET = "B2C_1A_TokenSigningKeyContainer";
const accepted = () => ({ status: 204 });

// As Next throws it: for redirect(), notFound(), and where a page turns out to be dynamic.
const withDigest = (message, digest) => Object.assign(new Error(message), { digest });

export function frameworkCases({ entry, api }) {
  const { patchKeyStatus, patchKeyStatuses, listKeys, isKeyStatusError } = api;
  const isRoot = entry === "root";
  const patch = (token, options) => patchKeyStatus(KEYSET, "kid", "disabled", token, options);
  const throwing = (thrown) => () => {
    throw thrown;
  };

  async function refused(promise, expected) {
    const error = await rejection(promise, `a call with ${expected.code}`);
    ok(isKeyStatusError(error), `no KeyStatusError: ${error}`);
    for (const [key, value] of Object.entries(expected)) equal(error[key], value, `${key} of ${error.message}`);
    ok(!visible(error).includes(TOKEN), "the error holds the token");
    return error;
  }

  const cases = {
    "an error with a digest is the framework's: the call rejects with it, at once": async () => {
      let fetched = 0;
      const counting = (give) => (url, init) => {
        fetched += 1;
        return give(url, init);
      };
      const redirect = withDigest("NEXT_REDIRECT", "NEXT_REDIRECT;replace;/login;307;");
      for (const source of [throwing(redirect), async () => throwing(redirect)()]) {
        equal((await rejection(patch(source, { fetch: counting(accepted) }), "a source")) === redirect, true, "source");
      }
      equal(fetched, 0, "requests");
      const dynamic = withDigest("Dynamic server usage: no-store fetch", "DYNAMIC_SERVER_USAGE");
      for (const give of [throwing(dynamic), async () => throwing(dynamic)()]) {
        fetched = 0;
        equal((await rejection(patch(TOKEN, { fetch: counting(give) }), "fetch")) === dynamic, true, "fetch");
        equal(fetched, 1, "requests");
        if (!isRoot) continue;
        const read = listKeys(KEYSET, TOKEN, { fetch: counting(give) });
        equal((await rejection(read, "a read")) === dynamic, true, "a read");
        equal(fetched, 2, "requests");
        const guarded = patch(TOKEN, { guard: true, fetch: counting(give) });
        equal((await rejection(guarded, "a guard")) === dynamic, true, "a guard");
      }
    },

    "what a source throws that is no error goes through: a Response, a redirect": async () => {
      class Redirect {
        status = 303;
        location = "/login";
      }
      const response = new Response(null, { status: 302, headers: { location: "/login" } });
      for (const thrown of [response, new Redirect(), { status: 404, body: { message: "gone" } }]) {
        equal((await rejection(patch(throwing(thrown)), "a source")) === thrown, true, String(thrown));
        equal(
          (await rejection(patch({ getToken: async () => throwing(thrown)() }), "a credential")) === thrown,
          true,
          "",
        );
        // Also when the token is asked for again.
        let asked = 0;
        const source = () => ((asked += 1) === 1 ? TOKEN : throwing(thrown)());
        const again = patch(source, { fetch: async () => ({ status: 401 }) });
        equal((await rejection(again, "a second ask")) === thrown, true, `${thrown}, again`);
      }
    },

    "all else that a source or fetch throws is `token` or `network`, and what holds the token goes nowhere":
      async () => {
        const once = { retry: false };
        const fetch = accepted;
        for (const thrown of [
          new Error("no"),
          Object.assign(new Error("no"), { digest: 5 }),
          { message: "no" },
          "text",
          undefined,
          5,
        ])
          await refused(patch(throwing(thrown), { fetch }), { code: "token", applied: false });
        for (const thrown of [new Error("no"), { status: 302 }, new Response(null, { status: 302 })])
          await refused(patch(TOKEN, { ...once, fetch: throwing(thrown) }), { code: "network" });
        const holding = withDigest(`dynamic ${TOKEN}`, "DYNAMIC_SERVER_USAGE");
        await refused(patch(TOKEN, { ...once, fetch: throwing(holding) }), { code: "network" });
        const holders = [
          withDigest("NEXT_REDIRECT", `NEXT_REDIRECT;replace;/login?old=${TOKEN};307;`),
          { location: `/login?old=${TOKEN}` },
          new Response(null, { status: 302, headers: { location: `/login?old=${TOKEN}` } }),
          new Response(TOKEN),
        ];
        for (const thrown of holders) {
          let asked = 0;
          const source = () => ((asked += 1) === 1 ? TOKEN : throwing(thrown)());
          await refused(patch(source, { fetch: async () => ({ status: 401 }) }), { code: "token" });
        }
      },

    "a fetch that does not take the host's AbortSignal is called once more without": async () => {
      const seen = [];
      // As Node's, to which jsdom gave another AbortController.
      const refusing = (give) => async (_, init) => {
        seen.push(init.signal);
        if (init.signal)
          throw new TypeError('RequestInit: Expected signal ("AbortSignal {}") to be an instance of AbortSignal.');
        return give();
      };
      const receipt = await patch(TOKEN, { retry: false, fetch: refusing(accepted) });
      equal([receipt.attempts, seen.length, Boolean(seen[0]), seen[1]], [1, 2, true, undefined], "calls");
      const hanging = refusing(() => new Promise(() => {}));
      await refused(patch(TOKEN, { timeoutMs: 30, fetch: hanging }), { code: "timeout" });
      const stop = new AbortController();
      const aborted = patch(TOKEN, { signal: stop.signal, fetch: hanging });
      setTimeout(() => stop.abort("enough"), 5);
      equal(await rejection(aborted, "an aborted call"), "enough", "reason");
      // One that goes on refusing fails as any other does.
      seen.length = 0;
      const always = async () => {
        seen.push(0);
        throw new TypeError("the signal is wrong");
      };
      await refused(patch(TOKEN, { retry: false, fetch: always }), { code: "network", attempts: 1 });
      equal(seen.length, 2, "calls");
      // What says nothing of a signal was perhaps sent.
      seen.length = 0;
      const failing = async () => {
        seen.push(0);
        throw new TypeError("fetch failed");
      };
      await refused(patch(TOKEN, { retry: false, fetch: failing }), { code: "network", attempts: 1 });
      equal(seen.length, 1, "calls");
    },

    "init is an ordinary object, with members of its own": async () => {
      let init;
      const wrapper = async (_, given) => {
        init = given;
        const named = ["method", "headers", "body", "redirect", "cache", "signal", "dispatcher"];
        equal(
          named.filter((name) => !Object.hasOwn(given, name)),
          [],
          "members of its own",
        );
        return { status: 204 };
      };
      Object.defineProperty(Object.prototype, "dispatcher", { value: "elsewhere", configurable: true });
      try {
        await patch(TOKEN, { fetch: wrapper });
      } finally {
        delete Object.prototype.dispatcher;
      }
      equal(Object.getPrototypeOf(init) === Object.prototype, true, "an ordinary object");
      equal(
        [init.dispatcher, init.cache, init.redirect, init.method],
        [undefined, undefined, "manual", "PATCH"],
        "init",
      );
    },

    "a mock that has json() alone is read by that": async () => {
      const mock = (status, json) => ({ fetch: async () => ({ status, json: async () => json }), retry: false });
      equal((await patch(TOKEN, mock(200, { status: "disabled" }))).attempts, 1, "attempts");
      await refused(patch(TOKEN, mock(200, { status: "enabled" })), { code: "unexpected-response" });
      const said = { error: { code: "AADB2C90073", message: `no such set ${TOKEN}` } };
      await refused(patch(TOKEN, mock(404, said)), { code: "not-found", graphCode: "AADB2C90073" });
      await refused(patch(TOKEN, mock(200, undefined)), { code: "unexpected-response" });
      const long = { status: "disabled", padding: "x".repeat(70_000) };
      await refused(patch(TOKEN, mock(200, long)), { code: "unexpected-response" });
      if (!isRoot) return;
      const keys = await listKeys(KEYSET, TOKEN, mock(200, { value: [{ kid: "a", status: "enabled" }] }));
      equal(keys, [{ kid: "a", status: "enabled" }], "keys");
    },

    "fake timers count: a wait ends when its timer fires, whatever the clock says": async () => {
      const statuses = [503, 503, 204];
      const fetch = async () => ({ status: statuses.shift(), headers: new Headers({ "retry-after": "13" }) });
      const { restore, timers } = fakeTimers();
      try {
        const call = patch(TOKEN, { fetch });
        call.catch(() => {});
        for (let turns = 0; turns < 50 && statuses.length > 0; turns += 1) {
          await soon();
          // The wait for Graph, and not the limits of the call.
          timers.filter(({ delay }) => delay >= 12_500 && delay <= 13_500).forEach((timer) => timer.fire());
        }
        equal((await soonSettled(call)).attempts, 3, "attempts");
        const late = patch(TOKEN, { timeoutMs: 5_000, retry: false, fetch: () => new Promise(() => {}) });
        await soon();
        timers.forEach((timer) => timer.fire());
        await refused(soonSettled(late), { code: "timeout" });
      } finally {
        restore();
      }
    },

    "a timer that fires less than a second early is set once more, for the rest": async () => {
      const { restore, timers } = fakeTimers();
      let calls = 0;
      const fetch = async () => ({ status: (calls += 1) === 1 ? 503 : 204 });
      try {
        const call = patch(TOKEN, { fetch });
        const wait = () => timers.find(({ delay }) => delay <= 500);
        for (let turns = 0; turns < 50 && !wait(); turns += 1) await soon();
        const first = wait();
        first.fire();
        await soon();
        equal(calls, 1, "requests after it fired early");
        ok(wait() && wait().delay <= first.delay, "it was not set again");
        wait().fire();
        equal((await soonSettled(call)).attempts, 2, "attempts");
      } finally {
        restore();
      }
    },

    "a setTimeout that calls back at once is survived": async () => {
      const { setTimeout } = globalThis;
      let calls = 0;
      const fetch = async () => ({ status: (calls += 1) < 3 ? 503 : 204 });
      globalThis.setTimeout = (callback) => {
        callback();
        return 0;
      };
      try {
        equal((await soonSettled(patch(TOKEN, { fetch }))).attempts, 3, "attempts");
      } finally {
        globalThis.setTimeout = setTimeout;
      }
    },
  };

  if (!isRoot) return cases;
  const changes = ["a", "b", "c"].map((keyId) => ({ keysetId: KEYSET, keyId, status: "disabled" }));
  return {
    ...cases,

    "after acceptance what is the framework's is the cause of `not-verified`": async () => {
      const redirect = withDigest("NEXT_REDIRECT", "NEXT_REDIRECT;replace;/login;307;");
      let asked = 0;
      const source = () => ((asked += 1) === 1 ? TOKEN : throwing(redirect)());
      const fetch = async (_, { method }) => ({ status: method === "PATCH" ? 204 : 401 });
      const error = await refused(patch(source, { verify: true, fetch }), { code: "not-verified", applied: true });
      equal(error.cause === redirect, true, "cause");
      equal(error.receipt.attempts, 1, "receipt");
    },

    "a run rejects with what is the framework's while no PATCH has left": async () => {
      const redirect = { status: 303, location: "/login" };
      const run = patchKeyStatuses(changes, throwing(redirect), { fetch: accepted });
      equal((await rejection(run, "a run")) === redirect, true, "a source");
      const dynamic = withDigest("Dynamic server usage", "DYNAMIC_SERVER_USAGE");
      const guarded = patchKeyStatuses(changes, TOKEN, { guard: true, fetch: throwing(dynamic) });
      equal((await rejection(guarded, "a guarded run")) === dynamic, true, "fetch");
    },

    "later it stops the run, as the cause of `stoppedBy`": async () => {
      const redirect = { status: 303, location: "/login" };
      let asked = 0;
      const source = () => ((asked += 1) === 1 ? TOKEN : throwing(redirect)());
      const report = await patchKeyStatuses(changes, source, { fetch: accepted, concurrency: 1 });
      equal([report.applied, report.skipped], [1, 1], "report");
      equal(report.stoppedBy.code, "token", "code");
      equal(report.stoppedBy.cause === redirect, true, "cause");
      const dynamic = withDigest("Dynamic server usage", "DYNAMIC_SERVER_USAGE");
      let sent = 0;
      const fetch = async () => ((sent += 1) === 1 ? { status: 204 } : throwing(dynamic)());
      const other = await patchKeyStatuses(changes, TOKEN, { fetch, concurrency: 1 });
      equal([other.applied, other.skipped, sent], [1, 1, 2], "report");
      equal([other.stoppedBy.code, other.stoppedBy.cause === dynamic], ["network", true], "stopped by");
    },

    "what a run is given may be any iterable, and one object that changes": async () => {
      const one = { keysetId: KEYSET, status: "disabled" };
      function* same() {
        for (const keyId of ["a", "b"]) yield Object.assign(one, { keyId });
      }
      for (const given of [new Set(changes), same(), changes.values()]) {
        const report = await patchKeyStatuses(given, TOKEN, { fetch: accepted });
        equal(report.applied, report.results.length, "applied");
        ok(report.results.length >= 2, "results");
        equal(report.results[1].keyId, "b", "the second");
      }
    },
  };
}

// The promises that are there have gone as far as they get.
const soon = () => {
  const { port1, port2 } = new MessageChannel();
  return new Promise((resolve) => {
    port1.onmessage = () => (port1.close(), resolve());
    port2.postMessage(0);
  });
};

// What a promise comes to that waits for no timer. Fails where it does wait, since with fake timers that would be for ever.
async function soonSettled(promise) {
  let isSettled = false;
  const end = promise.finally(() => (isSettled = true));
  end.catch(() => {});
  for (let turns = 0; turns < 100 && !isSettled; turns += 1) await soon();
  if (!isSettled) throw new Error("it is still pending");
  return end;
}

// setTimeout alone, as some runners fake it: the clocks go on. What is set while it lasts fires when the case says so.
function fakeTimers() {
  const { setTimeout, clearTimeout } = globalThis;
  const timers = [];
  const remove = (timer) => timers.includes(timer) && timers.splice(timers.indexOf(timer), 1);
  globalThis.setTimeout = (callback, delay = 0) => {
    const timer = {
      delay,
      fire() {
        remove(timer);
        callback();
      },
    };
    timers.push(timer);
    return timer;
  };
  globalThis.clearTimeout = (timer) => (timers.includes(timer) ? remove(timer) : clearTimeout(timer));
  const restore = () => Object.assign(globalThis, { setTimeout, clearTimeout });
  return {
    restore,
    get timers() {
      return timers;
    },
  };
}
