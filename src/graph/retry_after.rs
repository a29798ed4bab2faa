//! Reads `Retry-After`: for how long a server asks to be left alone.
//!
//! Understands seconds and the three forms of an HTTP-date. Tolerates what servers are known to add: a fraction, several numbers of
//! seconds, a year of two digits in any form. Reads no clock and does not decide whether to wait; what cannot be read is `None`, and
//! the caller then waits as it sees fit.
//!
//! Sources: [RFC 9110 section 10.2.3](https://www.rfc-editor.org/rfc/rfc9110#section-10.2.3) and
//! [section 5.6.7](https://www.rfc-editor.org/rfc/rfc9110#section-5.6.7)

use super::bytes::split;

/// The longest wait there is, in milliseconds: JavaScript counts no further exactly.
const LONGEST: f64 = 9_007_199_254_740_991.0;

/// The wait in milliseconds from the moment the answer was made: whole seconds, never less than what was asked, never zero.
///
/// A date is measured by the server's own clock, its `Date` header, and by `now_ms` (milliseconds since 1970) when that cannot be read.
pub fn wait_ms(retry_after: &str, server_date: Option<&str>, now_ms: f64) -> Option<f64> {
    let seconds = delta_seconds(retry_after.as_bytes()).or_else(|| {
        let now = now_ms / 1000.0;
        let clock = server_date.and_then(|date| timestamp(date.as_bytes(), now)).unwrap_or(now);
        let wait = timestamp(retry_after.as_bytes(), clock)? - clock;
        // `f64::ceil` needs std.
        let whole = wait as u64 as f64;
        Some(if whole < wait { whole + 1.0 } else { whole })
    })?;
    (seconds > 0.0).then_some((seconds * 1000.0).min(LONGEST))
}

/// The seconds since 1970 of an HTTP-date, such as `Date`; the clock `now_ms` tells the century where the date does not.
#[cfg(feature = "full")]
pub fn seconds(date: &str, now_ms: f64) -> Option<f64> {
    timestamp(date.as_bytes(), now_ms / 1000.0)
}

/// The greatest of the numbers between commas, each rounded up: several header lines come joined that way.
fn delta_seconds(list: &[u8]) -> Option<f64> {
    let mut values = split(list, b',').map(<[u8]>::trim_ascii).filter(|value| !value.is_empty());
    values.try_fold(0.0, |greatest: f64, value| {
        let mut parts = split(value, b'.');
        let whole = number(parts.next()?)?;
        let fraction = parts.next().map_or(Some(0.0), number)?;
        if parts.next().is_some() {
            return None;
        }
        Some(greatest.max(if fraction > 0.0 { whole + 1.0 } else { whole }))
    })
}

/// Seconds since 1970 of an HTTP-date. `clock`, in the same unit, tells the century of a year of two digits.
fn timestamp(date: &[u8], clock: f64) -> Option<f64> {
    let mut words = date.trim_ascii().split(|byte| matches!(byte, b' ' | b'-')).filter(|word| !word.is_empty());
    let mut word = || words.next().unwrap_or_default();

    let weekday = word();
    let (weekday, day, month, year, time) = if let Some(weekday) = weekday.strip_suffix(b",") {
        // Sun, 06 Nov 1994 08:49:37 GMT or Sunday, 06-Nov-94 08:49:37 GMT
        let fields = (weekday, word(), word(), word(), word());
        word().eq_ignore_ascii_case(b"gmt").then_some(fields)?
    } else {
        // Sun Nov  6 08:49:37 1994
        let (month, day, time, year) = (word(), word(), word(), word());
        (weekday, day, month, year, time)
    };
    // Nobody checks that it is the right day, and a clock that is off by one tells us nothing more.
    position(b"SunMonTueWedThuFriSat", weekday.get(..3)?)?;
    let month = position(b"JanFebMarAprMayJunJulAugSepOctNovDec", month)?;
    let day = two_digits(day, 31.0)?;
    let mut time = split(time, b':');
    let mut unit = |most| two_digits(time.next()?, most);
    let seconds = unit(23.0)? * 3600.0 + unit(59.0)? * 60.0 + unit(60.0)?;
    if words.next().is_some() || time.next().is_some() {
        return None;
    }

    let instant = |year| (days_before(year, month) + day - 1.0) * 86_400.0 + seconds;
    let digits = number(year)? as u32;
    let year = match year.len() {
        4 => digits,
        // The one year that is at most fifty years ahead and less than fifty years ago.
        2 => {
            (19..99u32).map(|century| century.wrapping_mul(100).wrapping_add(digits)).find(|year| instant(year.wrapping_add(50)) > clock)?
        }
        _ => return None,
    };
    (1.0..=days_in(year, month).into()).contains(&day).then(|| instant(year))
}

/// Days from 1970 to the first of the month; January is 0.
fn days_before(year: u32, month: usize) -> f64 {
    const TO_1970: f64 = 719_527.0;
    let before = year.saturating_sub(1);
    let leap_days = f64::from(before / 4) - f64::from(before / 100) + f64::from(before / 400);
    let in_year: u32 = (0..month).map(|month| days_in(year, month)).sum();
    f64::from(year) * 365.0 + leap_days - TO_1970 + f64::from(in_year)
}

fn days_in(year: u32, month: usize) -> u32 {
    match month {
        1 if year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400)) => 29,
        1 => 28,
        3 | 5 | 8 | 10 => 30,
        _ => 31,
    }
}

/// Where `name` stands among names of three letters.
fn position(names: &[u8], name: &[u8]) -> Option<usize> {
    names.chunks_exact(3).position(|known| known.eq_ignore_ascii_case(name))
}

fn two_digits(text: &[u8], most: f64) -> Option<f64> {
    number(text).filter(|number| text.len() <= 2 && *number <= most)
}

/// Digits and nothing else; of very many of them, infinity.
fn number(text: &[u8]) -> Option<f64> {
    let digit = |digit: &u8| digit.is_ascii_digit().then_some(f64::from(digit.wrapping_sub(b'0')));
    text.iter().try_fold(0.0, |sum, byte| Some(sum * 10.0 + digit(byte)?)).filter(|_| !text.is_empty())
}
