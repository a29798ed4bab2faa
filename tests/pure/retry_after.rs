//! `Retry-After`, against the examples of RFC 9110 and against another implementation of its dates.

use std::time::{Duration, SystemTime};

use proptest::prelude::*;
use trustframework_keys::graph::retry_after::wait_ms;

use crate::{any_text, properties};

/// 6 November 1994, 08:49:37 GMT: the RFC's own example.
const EXAMPLE: f64 = 784_111_777_000.0;
const LONGEST: f64 = 9_007_199_254_740_991.0;

/// 9999-12-31, 23:59:59 GMT.
const LAST_SECOND: u64 = 253_402_300_799;

fn by_own_clock(text: &str, now_ms: f64) -> Option<f64> {
    wait_ms(text, None, now_ms)
}

fn seconds(text: &str) -> Option<f64> {
    by_own_clock(text, EXAMPLE)
}

#[test]
fn seconds_are_seconds() {
    assert_eq!(seconds("1"), Some(1_000.0));
    assert_eq!(seconds("120"), Some(120_000.0));
    assert_eq!(seconds(" 007\t"), Some(7_000.0));
}

#[test]
fn a_fraction_is_rounded_up_to_the_next_second() {
    assert_eq!(seconds("1.0"), Some(1_000.0));
    assert_eq!(seconds("1.000001"), Some(2_000.0));
    assert_eq!(seconds("0.5"), Some(1_000.0));
    assert_eq!(seconds(&format!("0.{}1", "0".repeat(400))), Some(1_000.0));
}

#[test]
fn of_several_numbers_the_longest_counts() {
    assert_eq!(seconds("5, 120,7"), Some(120_000.0));
    assert_eq!(seconds("0, 1.5"), Some(2_000.0));
    assert_eq!(seconds(", 3 ,"), Some(3_000.0));
    for not_all_read in ["5, x", "5, -7", "120, Sun, 06 Nov 2094 08:49:37 GMT"] {
        assert_eq!(seconds(not_all_read), None, "{not_all_read:?}");
    }
}

#[test]
fn absurdly_long_waits_stay_finite() {
    assert_eq!(seconds("9007199254741"), Some(LONGEST));
    assert_eq!(seconds("9007199254740"), Some(9_007_199_254_740_000.0));
    assert_eq!(seconds(&"9".repeat(1_000)), Some(LONGEST));
    assert_eq!(by_own_clock("Fri, 31 Dec 9999 23:59:59 GMT", f64::NEG_INFINITY), Some(LONGEST));
}

#[test]
fn what_cannot_be_read_or_asks_for_no_wait_is_none() {
    for text in [
        "", " ", ",", "0", "0.0", "0, 0", "-1", "+1", "1.", ".5", "1.5.5", "1e3", "0x10", "Infinity", "NaN", "soon", "1 2", "1;2",
        "\u{662}", "1\u{a0}",
    ] {
        assert_eq!(seconds(text), None, "{text:?}");
    }
}

#[test]
fn all_three_forms_of_a_date_are_one_instant() {
    for date in [
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
    ] {
        assert_eq!(by_own_clock(date, EXAMPLE - 90_000.0), Some(90_000.0), "{date:?}");
        assert_eq!(by_own_clock(date, EXAMPLE), None, "{date:?} is now");
        assert_eq!(by_own_clock(date, EXAMPLE + 1.0), None, "{date:?} is past");
        assert_eq!(wait_ms("Sun, 06 Nov 1994 08:50:37 GMT", Some(date), 0.0), Some(60_000.0), "{date:?}");
    }
}

#[test]
fn texts_that_are_nearly_dates_are_none() {
    for text in [
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
        "Sun, 06 Nov 20940 08:49:37 GMT",
        "Sun, 06 Noc 2094 08:49:37 GMT",
        "Sun, 06 November 2094 08:49:37 GMT",
        "Son, 06 Nov 2094 08:49:37 GMT",
        "06 Nov 2094 08:49:37 GMT",
        "Sun Nov 6 08:49:37 2094 GMT",
        "Sun Nov 6 2094 08:49:37",
        "2094-11-06T08:49:37Z",
    ] {
        assert_eq!(by_own_clock(text, EXAMPLE), None, "{text:?}");
    }
}

#[test]
fn leap_days_and_leap_seconds_are_read() {
    assert_eq!(wait_ms("Tue, 29 Feb 2000 00:00:01 GMT", Some("Mon, 28 Feb 2000 23:59:60 GMT"), 0.0), Some(1_000.0));
    assert_eq!(wait_ms("Mon, 01 Mar 2100 00:00:00 GMT", Some("Sun, 28 Feb 2100 00:00:00 GMT"), 0.0), Some(86_400_000.0));
}

#[test]
fn a_year_of_two_digits_is_at_most_fifty_years_ahead() {
    let wait = |retry_after, date| wait_ms(retry_after, Some(date), f64::NAN).map(|ms| ms / 86_400_000.0);
    assert_eq!(wait("Friday, 01-Jan-00 00:00:00 GMT", "Thu, 31 Dec 2099 00:00:00 GMT"), Some(1.0));
    assert_eq!(wait("Tuesday, 24-Nov-76 00:00:00 GMT", "Mon, 23 Nov 2026 00:00:00 GMT"), None);
    assert_eq!(wait("Monday, 23-Nov-76 00:00:00 GMT", "Mon, 23 Nov 2026 00:00:00 GMT"), Some(18_263.0));
    assert_eq!(wait("Sunday, 29-Feb-04 00:00:00 GMT", "Mon, 23 Nov 1998 00:00:00 GMT"), Some(1_924.0));
}

#[test]
fn the_clock_of_the_server_counts_before_our_own() {
    let soon = "Sun, 06 Nov 1994 08:49:38 GMT";
    assert_eq!(wait_ms(soon, Some("Sun, 06 Nov 1994 08:49:30 GMT"), EXAMPLE), Some(8_000.0));
    assert_eq!(wait_ms(soon, Some("Sun, 06 Nov 1994 08:49:39 GMT"), EXAMPLE), None);
    for unreadable in [None, Some(""), Some("yesterday"), Some("5")] {
        assert_eq!(wait_ms(soon, unreadable, EXAMPLE), Some(1_000.0));
    }
}

#[test]
fn by_our_own_clock_the_wait_is_whole_seconds_rounded_up() {
    let at = "Sun, 06 Nov 1994 08:49:37 GMT";
    assert_eq!(by_own_clock(at, EXAMPLE - 1.0), Some(1_000.0));
    assert_eq!(by_own_clock(at, EXAMPLE - 1_001.0), Some(2_000.0));
    for no_clock in [f64::NAN, f64::INFINITY] {
        assert_eq!(by_own_clock(at, no_clock), None);
        assert_eq!(by_own_clock("5", no_clock), Some(5_000.0));
    }
}

/// The three forms of an instant, given in seconds since 1970; the first is another crate's work.
fn forms(instant: u64) -> [String; 3] {
    let fixdate = httpdate::fmt_http_date(SystemTime::UNIX_EPOCH + Duration::from_secs(instant));
    let words: Vec<_> = fixdate.split([' ', ',']).filter(|word| !word.is_empty()).collect();
    let [weekday, day, month, year, time, "GMT"] = words[..] else { panic!("{fixdate}") };
    let ending = match weekday {
        "Tue" => "sday",
        "Wed" => "nesday",
        "Thu" => "rsday",
        "Sat" => "urday",
        _ => "day",
    };
    let short_year = &year[2..];
    let rfc850 = format!("{weekday}{ending}, {day}-{month}-{short_year} {time} GMT");
    let asctime = format!("{weekday} {month} {:>2} {time} {year}", day.trim_start_matches('0'));
    [fixdate, rfc850, asctime]
}

proptest! {
    #![proptest_config(properties())]

    #[test]
    fn every_instant_reads_back_from_the_forms_with_a_whole_year(clock in 0..=LAST_SECOND, instant in 0..=LAST_SECOND, now_ms: f64) {
        let wait = instant.checked_sub(clock).filter(|wait| *wait > 0).map(|wait| wait as f64 * 1000.0);
        for date in [&forms(clock)[0], &forms(clock)[2]] {
            for retry_after in [&forms(instant)[0], &forms(instant)[2]] {
                prop_assert_eq!(wait_ms(retry_after, Some(date), now_ms), wait, "{} at {}", retry_after, date);
            }
        }
    }

    #[test]
    fn every_instant_reads_back_from_all_forms_within_49_years(clock in 0..200_000_000_000u64, wait in 1..49 * 365 * 86_400u64, late in 0..1000u64) {
        for retry_after in forms(clock + wait) {
            for date in forms(clock) {
                prop_assert_eq!(wait_ms(&retry_after, Some(&date), clock as f64 * 1000.0), Some(wait as f64 * 1000.0), "{} at {}", retry_after, date);
            }
            prop_assert_eq!(by_own_clock(&retry_after, (clock * 1000 + late) as f64), Some(wait as f64 * 1000.0), "{}", retry_after);
        }
    }

    #[test]
    fn our_own_clock_never_undercuts_and_never_adds_a_whole_second(instant in 0..=LAST_SECOND, now_ms in 0.0..LAST_SECOND as f64 * 1000.0) {
        let asked = instant as f64 * 1000.0 - now_ms.floor();
        let wait = by_own_clock(&forms(instant)[0], now_ms.floor());
        if asked > 0.0 {
            prop_assert!(wait.is_some_and(|wait| wait >= asked && wait < asked + 1000.0 && wait % 1000.0 == 0.0), "{wait:?} for {asked}");
        } else {
            prop_assert_eq!(wait, None);
        }
    }

    #[test]
    fn numbers_of_seconds_are_never_undercut(values in proptest::collection::vec((0..100_000_000u64, proptest::option::of(0..1000u64)), 1..5)) {
        let texts: Vec<_> = values.iter().map(|(whole, part)| part.map_or(format!("{whole}"), |part| format!("{whole}.{part:03}"))).collect();
        let asked = values.iter().map(|(whole, part)| whole * 1000 + part.unwrap_or(0)).max().unwrap() as f64;
        let wait = seconds(&texts.join(", ")).unwrap_or(0.0);
        prop_assert!(wait >= asked && wait < asked + 1000.0, "{wait} for {asked}");
    }

    #[test]
    fn any_text_gives_none_or_a_whole_wait(text in any_text(), date in proptest::option::of(any_text()), now_ms: f64) {
        if let Some(wait) = wait_ms(&text, date.as_deref(), now_ms) {
            prop_assert!(wait > 0.0 && wait <= LONGEST && (wait % 1000.0 == 0.0 || wait == LONGEST));
        }
    }

    #[test]
    fn a_date_with_one_character_changed_is_read_as_itself_or_not_at_all(
        instant in 0..=LAST_SECOND, form in 0..3usize, at in 0..24usize, character in "[ -~]"
    ) {
        let mut text = forms(instant)[form].clone();
        text.replace_range(at..=at, &character);
        let expected = httpdate::parse_http_date(&text).ok().filter(|_| form != 1);
        if let Some(expected) = expected {
            let seconds = expected.duration_since(SystemTime::UNIX_EPOCH).unwrap().as_secs();
            prop_assert_eq!(by_own_clock(&text, -1000.0), Some((seconds + 1) as f64 * 1000.0), "{}", text);
        }
    }
}
