// Reads Retry-After: for how long a server asks to be left alone. Reads no clock, and does not decide whether to wait.
//
// Understands seconds, and the three forms of an HTTP-date. Tolerates what servers are known to send beside: a fraction, several numbers of
// seconds, a year of two digits in any form. The host's own parser takes much more for a date, and each host something else; so it is given
// the one form that all read alike, and must give that back.
//
// Sources: RFC 9110 sections 10.2.3 and 5.6.7

/**
 * The wait in milliseconds from the moment the answer was made; `undefined` where none can be read. It is whole seconds, never less than what
 * was asked, never zero. A date is measured by the server's own clock, its `Date` header, and by `now` (milliseconds since 1970) where that
 * cannot be read.
 */
export function waitOf(retryAfter: string, serverDate: string | undefined, now: number): number | undefined {
  const clock = instant(serverDate, now) || now;
  // Of several numbers, as several header lines come joined, the greatest counts.
  const seconds = /[^\d\s.,]/.test(retryAfter)
    ? (instant(retryAfter, clock) - clock) / 1000
    : Math.max(...retryAfter.split(",").map(Number));
  return seconds > 0 ? Math.min(Math.ceil(seconds) * 1000, Number.MAX_SAFE_INTEGER) : undefined;
}

/** Milliseconds since 1970 of an HTTP-date; 0 for any other text. `clock` tells the century of a year of two digits. */
export function instant(text = "", clock: number): number {
  // The forms are: Sun, 06 Nov 1994 08:49:37 GMT; Sunday, 06-Nov-94 08:49:37 GMT; Sun Nov  6 08:49:37 1994. All are brought into the first,
  // without its weekday, which is not checked.
  const date = text
    .trim()
    .toLowerCase()
    .replace(/[ -]+/g, " ")
    .replace(/^(\w+) (\w+) (\w+) (\S+) (\w+)$/, "$1, $3 $2 $5 $4 gmt")
    .replace(/^\w+, (\d )?/, (_, digit = "") => digit && `0${digit}`)
    // Of the years that end so, the one from 49 years ago to 50 years ahead.
    .replace(/ (\d\d)(?= \S+ gmt$)/, (_, year) => {
      const last = new Date(clock).getUTCFullYear() + 50;
      return ` ${last - ((last - year) % 100)}`;
    });
  const found = new Date(date);
  return found.toUTCString().toLowerCase().slice(5) === date ? +found : 0;
}
