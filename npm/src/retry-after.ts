// Reads Retry-After: for how long a server asks to be left alone. Reads no clock, and does not decide whether to wait.
//
// Understands seconds, and the three forms of an HTTP-date. Tolerates what servers are known to send beside: a fraction, several numbers of
// seconds, a year of two digits in any form. The host's own parser of dates is not used: it takes much more for a date, and each host
// something else.
//
// Sources: RFC 9110 sections 10.2.3 and 5.6.7

/**
 * The wait in milliseconds from the moment the answer was made; `undefined` where none can be read. It is whole seconds, never less than what
 * was asked, never zero. A date is measured by the server's own clock, its `Date` header, and by `now` (milliseconds since 1970) where that
 * cannot be read.
 */
export function waitOf(retryAfter: string, serverDate: string | undefined, now: number): number | undefined {
  const clock = instant(serverDate, now) ?? now;
  const seconds = secondsOf(retryAfter) ?? Math.ceil(((instant(retryAfter, clock) ?? Number.NaN) - clock) / 1000);
  return seconds > 0 ? Math.min(seconds * 1000, Number.MAX_SAFE_INTEGER) : undefined;
}

// The greatest of the numbers between commas, each rounded up. Several header lines come joined that way.
function secondsOf(text: string): number | undefined {
  const numbers = text.split(",").map((part) => /^[ \t]*(?:(\d+)(?:\.(\d+))?[ \t]*)?$/.exec(part));
  return numbers.every((number) => number !== null)
    ? Math.max(...numbers.map(([, whole = 0, fraction = ""]) => Number(whole) + Number(/[1-9]/.test(fraction))))
    : undefined;
}

const MONTHS = "janfebmaraprmayjunjulaugsepoctnovdec";

/** Milliseconds since 1970 of an HTTP-date; `undefined` for any other text. `clock` tells the century of a year of two digits. */
export function instant(text = "", clock: number): number | undefined {
  // The forms are: Sun, 06 Nov 1994 08:49:37 GMT; Sunday, 06-Nov-94 08:49:37 GMT; Sun Nov  6 08:49:37 1994. The last is brought into the
  // order of the others.
  const date = text
    .trim()
    .toLowerCase()
    .replace(/[ -]+/g, " ")
    .replace(/^([a-z]+) (\w+) (\w+) (\S+) (\w+)$/, "$1, $3 $2 $5 $4 gmt");
  // Whether it is the right day of the week is not checked.
  const parts =
    /^(?:sun|mon|tue|wed|thu|fri|sat)\w*, (\d\d?) ([a-z]{3}) (\d\d|[1-9]\d{3}) (\d\d?):(\d\d?):(\d\d?) gmt$/.exec(date);
  if (!parts) return undefined;
  const [, day, , yearNumber = 0, hour = 0, minute = 0, second = 0] = parts.map(Number);
  const month = MONTHS.indexOf(parts[2] as string) / 3;
  let year = yearNumber;
  const inYear = (year: number) => Date.UTC(year, month, day, hour, minute, second);
  // The one year that is at most fifty years ahead and less than fifty years ago.
  if (parts[3]?.length === 2) for (year += 1900; inYear(year + 50) <= clock; year += 100);
  const isDay = Number.isInteger(month) && new Date(Date.UTC(year, month, day)).getUTCDate() === day;
  return isDay && hour < 24 && minute < 60 && second <= 60 ? inYear(year) : undefined;
}
