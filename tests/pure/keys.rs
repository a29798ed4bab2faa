//! Whether a key is usable.

use trustframework_keys::graph::keys::{Bound, Key};
use trustframework_keys::graph::request::KeyStatus;
use trustframework_keys::graph::time::Timestamp;

fn key(status: Option<&str>, nbf: Bound, exp: Bound) -> Key {
    Key { kid: "a".into(), key_use: None, status: status.map(Into::into), nbf, exp, being_enabled: false, being_disabled: false }
}

fn at(seconds: f64) -> Bound {
    Bound::At(Timestamp(seconds))
}

#[test]
fn a_key_is_usable_from_nbf_and_until_before_exp() {
    let bounded = key(Some("enabled"), at(1_000.0), at(2_000.0));
    for (now, usable) in [(999.9, false), (1_000.0, true), (1_999.9, true), (2_000.0, false)] {
        assert_eq!(bounded.is_usable(Timestamp(now)), usable, "{now}");
    }
    // A clock that cannot be read shows nothing with bounds to be usable.
    assert!(!bounded.is_usable(Timestamp(f64::NAN)));
    assert!(!key(Some("enabled"), at(2_000.0), at(1_000.0)).is_usable(Timestamp(1_500.0)));
}

#[test]
fn a_bound_that_is_not_there_is_open_and_one_that_cannot_be_read_is_not() {
    let usable = |nbf, exp| key(Some("enabled"), nbf, exp).is_usable(Timestamp(0.0));
    assert!(usable(Bound::Open, Bound::Open) && usable(Bound::default(), Bound::default()));
    assert!(usable(at(-1.0), Bound::Open) && usable(Bound::Open, at(1.0)));
    assert!(!usable(Bound::Unreadable, Bound::Open) && !usable(Bound::Open, Bound::Unreadable));
}

#[test]
fn a_status_is_read_without_case() {
    for (status, enabled, disabled) in [
        (Some("enabled"), true, false),
        (Some("Enabled"), true, false),
        (Some("DISABLED"), false, true),
        (Some("unknownFutureValue"), false, false),
        (Some("enabled "), false, false),
        (None, false, false),
    ] {
        let key = key(status, Bound::Open, Bound::Open);
        assert_eq!((key.shows(KeyStatus::Enabled), key.shows(KeyStatus::Disabled)), (enabled, disabled), "{status:?}");
        assert_eq!(key.is_usable(Timestamp(0.0)), enabled, "{status:?}");
    }
}
