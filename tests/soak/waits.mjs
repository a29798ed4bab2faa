// Retry-After, through the public call: the examples of RFC 9110, what is nearly one of them, and instants that the host itself writes.

import { equal, ok } from "node:assert/strict";
import fc from "fast-check";

const RUNS = 1500;
// 6 November 1994, 08:49:37 GMT: the RFC's own example.
const EXAMPLE = 784_111_777_000;
// 9999-12-31, 23:59:59 GMT.
const LAST_SECOND = 253_402_300_799;

// The forms of an instant, given in seconds since 1970: of HTTP, of RFC 850, of asctime.
function forms(seconds) {
  const fixdate = new Date(seconds * 1000).toUTCString();
  const [weekday, day, month, year, time] = fixdate.split(/,? /);
  const ending = { Tue: "sday", Wed: "nesday", Thu: "rsday", Sat: "urday" }[weekday] ?? "day";
  return [
    fixdate,
    `${weekday}${ending}, ${day}-${month}-${year.slice(2)} ${time} GMT`,
    `${weekday} ${month} ${day.replace(/^0/, " ")} ${time} ${year}`,
  ];
}

export function waitChecks({ api, seed }) {
  // The wait that an answer asks for, by the server's Date or by our clock.
  async function waitOf(retryAfter, date, ownClock = EXAMPLE) {
    const { now } = Date;
    Date.now = () => ownClock;
    try {
      const headers = { get: (name) => ({ "retry-after": retryAfter, date })[name] ?? null };
      const options = {
        fetch: async () => ({ status: 503, headers }),
        retry: false,
        timeoutMs: Infinity,
        attemptTimeoutMs: Infinity,
      };
      const error = await api
        .patchKeyStatus("B2C_1A_Keys", "kid", "disabled", "a-token", options)
        .catch((error) => error);
      equal(error.code, "unavailable");
      return error.retryAfterMs;
    } finally {
      Date.now = now;
    }
  }

  async function all(cases, date, ownClock) {
    for (const [retryAfter, wait] of cases)
      equal(await waitOf(retryAfter, date, ownClock), wait, JSON.stringify(retryAfter));
  }
  const none = (texts) => texts.map((text) => [text, undefined]);
  const assert = (property) => fc.assert(property, { seed, numRuns: RUNS, endOnFailure: false });
  const seconds = (max = LAST_SECOND) => fc.integer({ min: 1, max });

  return {
    "seconds are seconds, a fraction is rounded up, and of several the longest counts": () =>
      all([
        ["1", 1000],
        ["120", 120_000],
        [" 007\t", 7000],
        ["1.0", 1000],
        ["1.000001", 2000],
        ["0.5", 1000],
        ["5, 120,7", 120_000],
        ["0, 1.5", 2000],
        [", 3 ,", 3000],
        ["9007199254741", Number.MAX_SAFE_INTEGER],
        ["9007199254740", 9_007_199_254_740_000],
        ["9".repeat(1000), Number.MAX_SAFE_INTEGER],
        ...none(["5, x", "5, -7", "120, Sun, 06 Nov 2094 08:49:37 GMT"]),
        ...none([
          " ",
          ",",
          "0",
          "0.0",
          "0, 0",
          "-1",
          "+1",
          "1.5.5",
          "1e3",
          "0x10",
          "Infinity",
          "NaN",
          "soon",
          "1 2",
          "1;2",
          "\u0662",
        ]),
      ]),
    "all three forms of a date are one instant": async () => {
      for (const date of [
        "Sun, 06 Nov 1994 08:49:37 GMT",
        "Sunday, 06-Nov-94 08:49:37 GMT",
        "Sun Nov  6 08:49:37 1994",
        "SUN, 06 NOV 1994 08:49:37 gmt",
        "sunday, 06-nov-94 08:49:37 GMT",
        "  Sun Nov 06 08:49:37 1994  ",
        // The wrong weekday.
        "Mon, 06 Nov 1994 08:49:37 GMT",
        // RFC 822, and the form that Netscape gave to cookies.
        "Sun, 06 Nov 94 08:49:37 GMT",
        "Sun, 06-Nov-1994 08:49:37 GMT",
      ]) {
        equal(await waitOf(date, undefined, EXAMPLE - 90_000), 90_000, date);
        equal(await waitOf(date, undefined, EXAMPLE), undefined, `${date} is now`);
        equal(await waitOf(date, undefined, EXAMPLE + 1), undefined, `${date} is past`);
        equal(await waitOf("Sun, 06 Nov 1994 08:50:37 GMT", date, 0), 60_000, date);
      }
    },
    "texts that are nearly dates are none": () =>
      all(
        none([
          "Sun, 06 Nov 2094 08:49:37",
          "Sun, 06 Nov 2094 08:49:37 +0100",
          "Sun, 06 Nov 2094 08:49:37 GMT+1",
          "Sun, 06 Nov 2094 08:49:37 GMT x",
          "Sun, 06 Nov 2094 24:00:00 GMT",
          "Sun, 06 Nov 2094 08:60:00 GMT",
          "Sun, 06 Nov 2094 08:49:61 GMT",
          "Sun, 06 Nov 2094 08:49 GMT",
          "Sun, 06 Nov 2094 08:49:37:00 GMT",
          "Sun, 06 Nov 2094 08:49:037 GMT",
          "Sun, 06 Nov 2094 08:-9:37 GMT",
          "Sun, 00 Nov 2094 08:49:37 GMT",
          "Sun, 31 Nov 2094 08:49:37 GMT",
          "Sun, 32 Dec 2094 08:49:37 GMT",
          "Sun, 29 Feb 2094 08:49:37 GMT",
          "Sun, 29 Feb 2100 08:49:37 GMT",
          "Sun, 06 Nov 294 08:49:37 GMT",
          "Sun, 06 Noc 2094 08:49:37 GMT",
          "Sun, 06 Anf 2094 08:49:37 GMT",
          "Sun, 06 November 2094 08:49:37 GMT",
          "Sun Nov 6 08:49:37 2094 GMT",
          "Sun Nov 6 2094 08:49:37",
          "2094-11-06T08:49:37Z",
        ]),
      ),
    "leap days are read": async () => {
      equal(await waitOf("Tue, 29 Feb 2000 00:00:01 GMT", "Tue, 29 Feb 2000 00:00:00 GMT", 0), 1000);
      equal(await waitOf("Mon, 01 Mar 2100 00:00:00 GMT", "Sun, 28 Feb 2100 00:00:00 GMT", 0), 86_400_000);
    },
    "a year of two digits is at most the fiftieth ahead": async () => {
      for (const [retryAfter, date, days] of [
        ["Friday, 01-Jan-00 00:00:00 GMT", "Thu, 31 Dec 2099 00:00:00 GMT", 1],
        ["Wednesday, 24-Nov-77 00:00:00 GMT", "Mon, 23 Nov 2026 00:00:00 GMT", undefined],
        ["Monday, 23-Nov-76 00:00:00 GMT", "Mon, 23 Nov 2026 00:00:00 GMT", 18_263],
        ["Sunday, 29-Feb-04 00:00:00 GMT", "Mon, 23 Nov 1998 00:00:00 GMT", 1924],
      ])
        equal(await waitOf(retryAfter, date, NaN), days && days * 86_400_000, retryAfter);
    },
    "the clock of the server counts before our own, by which the wait is whole seconds rounded up": async () => {
      const soon = "Sun, 06 Nov 1994 08:49:38 GMT";
      equal(await waitOf(soon, "Sun, 06 Nov 1994 08:49:30 GMT"), 8000);
      equal(await waitOf(soon, "Sun, 06 Nov 1994 08:49:39 GMT"), undefined);
      for (const unreadable of [undefined, "", "yesterday", "5", "Sun, 06 Nov 0094 08:49:30 GMT"])
        equal(await waitOf(soon, unreadable), 1000, unreadable);
      equal(await waitOf(soon, undefined, EXAMPLE + 999), 1000);
      equal(await waitOf(soon, undefined, EXAMPLE - 1), 2000);
      for (const noClock of [NaN, Infinity]) {
        equal(await waitOf(soon, undefined, noClock), undefined);
        equal(await waitOf("Sunday, 06-Nov-94 08:49:38 GMT", undefined, noClock), undefined);
        equal(await waitOf("5", undefined, noClock), 5000);
      }
    },
    [`${RUNS} instants read back from the forms with a whole year`]: () =>
      assert(
        fc.asyncProperty(seconds(), seconds(), fc.double(), async (clock, instant, own) => {
          const wait = instant > clock ? (instant - clock) * 1000 : undefined;
          for (const date of [forms(clock)[0], forms(clock)[2]]) {
            for (const retryAfter of [forms(instant)[0], forms(instant)[2]])
              equal(await waitOf(retryAfter, date, own), wait, `${retryAfter} at ${date}`);
          }
        }),
      ),
    [`${RUNS} instants read back from all forms within 49 years`]: () =>
      assert(
        fc.asyncProperty(
          seconds(200_000_000_000),
          fc.integer({ min: 1, max: 49 * 365 * 86_400 }),
          fc.integer({ min: 0, max: 999 }),
          async (clock, wait, late) => {
            for (const retryAfter of forms(clock + wait)) {
              for (const date of forms(clock))
                equal(await waitOf(retryAfter, date, clock * 1000), wait * 1000, `${retryAfter} at ${date}`);
              equal(await waitOf(retryAfter, undefined, clock * 1000 + late), wait * 1000, retryAfter);
            }
          },
        ),
      ),
    [`${RUNS} numbers of seconds are never undercut`]: () =>
      assert(
        fc.asyncProperty(
          fc.array(fc.tuple(fc.integer({ min: 0, max: 1e8 }), fc.option(fc.integer({ min: 0, max: 999 }))), {
            minLength: 1,
            maxLength: 4,
          }),
          async (values) => {
            const text = values
              .map(([whole, part]) => (part === null ? `${whole}` : `${whole}.${String(part).padStart(3, "0")}`))
              .join(", ");
            const asked = Math.max(...values.map(([whole, part]) => whole * 1000 + (part ?? 0)));
            const wait = (await waitOf(text)) ?? 0;
            ok(wait >= asked && wait < asked + 1000, `${wait} for ${text}`);
          },
        ),
      ),
    [`${RUNS} texts and dates with another character give no wait, or a whole one that is the same however it is written`]:
      () =>
        assert(
          fc.asyncProperty(
            seconds(),
            fc.integer({ min: 0, max: 2 }),
            fc.integer({ min: 0, max: 23 }),
            fc.string({ maxLength: 2 }),
            fc.boolean(),
            async (instant, form, at, other, isText) => {
              const date = forms(instant)[form];
              const text = isText ? other.repeat(at + 1) : date.slice(0, at) + other + date.slice(at + 1);
              const wait = await waitOf(text, undefined, -1000);
              ok(
                wait === undefined || (wait > 0 && (wait % 1000 === 0 || wait === Number.MAX_SAFE_INTEGER)),
                `${wait} for ${text}`,
              );
              for (const same of [text.toLowerCase(), text.toUpperCase(), ` ${text}\t`])
                equal(await waitOf(same, undefined, -1000), wait, same);
            },
          ),
        ),
  };
}
