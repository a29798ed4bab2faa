// Any `Retry-After` and `Date`: a wait is whole, finite and positive, and a number or a date that can be read is read as it was meant.
//
// An input is three lines: `Retry-After`, `Date`, and our own clock in milliseconds. Its bytes are also two instants, which are written in
// every form and must be read back.

import { equal, ok } from "../wrong.js";
import { instant, waitOf } from "../../npm/src/retry-after.ts";

// 6 November 1994, 08:49:37 GMT: the RFC's own example.
const EXAMPLE = 784_111_777_000;
// The seconds that a year of four digits can hold, to the end of 9999.
const SECONDS = 253_402_300_800;
// So far a year of two digits reaches to both sides, wherever leap days are.
const REACH = 49 * 365 * 86_400;
const LONGEST = 9_007_199_254_740_991n;

export function fuzz(data) {
  asItStands(...data.latin1Slice().split("\n", 3));
  if (data.length >= 10) asItWasWritten(data);
}

function asItStands(retryAfter, date, clock = EXAMPLE) {
  const now = Number(clock);
  const wait = waitOf(retryAfter, date, now);
  for (const same of [retryAfter.toLowerCase(), ` ${upper(retryAfter)}\t`])
    equal(waitOf(same, date, now), wait, [same, date, now]);

  const seconds = secondsOf(retryAfter);
  const meant = seconds === undefined ? instantOf(retryAfter) : undefined;
  if (seconds !== undefined) equal(wait, seconds > 0n ? least(seconds * 1000n) : undefined, retryAfter);
  else if (wait !== undefined) ok(wait > 0 && wait % 1000 === 0, () => [retryAfter, date, now, wait]);
  if (meant !== undefined) {
    const server = date === undefined ? now : instantOf(date);
    if (server < meant) equal(wait, Math.ceil((meant - server) / 1000) * 1000, [retryAfter, date, now]);
    else if (server >= meant) equal(wait, undefined, [retryAfter, date, now]);
  }
  isThatInstant(retryAfter, instant(retryAfter, EXAMPLE));
}

// The greatest of the numbers between commas, each rounded up; undefined where anything else stands.
function secondsOf(text) {
  let most = 0n;
  for (const part of text.split(",")) {
    const [, whole, fraction = ""] = /^(\d*)(?:\.(\d*))?$/.exec(part.trim()) ?? [];
    // A point alone is no number, an empty part says nothing.
    if (whole === undefined || (whole + fraction === "" && part.trim() !== "")) return undefined;
    const seconds = BigInt(whole) + (Number(`0.${fraction}`) > 0 ? 1n : 0n);
    if (seconds > most) most = seconds;
  }
  return most;
}

const least = (milliseconds) => Number(milliseconds < LONGEST ? milliseconds : LONGEST);
// As far as ASCII goes.
const upper = (text) => text.replace(/[a-z]+/g, (letters) => letters.toUpperCase());

// Milliseconds since 1970, where the host itself would write that date so, with the whole year.
function instantOf(text) {
  for (const zone of ["", " GMT"]) {
    const milliseconds = Date.parse(text + zone);
    if (milliseconds >= 0 && milliseconds < SECONDS * 1000) {
      const [fixdate, , asctime] = forms(milliseconds / 1000);
      if (text === fixdate || text === asctime) return milliseconds;
    }
  }
  return undefined;
}

// What is taken for a date has, behind the weekday, the day, month, year and time of that date, and no other number.
function isThatInstant(text, milliseconds) {
  if (milliseconds === 0 || milliseconds >= SECONDS * 1000) return;
  const behindWeekday = text.trim().replace(/^\w+/, "");
  const [, day, month, year, time] = new Date(milliseconds).toUTCString().split(" ");
  const rest = time.split(":");
  const numbers = behindWeekday.match(/\d+/g).map(Number);
  // Two digits of the year or all, in both orders.
  const meant = [year, year.slice(2)].flatMap((year) => [
    [day, year, ...rest],
    [day, ...rest, year],
  ]);
  const isMeant = meant.some((meant) => String(meant.map(Number)) === String(numbers));
  const [wholeYear] = /\d{4}/.exec(behindWeekday) ?? [year];
  ok(isMeant && wholeYear === year && text.toLowerCase().includes(month.toLowerCase()), () => [
    text,
    new Date(milliseconds),
  ]);
}

// Two instants, each in one of the forms: the wait between them, by the server's clock, by ours, and by ours when a second has begun.
function asItWasWritten(data) {
  const choice = data[0];
  const clock = data.readUIntLE(1, 5) % SECONDS;
  // Half are near; of the others a form that leaves out the century says nothing.
  const isNear = choice % 2 === 0;
  const asked = isNear ? clock + (data.readInt32LE(6) % REACH) : data.readUIntLE(5, 5) % SECONDS;
  if (asked < 0 || asked >= SECONDS) return;
  const retryAfter = forms(asked)[isNear ? (choice >> 1) % 3 : choice & 2];
  const date = forms(clock)[(choice >> 3) % 3];
  const wait = asked > clock ? (asked - clock) * 1000 : undefined;
  equal(waitOf(retryAfter, date, clock * 1000), wait, [retryAfter, date]);
  equal(waitOf(retryAfter, undefined, clock * 1000), wait, [retryAfter, clock]);
  const begun = clock * 1000 + (choice >> 5) * 100;
  equal(waitOf(retryAfter, undefined, begun), wait, [retryAfter, begun]);
}

// The forms of an instant, given in seconds since 1970: of HTTP, of RFC 850, of asctime.
function forms(seconds) {
  const fixdate = new Date(seconds * 1000).toUTCString();
  const [weekday, day, month, year, time] = [
    fixdate.slice(0, 3),
    fixdate.slice(5, 7),
    fixdate.slice(8, 11),
    fixdate.slice(12, 16),
    fixdate.slice(17, 25),
  ];
  const ending = { Tue: "sday", Wed: "nesday", Thu: "rsday", Sat: "urday" }[weekday] ?? "day";
  return [
    fixdate,
    `${weekday}${ending}, ${day}-${month}-${year.slice(2)} ${time} GMT`,
    `${weekday} ${month} ${day[0] === "0" ? ` ${day[1]}` : day} ${time} ${year}`,
  ];
}
