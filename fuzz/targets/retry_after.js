// Any `Retry-After` and `Date`: a wait is whole, finite and positive, and a number or a date that can be read is read as it was meant.
//
// An input is three lines: `Retry-After`, `Date`, and our own clock in milliseconds. Its bytes are also two instants, which are written in
// every form and must be read back.

import { equal, ok } from "../wrong.js";
import { instant, waitOf } from "../../npm/src/retry-after.js";

// 6 November 1994, 08:49:37 GMT: the RFC's own example.
const EXAMPLE = 784_111_777_000;
// The seconds that a year of four digits can hold, to the end of 9999.
const SECONDS = 253_402_300_800;
// Less than fifty years, wherever leap days are.
const FIFTY_YEARS = (50 * 365 + 11) * 86_400;
const LONGEST = 9_007_199_254_740_991n;

export function fuzz(data) {
  asItStands(...data.latin1Slice().split("\n", 3));
  if (data.length >= 10) asItWasWritten(data);
}

function asItStands(retryAfter, date, clock = EXAMPLE) {
  const now = Number(clock);
  const wait = waitOf(retryAfter, date, now);
  for (const same of [retryAfter.toLowerCase(), upper(retryAfter), ` ${retryAfter}\t`]) equal(waitOf(same, date, now), wait, [same, date, now]);

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
    const [whole, fraction, ...more] = trimmed(part).split(".");
    if (more.length > 0) return undefined;
    if (whole === "") {
      if (fraction !== undefined) return undefined;
      continue;
    }
    if (!isDigits(whole) || (fraction !== undefined && !isDigits(fraction))) return undefined;
    const seconds = BigInt(whole) + (fraction !== undefined && BigInt(fraction) > 0n ? 1n : 0n);
    if (seconds > most) most = seconds;
  }
  return most;
}

function isDigits(text) {
  for (const character of text) if (character < "0" || character > "9") return false;
  return text !== "";
}

function trimmed(text) {
  let [start, end] = [0, text.length];
  while (text[start] === " " || text[start] === "\t") start += 1;
  while (end > start && (text[end - 1] === " " || text[end - 1] === "\t")) end -= 1;
  return text.slice(start, end);
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
  if (milliseconds === undefined) return;
  const behindWeekday = text.trim().replace(/^\w+/, "");
  const leapSecond = text.includes(":60");
  const [, day, month, year, time] = new Date(milliseconds - (leapSecond ? 1000 : 0)).toUTCString().split(" ");
  const [hour, minute, second] = time.split(":");
  const numbers = behindWeekday.match(/\d+/g).map(Number);
  const meant = [Number(day), Number(hour), Number(minute), leapSecond ? 60 : Number(second)];
  const found = numbers.length === 5 && [1, 4].some((at) => {
    const [[found], rest] = [numbers.slice(at, at + 1), numbers.toSpliced(at, 1)];
    return (found === Number(year) || found === Number(year) % 100) && rest.every((number, at) => number === meant[at]);
  });
  ok(found && text.toLowerCase().includes(month.toLowerCase()), () => [text, new Date(milliseconds)]);
}

// Two instants, and a clock of our own, each written in every form.
function asItWasWritten(data) {
  const clock = Number(data.readUIntLE(0, 5) % SECONDS);
  const near = data[9] % 4;
  const distance = data.readInt32LE(5) % FIFTY_YEARS;
  // One of 4 is anywhere in the years of four digits, and then no form may leave out the century.
  const asked = near === 0 ? (data.readUIntLE(4, 6) >> 0, data.readUIntLE(4, 6) % SECONDS) : clock + distance;
  if (asked < 0 || asked >= SECONDS) return;
  const wait = asked > clock ? (asked - clock) * 1000 : undefined;
  const [dates, asks] = [forms(clock), forms(asked)];
  const isNear = Math.abs(asked - clock) < FIFTY_YEARS;
  for (const [form, text] of asks.entries()) {
    if (form === 1 && !isNear) continue;
    equal(waitOf(text, undefined, clock * 1000), wait, [text, clock]);
    equal(waitOf(text, dates[0], NaN), wait, [text, dates[0]]);
    equal(waitOf(text, dates[2], NaN), wait, [text, dates[2]]);
    equal(waitOf(text, dates[1], clock * 1000), wait, [text, dates[1]]);
  }
  const late = clock * 1000 + (data[9] >> 2) * 15;
  equal(waitOf(asks[0], undefined, late), asked * 1000 > late ? Math.ceil((asked * 1000 - late) / 1000) * 1000 : undefined, [asks[0], late]);
}

// The forms of an instant, given in seconds since 1970: of HTTP, of RFC 850, of asctime.
function forms(seconds) {
  const fixdate = new Date(seconds * 1000).toUTCString();
  const [weekday, day, month, year, time] = [fixdate.slice(0, 3), fixdate.slice(5, 7), fixdate.slice(8, 11), fixdate.slice(12, 16), fixdate.slice(17, 25)];
  const ending = { Tue: "sday", Wed: "nesday", Thu: "rsday", Sat: "urday" }[weekday] ?? "day";
  return [fixdate, `${weekday}${ending}, ${day}-${month}-${year.slice(2)} ${time} GMT`, `${weekday} ${month} ${day[0] === "0" ? ` ${day[1]}` : day} ${time} ${year}`];
}
