// What patchKeyStatuses must show in every host.

import { equal, ok, rejection, visible } from "./check.mjs";
import { plainResponse, simulated } from "./clock.mjs";

const TOKEN = "eyJ0eXAiOiJKV1QifQ.secret-token-of-the-suite.c2lnbmF0dXJl";

export function bulkCases({ api, graph }) {
  const { patchKeyStatuses, isKeyStatusError } = api;
  const change = (keysetId, keyId, status = "disabled") => ({ keysetId, keyId, status });
  const kidOf = (url) => decodeURIComponent(url.split("/").at(-1));
  const counts = ({ results, stoppedBy, ...rest }) => rest;
  const outcomes = ({ results }) => results.map(({ outcome }) => outcome);
  const clean = { failed: 0, unknown: 0, skipped: 0, aborted: false };

  // Answers each PATCH as `plan[kid]` says, a list of statuses, headers and bodies in turn, at once; where nothing is said with 204, and
  // after a while. Notes what happens. `respond` makes the answers.
  function server(
    plan = {},
    latency = 2,
    respond = (status, body, more) => new Response(body ?? null, { status, ...more }),
  ) {
    const seen = { sent: [], atOnce: 0, most: 0, busy: new Set(), overlaps: 0 };
    const fetch = async (url, init) => {
      const kid = kidOf(url);
      const set = url.split("/").at(-3);
      seen.sent.push(kid);
      seen.most = Math.max(seen.most, (seen.atOnce += 1));
      if (seen.busy.has(set)) seen.overlaps += 1;
      seen.busy.add(set);
      const planned = plan[kid]?.shift();
      if (!planned) await new Promise((resolve) => setTimeout(resolve, latency));
      seen.atOnce -= 1;
      seen.busy.delete(set);
      const answer = planned ?? { status: 204 };
      if (answer.throws) throw answer.throws;
      if (answer.run) await answer.run();
      return respond(answer.status ?? 204, answer.body, { headers: answer.headers ?? {} });
    };
    return Object.assign(seen, { fetch });
  }

  return {
    "many changes are made on the emulator, key sets side by side and keys in order": async () => {
      await graph.reset();
      const changes = [];
      for (const set of ["one", "two", "three"]) {
        await graph.putKeyset(
          set,
          ["a", "b", "c"].map((kid) => ({ kid, status: "enabled" })),
        );
        for (const kid of ["b", "a"]) changes.push(change(set, kid));
      }
      const progress = [];
      const report = await patchKeyStatuses(changes, TOKEN, {
        baseUrl: graph.baseUrl,
        guard: true,
        verify: true,
        onProgress: ({ done, total, last }) => progress.push([done, total, last.outcome]),
      });
      equal(counts(report), { applied: 6, ...clean }, "counts");
      equal(
        progress,
        [1, 2, 3, 4, 5, 6].map((done) => [done, 6, "applied"]),
        "progress",
      );
      report.results.forEach(({ receipt, outcome, error, ...result }, index) => {
        equal(result, changes[index], "in input order");
        equal([receipt.keyId, receipt.verified, error], [changes[index].keyId, true, undefined], "receipt");
      });
      const ids = report.results.map(({ receipt }) => receipt.clientRequestId);
      equal(new Set(ids).size, 6, "ids");
      const patches = (await graph.arrived())
        .filter(({ method }) => method === "PATCH")
        .map(({ url }) => url.split("/").slice(-3).join("/"));
      for (const set of ["one", "two", "three"])
        equal(
          patches.filter((url) => url.startsWith(`${set}/`)),
          [`${set}/keys_v2/b`, `${set}/keys_v2/a`],
          set,
        );
    },

    "no more key sets are in flight than `concurrency`, and never two changes of one": async () => {
      const changes = Array.from({ length: 60 }, (_, n) => change(`set-${n % 12}`, `key-${n}`));
      for (const [concurrency, most] of [
        [undefined, 4],
        [1, 1],
        [12, 12],
        [64, 12],
      ]) {
        const seen = server();
        await patchKeyStatuses(changes, TOKEN, { fetch: seen.fetch, concurrency });
        equal([seen.most, seen.overlaps, seen.sent.length], [most, 0, 60], `concurrency ${concurrency}`);
      }
    },

    "agreeing duplicates share one request and its outcome": async () => {
      const seen = server({ b: [{ status: 404, body: "{}" }] });
      const progress = [];
      const report = await patchKeyStatuses(
        [change("s", "a"), change("s", "b"), change("s", "a"), change("t", "a"), change("s", "b")],
        TOKEN,
        { fetch: seen.fetch, onProgress: ({ done }) => progress.push(done) },
      );
      equal(seen.sent.sort(), ["a", "a", "b"], "requests");
      equal(
        [outcomes(report), progress],
        [
          ["applied", "failed", "applied", "applied", "failed"],
          [1, 2, 3, 4, 5],
        ],
        "outcomes",
      );
      ok(report.results[1].error === report.results[4].error, "the same error");
    },

    "whatever is wrong rejects the call before anything is sent": async () => {
      const fetch = () => {
        throw new Error("sent");
      };
      const good = change("s", "a");
      for (const [changes, options, argument, words] of [
        [[good, change("s", "a", "enabled")], {}, "changes", "changes[1] asks for the opposite of changes[0]"],
        [[good, change("s", "..")], {}, "changes", "changes[1].keyId must not be"],
        [[good, change(5, "a")], {}, "changes", "changes[1].keysetId must be a string"],
        [[change("s", "a", "Disabled")], {}, "changes", "changes[0].status must be exactly"],
        [[{ ...good, keyid: "a" }], {}, "changes", "changes[0] has no member keyid; the nearest is keyId."],
        [[Object.create(good)], {}, "changes", "changes[0].keysetId must be"],
        [[null], {}, "changes", "changes[0] must be"],
        ["a", {}, "changes", "changes[0] must be"],
        [undefined, {}, "changes", "changes must be iterable"],
        [good, {}, "changes", "changes must be iterable"],
        [[good], { concurrency: 0 }, "concurrency", "from 1 to 64"],
        [[good], { concurrency: 65 }, "concurrency", "from 1 to 64"],
        [[good], { concurrency: 1.5 }, "concurrency", "from 1 to 64"],
        [[good], { concurrency: null }, "concurrency", "from 1 to 64"],
        [[good], { onProgress: 5 }, "onProgress", "function"],
        [[good], { concurency: 2 }, "options", "the nearest is concurrency."],
        [[], { onprogress: 2 }, "options", "the nearest is onProgress."],
        [[good], { guard: 1 }, "guard", "true or false"],
        [[good], { retry: { maxDelayMs: "1" } }, "retry", "maxDelayMs"],
        [[good], { signal: { aborted: true } }, "signal", "AbortSignal"],
        [[good], null, "options", "plain object"],
      ]) {
        const error = await rejection(patchKeyStatuses(changes, TOKEN, options && { fetch, ...options }), words);
        equal(
          [error.code, error.argument, error.applied, error.attempts],
          ["invalid-argument", argument, false, 0],
          error.message,
        );
        ok(error.message.includes(words), error.message);
      }
      equal((await rejection(patchKeyStatuses([good], "", { fetch }), "token")).argument, "token", "argument");
      const thrown = new Error("mine");
      const generator = function* () {
        yield good;
        throw thrown;
      };
      ok((await rejection(patchKeyStatuses(generator(), TOKEN, { fetch }), "a generator")).cause === thrown, "cause");
    },

    "changes and options are read once, at call time, and only own ones": async () => {
      let reads = 0;
      const one = {
        ...change("s", "a"),
        get status() {
          return ((reads += 1), "disabled");
        },
      };
      const changes = [one];
      const seen = server();
      const call = patchKeyStatuses(new Set(changes), TOKEN, {
        get fetch() {
          return ((reads += 1), seen.fetch);
        },
      });
      equal(reads, 2, "reads at call time");
      changes.push(change("s", "b"));
      Object.defineProperty(one, "keyId", { value: "c" });
      await call;
      equal([reads, seen.sent], [2, ["a"]], "reads and requests");
      function* reusing() {
        const same = change("s", "a");
        for (same.keyId of ["a", "b"]) yield same;
      }
      const again = server();
      await patchKeyStatuses(reusing(), TOKEN, { fetch: again.fetch });
      equal(again.sent, ["a", "b"], "a generator that gives one object anew");
    },

    "one throttled change holds all lanes back, and that time is nobody's": async () => {
      const changes = Array.from({ length: 12 }, (_, n) => change(`set-${n % 4}`, `key-${n}`));
      const seen = server({ "key-0": [{ status: 429, headers: { "retry-after": "1" } }] }, 30, plainResponse);
      const times = [];
      const fetch = (url, init) => (times.push([Date.now(), kidOf(url)]), seen.fetch(url, init));
      const events = [];
      const options = {
        fetch,
        timeoutMs: 500,
        retry: { maxAttempts: 2 },
        onAttempt: ({ httpStatus, waitMs }) => httpStatus === 429 && events.push(waitMs),
      };
      const report = await simulated(() => patchKeyStatuses(changes, TOKEN, options));
      equal([counts(report), events], [{ applied: 12, ...clean }, [1_000]], "counts and waits");
      equal(
        report.results.map(({ receipt }) => receipt.attempts),
        changes.map(({ keyId }) => (keyId === "key-0" ? 2 : 1)),
        "attempts",
      );
      const [[throttled]] = times;
      const after = times.slice(4);
      equal(
        [after.length, times.slice(0, 4).map(([, kid]) => kid)],
        [9, ["key-0", "key-1", "key-2", "key-3"]],
        "what had left",
      );
      ok(
        after.every(([time]) => time >= throttled + 1_000),
        "a request came before the gate was open",
      );
    },

    "one that is throttled holds all back, for a second where Graph named no time, and is tried again": async () => {
      for (const headers of [{}, { "retry-after": "soon" }]) {
        const seen = server({ "key-0": [{ status: 429, headers }] }, 0, plainResponse);
        const times = [];
        const fetch = (url, init) => (times.push(Date.now()), seen.fetch(url, init));
        const changes = [change("a", "key-0"), change("b", "key-1")];
        const report = await simulated(() => patchKeyStatuses(changes, TOKEN, { fetch, concurrency: 1, retry: false }));
        equal(outcomes(report), ["applied", "applied"], "outcomes");
        const left = times[1] - times[0];
        ok(left >= 1_000 && left <= 1_100, `the next left after ${left} ms`);
      }
    },

    "401, 403 and a source without a token stop the run": async () => {
      const changes = Array.from({ length: 20 }, (_, n) => change(`set-${n}`, `key-${n}`));
      for (const [answer, code] of [
        [{ status: 401 }, "unauthorized"],
        [{ status: 403 }, "forbidden"],
      ]) {
        const seen = server({ "key-0": [answer] }, 400, plainResponse);
        const report = await simulated(() => patchKeyStatuses(changes, TOKEN, { fetch: seen.fetch, concurrency: 2 }));
        equal(
          [report.results[0].error.code, report.results[0].outcome, report.failed, report.aborted],
          [code, "failed", 1, false],
          "the first",
        );
        equal([seen.sent, report.applied, report.skipped], [["key-0", "key-1"], 1, 18], "the rest");
        ok(report.stoppedBy === report.results[0].error, "why the run stopped");
      }
      const seen = server();
      const failing = (...fails) => {
        let asked = 0;
        return () => (fails.includes((asked += 1)) ? Promise.reject(new Error("signed out")) : `token-${asked}`);
      };
      const once = { fetch: seen.fetch, concurrency: 1 };
      const report = await patchKeyStatuses(changes, failing(3, 4, 5), once);
      equal(
        [counts(report).skipped, report.applied, report.failed, report.results[3].error.code],
        [16, 2, 2, "token"],
        "two failures in a row",
      );
      ok(report.stoppedBy === report.results[3].error, "why the run stopped");
      const passing = await patchKeyStatuses(changes, failing(3, 5, 20), once);
      equal(
        [passing.applied, passing.failed, passing.skipped, passing.stoppedBy],
        [17, 3, 0, undefined],
        "now and then",
      );
      // Asks that overlap fail as one.
      let asked = 0;
      const together = () =>
        new Promise((resolve, reject) => ((asked += 1) > 4 ? resolve("token") : setTimeout(reject, 20)));
      const side = await patchKeyStatuses(changes, together, { fetch: seen.fetch, concurrency: 4 });
      equal([side.applied, side.failed, side.stoppedBy], [16, 4, undefined], "asks that overlap");
      const denied = async () => new Response("{}", { status: 403 });
      const guarded = await patchKeyStatuses(changes, TOKEN, { fetch: denied, concurrency: 1, guard: true });
      equal(
        [counts(guarded), guarded.results[0].error.code],
        [{ ...clean, applied: 0, failed: 1, skipped: 19 }, "guard-unavailable"],
        "a guard without permission",
      );
    },

    "three that end in a row because nothing is reached stop the run; others go on": async () => {
      const changes = Array.from({ length: 10 }, (_, n) => change(`set-${n}`, `key-${n}`));
      const bad = [{ throws: new Error("down") }];
      const options = { concurrency: 1, retry: false };
      const three = server({ "key-1": [...bad], "key-2": [{ status: 503 }], "key-3": [...bad] });
      equal(
        outcomes(await patchKeyStatuses(changes, TOKEN, { ...options, fetch: three.fetch })),
        ["applied", "unknown", "unknown", "unknown", ...Array(6).fill("skipped")],
        "three in a row",
      );
      const broken = server({
        "key-1": [...bad],
        "key-2": [{ status: 503 }],
        "key-3": [{ status: 404 }],
        "key-4": [...bad],
        "key-5": [{ status: 404 }],
        "key-6": [{ status: 500 }],
        "key-7": [...bad],
      });
      equal(
        outcomes(await patchKeyStatuses(changes, TOKEN, { ...options, fetch: broken.fetch })),
        ["applied", "unknown", "unknown", "failed", "unknown", "failed", "unknown", "unknown", "applied", "applied"],
        "never three",
      );
    },

    "an abort resolves with the report, which tells what is not known": async () => {
      const changes = Array.from({ length: 8 }, (_, n) => change(`set-${n}`, `key-${n}`));
      for (const reason of [undefined, "text", new Error("mine"), null]) {
        const before = await patchKeyStatuses(changes, TOKEN, {
          signal: AbortSignal.abort(reason),
          fetch: () => {
            throw new Error("sent");
          },
        });
        equal(counts(before), { ...clean, applied: 0, skipped: 8, aborted: true }, "before the start");
        const controller = new AbortController();
        const seen = server({ "key-3": [{ run: () => controller.abort(reason) }] });
        const report = await patchKeyStatuses(changes, TOKEN, {
          signal: controller.signal,
          fetch: seen.fetch,
          concurrency: 1,
        });
        equal(
          outcomes(report),
          ["applied", "applied", "applied", "unknown", "skipped", "skipped", "skipped", "skipped"],
          "outcomes",
        );
        equal([report.aborted, seen.sent.length], [true, 4], "aborted");
        const rest = await patchKeyStatuses(
          report.results.filter(({ outcome }) => outcome !== "applied"),
          TOKEN,
          { fetch: seen.fetch },
        );
        equal(
          [rest.applied, seen.sent.slice(4).sort()],
          [5, ["key-3", "key-4", "key-5", "key-6", "key-7"]],
          "what is left",
        );
      }
      const asking = new AbortController();
      const source = () => new Promise(() => asking.abort());
      equal(
        outcomes(await patchKeyStatuses(changes.slice(0, 2), source, { signal: asking.signal })),
        ["skipped", "skipped"],
        "while asking",
      );
      const refused = new AbortController();
      const patient = async ({ forceRefresh }) => (forceRefresh ? new Promise(() => refused.abort()) : "token");
      const unauthorized = async () => new Response("{}", { status: 401 });
      equal(
        outcomes(await patchKeyStatuses([changes[0]], patient, { signal: refused.signal, fetch: unauthorized })),
        ["skipped"],
        "after a refusal",
      );
    },

    "an abort after acceptance leaves the change applied": async () => {
      const controller = new AbortController();
      const fetch = async (_, { method }) =>
        method === "PATCH" ? new Response(null, { status: 204 }) : (controller.abort(), new Promise(() => {}));
      const report = await patchKeyStatuses([change("s", "a"), change("s", "b")], TOKEN, {
        fetch,
        verify: true,
        signal: controller.signal,
      });
      equal([outcomes(report), report.aborted], [["applied", "skipped"], true], "outcomes");
      equal([report.results[0].error.code, report.results[0].receipt.verified], ["not-verified", false], "result");
    },

    "the guard sees the changes of the same run that went before": async () => {
      const keys = ["a", "b", "c"].map((kid) => ({ kid, status: "enabled" }));
      // Nothing shows yet.
      const stale = async (_, { method }) =>
        method === "PATCH" ? new Response(null, { status: 204 }) : new Response(JSON.stringify({ value: keys }));
      const report = await patchKeyStatuses(
        ["a", "b", "c"].map((kid) => change("s", kid)),
        TOKEN,
        { fetch: stale, guard: true },
      );
      equal(
        [outcomes(report), report.results[2].error.code],
        [["applied", "applied", "failed"], "last-usable-key"],
        "outcomes",
      );
      const lost = async (_, { method }) =>
        method === "PATCH"
          ? new Response("{}", { status: 503 })
          : new Response(JSON.stringify({ value: [keys[0], { kid: "d", status: "enabled" }] }));
      const unknown = await patchKeyStatuses([change("unsure", "d"), change("unsure", "a")], TOKEN, {
        fetch: lost,
        guard: true,
        retry: false,
      });
      equal(
        [outcomes(unknown), unknown.results[1].error.code],
        [["unknown", "failed"], "last-usable-key"],
        "what may have happened counts",
      );
    },

    "a key that was enabled and does not show it keeps no set usable": async () => {
      const list = {
        value: [
          { kid: "a", status: "enabled" },
          { kid: "b", status: "disabled" },
        ],
      };
      // Accepted, and then not to be read back.
      const deaf = async (url, { method }) =>
        method === "PATCH"
          ? new Response(null, { status: 204 })
          : url.endsWith("/keys_v2")
            ? new Response(JSON.stringify(list))
            : new Response("{}", { status: 404 });
      const report = await patchKeyStatuses([change("s", "b", "enabled"), change("s", "a")], TOKEN, {
        fetch: deaf,
        guard: true,
        verify: true,
      });
      equal(
        [outcomes(report), report.results.map(({ error }) => error.code)],
        [
          ["applied", "failed"],
          ["not-verified", "last-usable-key"],
        ],
        "outcomes",
      );
    },

    "a wait that is longer than allowed stops the run at once, and the report says why": async () => {
      const changes = Array.from({ length: 20 }, (_, n) => change(`set-${n}`, `key-${n}`));
      for (const [seconds, retry, stops] of [
        [11, { maxDelayMs: 10_000 }, true],
        [10, { maxDelayMs: 10_000 }, false],
        [901, undefined, true],
        [901, false, true],
        [900, false, false],
      ]) {
        const seen = server(
          { "key-5": [{ status: 429, headers: { "retry-after": String(seconds) } }] },
          5,
          plainResponse,
        );
        const began = [];
        const fetch = (url, init) => (began.push(Date.now()), seen.fetch(url, init));
        const holds = [];
        const report = await simulated(() =>
          patchKeyStatuses(changes, TOKEN, { fetch, retry, onHold: (hold) => holds.push(hold) }),
        );
        if (stops) {
          ok(report.skipped >= 10 && report.failed + report.unknown === 1, JSON.stringify(counts(report)));
          equal([report.stoppedBy.code, report.stoppedBy.retryAfterMs], ["throttled", seconds * 1_000], "why");
          ok(began.at(-1) - began[0] < 1_000, "it waited");
          equal(holds, [], "holds");
        } else {
          equal([report.applied, report.stoppedBy], [20, undefined], "all");
          equal(holds, [{ heldMs: seconds * 1_000 }], "holds");
        }
      }
    },

    "a run stops after ten closings and a quarter of an hour in which Graph did nothing but throttle": async () => {
      const began = [];
      const fetch = async () => (began.push(Date.now()), plainResponse(429, "{}"));
      const report = await simulated(() =>
        patchKeyStatuses([change("s", "a"), change("t", "b"), change("u", "c")], TOKEN, { fetch, concurrency: 2 }),
      );
      equal([report.applied, report.stoppedBy.code], [0, "throttled"], "report");
      const took = began.at(-1) - began[0];
      ok(took >= 900_000 && took < 1_000_000, `it went on for ${took} ms`);
    },

    "two spellings of a key set are one": async () => {
      const seen = server();
      const report = await patchKeyStatuses(
        [change("B2C_1A_X", "a"), change("b2c_1a_x", "b"), change("b2c_1A_x", "c")],
        TOKEN,
        { fetch: seen.fetch },
      );
      equal([report.applied, seen.most, seen.sent], [3, 1, ["a", "b", "c"]], "one after another");
      const both = [change("B2C_1A_X", "a"), change("b2c_1a_x", "a", "enabled")];
      equal(
        (await rejection(patchKeyStatuses(both, TOKEN, { fetch: seen.fetch }), "opposites")).argument,
        "changes",
        "opposites",
      );
    },

    "no token of the run shows in what another of its calls tells, or as an id": async () => {
      const echoed = new Set();
      // Each answer repeats every token that the server has seen, those of requests that came while it was written as well.
      let release;
      const all = new Promise((resolve) => (release = resolve));
      const echoing = async (_, { headers }) => {
        echoed.add(headers.authorization.slice(7));
        if (echoed.size === 3) release();
        await all;
        const message = [...echoed].join(" ");
        return new Response(JSON.stringify({ error: { code: "x", message } }), {
          status: 400,
          headers: { "request-id": message },
        });
      };
      let asked = 0;
      const source = async () => `${TOKEN}-of-ask-${(asked += 1)}`;
      const events = [];
      const told = [];
      const options = {
        fetch: echoing,
        concurrency: 3,
        onAttempt: (event) => events.push(event),
        onProgress: (progress) => told.push(progress),
      };
      const report = await patchKeyStatuses(
        ["a", "b", "c", "d"].map((set) => change(set, "k")),
        source,
        options,
      );
      equal([counts(report), echoed.size], [{ ...clean, applied: 0, failed: 4 }, 4], "counts");
      for (const shown of [report, events, told]) ok(!visible(shown).includes(TOKEN), "a token of another call");
      ok(
        report.results.every(({ error }) => error.graphMessage.startsWith("[token] [token] [token]")),
        "nothing was echoed",
      );

      for (const of of [TOKEN, async () => TOKEN]) {
        told.length = 0;
        const slips = [change(TOKEN, "a"), change("s", TOKEN), change(`x${TOKEN}`, "b")];
        const mistaken = await patchKeyStatuses(slips, of, {
          ...options,
          fetch: async () => new Response("{}", { status: 404 }),
          concurrency: 1,
        });
        for (const shown of [mistaken, told]) ok(!visible(shown).includes(TOKEN), "a token as an id");
        equal(
          mistaken.results.map(({ keysetId, keyId }) => [keysetId, keyId]),
          [
            ["[token]", "a"],
            ["s", "[token]"],
            ["x[token]", "b"],
          ],
          "ids",
        );
      }
      const aborted = await patchKeyStatuses([change("s", TOKEN)], TOKEN, { signal: AbortSignal.abort() });
      equal([aborted.results[0].keyId, aborted.skipped], ["[token]", 1], "before the start");
      const broken = {
        [Symbol.iterator]: () => {
          throw new Error(`for ${TOKEN}`);
        },
      };
      const { cause } = await rejection(patchKeyStatuses(broken, TOKEN), "unreadable changes");
      equal(cause.message, "for [token]", "cause");
      const getter = [
        {
          get keyId() {
            throw new Error(`for ${TOKEN}`);
          },
        },
      ];
      equal(
        (await rejection(patchKeyStatuses(getter, TOKEN), "an unreadable change")).message,
        "changes[0] must be a plain object of keysetId, keyId and status.",
        "message",
      );
    },

    "what a listener is given is its own": async () => {
      const seen = server({ b: [{ status: 404, body: "{}" }] });
      const spoil = ({ last }) => {
        if (last.receipt) last.receipt.status = "spoilt";
        if (last.error) last.error.code = "spoilt";
        last.keyId = last.outcome = "spoilt";
      };
      const changes = [change("s", "a"), change("s", "b"), change("s", "a")];
      const report = await patchKeyStatuses(changes, TOKEN, { fetch: seen.fetch, onProgress: spoil });
      equal(
        report.results.map(({ keyId, outcome, receipt, error }) => [keyId, outcome, receipt?.status ?? error.code]),
        [
          ["a", "applied", "disabled"],
          ["b", "failed", "not-found"],
          ["a", "applied", "disabled"],
        ],
        "results",
      );
      ok(report.results[0].receipt !== report.results[2].receipt, "one receipt for two");
      const deaf = async (_, { method }) =>
        new Response(method === "PATCH" ? null : "{}", { status: method === "PATCH" ? 204 : 403 });
      const lasts = [];
      const unread = await patchKeyStatuses(changes.slice(0, 1), TOKEN, {
        fetch: deaf,
        verify: true,
        onProgress: ({ last }) => lasts.push(last),
      });
      const [[told], [{ error, receipt }]] = [lasts, unread.results];
      ok(isKeyStatusError(told.error) && told.error instanceof Error && told.error !== error, "an error of its own");
      equal(
        [told.error.message, told.error.cause.code, told.error.stack, { ...told.error }],
        [error.message, error.cause.code, error.stack, { ...error }],
        "the same error",
      );
      ok(told.receipt !== receipt && told.error.receipt !== error.receipt, "receipts of its own");
    },

    "the guard reads again after the gate": async () => {
      const requests = [];
      let throttled;
      const closed = new Promise((resolve) => (throttled = resolve));
      // The gate closes while the key set w is read; meanwhile somebody else disables b of it.
      const fetch = async (url, { method }) => {
        const request = `${method} ${url.split("keySets/")[1][0]}`;
        const isFirst = !requests.includes(request);
        requests.push(request);
        if (request === "PATCH v" && isFirst) {
          setTimeout(throttled, 20);
          return plainResponse(429, "{}", { headers: { "retry-after": "1" } });
        }
        if (method === "PATCH") return plainResponse(204);
        if (request === "GET w" && isFirst) await closed;
        return plainResponse(
          200,
          JSON.stringify({
            value: [
              { kid: "a", status: "enabled" },
              { kid: "b", status: request === "GET v" || isFirst ? "enabled" : "disabled" },
            ],
          }),
        );
      };
      let asks = 0;
      const report = await simulated(() =>
        patchKeyStatuses([change("v", "a"), change("w", "a")], () => `token-${(asks += 1)}`, { fetch, guard: true }),
      );
      equal([outcomes(report), report.results[1].error?.code], [["applied", "failed"], "last-usable-key"], "outcomes");
      equal([requests.filter((request) => request.endsWith("w")), asks], [["GET w", "GET w"], 4], "requests");
    },

    "results hold no token, and what listeners throw changes nothing": async () => {
      const seen = server({ a: [{ status: 400, body: JSON.stringify({ error: { code: "x", message: TOKEN } }) }] });
      const boom = () => {
        throw new Error("mine");
      };
      const report = await patchKeyStatuses([change("s", "a"), change("s", "b")], TOKEN, {
        fetch: seen.fetch,
        onProgress: boom,
        onAttempt: boom,
      });
      equal([report.applied, report.failed, isKeyStatusError(report.results[0].error)], [1, 1, true], "counts");
      ok(!visible(report).includes(TOKEN), "the report holds the token");
      const rejecting = await patchKeyStatuses([change("s", "b")], TOKEN, {
        fetch: seen.fetch,
        onProgress: async () => boom(),
      });
      equal(rejecting.applied, 1, "applied");
    },
  };
}
