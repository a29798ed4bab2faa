//! Any `Retry-After` and `Date`: a wait is whole, finite and positive, and what other implementations can read is read as they do.
//!
//! An input is three lines: `Retry-After`, `Date`, and our own clock in milliseconds.

#![no_main]

use std::time::{SystemTime, UNIX_EPOCH};

use libfuzzer_sys::fuzz_target;
use trustframework_keys::graph::retry_after::wait_ms;

const LONGEST: f64 = 9_007_199_254_740_991.0;
const FIFTY_YEARS_MS: f64 = (50 * 365 + 13) as f64 * 86_400_000.0;

fuzz_target!(|text: &str| {
    let mut lines = text.splitn(3, '\n');
    let retry_after = lines.next().unwrap_or_default();
    let date = lines.next().filter(|date| !date.is_empty());
    let now_ms: f64 = lines.next().and_then(|now| now.parse().ok()).unwrap_or(784_111_777_000.0);
    let wait = wait_ms(retry_after, date, now_ms);

    if let Some(wait) = wait {
        assert!(wait > 0.0 && wait <= LONGEST && (wait == LONGEST || wait % 1000.0 == 0.0), "{wait}");
    }
    same_however_it_is_written(retry_after, date, now_ms, wait);

    if let Some(asked) = milliseconds(retry_after) {
        let expected = asked.div_ceil(1000) * 1000;
        assert_eq!(wait, (expected > 0).then_some((expected as f64).min(LONGEST)));
    }
    if let Some(instant) = instant(retry_after) {
        match date.and_then(self::instant) {
            Some(server) => assert_eq!(wait, (instant > server).then(|| (instant - server) as f64 * 1000.0)),
            None if date.is_none() && (0.0..1e15).contains(&now_ms) => {
                let asked = instant as f64 * 1000.0 - now_ms;
                assert_eq!(wait.is_some(), asked > 0.0);
                assert!(wait.is_none_or(|wait| wait >= asked && wait < asked + 1001.0), "{wait:?} for {asked}");
            }
            None => {}
        }
    } else if httpdate::parse_http_date(retry_after).is_ok()
        && let Some(wait) = wait
        && date.is_none()
    {
        // The form of RFC 850: which century is meant, the clock tells.
        assert!(wait <= FIFTY_YEARS_MS, "{wait}");
    }
});

fn same_however_it_is_written(retry_after: &str, date: Option<&str>, now_ms: f64, wait: Option<f64>) {
    assert_eq!(wait_ms(&retry_after.to_ascii_lowercase(), date, now_ms), wait);
    assert_eq!(wait_ms(&retry_after.to_ascii_uppercase(), date, now_ms), wait);
    assert_eq!(wait_ms(&[" ", retry_after, "\t"].concat(), date, now_ms), wait);
}

/// Numbers of seconds between commas, each 15 digits before and 3 behind the point at most, as milliseconds.
fn milliseconds(text: &str) -> Option<u64> {
    let value = |text: &str| {
        let (whole, part) = text.split_once('.').unwrap_or((text, "0"));
        let digits = |text: &str, most| (1..=most).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
        let padded = digits(part, 3).then(|| format!("{part:0<3}"))?;
        digits(whole, 15).then(|| whole.parse::<u64>().unwrap() * 1000 + padded.parse::<u64>().unwrap())
    };
    text.split(',').map(|text| value(text.trim_matches([' ', '\t']))).try_fold(0, |most, value| Some(value?.max(most)))
}

/// Seconds since 1970 of a date that names its century, as another crate reads it.
fn instant(text: &str) -> Option<i64> {
    let whole_year = !text.trim().contains('-');
    let instant: SystemTime = httpdate::parse_http_date(text).ok().filter(|_| whole_year && text.trim_ascii() == text.trim())?;
    i64::try_from(instant.duration_since(UNIX_EPOCH).ok()?.as_secs()).ok()
}
