//! The guard against a naive model: it carries the change out on a copy and counts what is left.

use proptest::prelude::*;
use proptest::sample::select;
use proptest::test_runner::Config;
use trustframework_keys::graph::error::{Code, Error};
use trustframework_keys::graph::guard::{check, check_again, unavailable};
use trustframework_keys::graph::keys::Key;
use trustframework_keys::graph::request::{KeyId, KeyStatus, KeysetId};

use crate::properties;

const NOW: f64 = 1_000.0;

fn key(kid: &str, status: Option<&str>, nbf: Option<f64>, exp: Option<f64>) -> Key {
    Key { kid: kid.into(), status: status.map(Into::into), nbf, exp }
}

fn checked(keys: &[Key], kid: &str, status: KeyStatus, now: f64) -> Result<(), Box<Error>> {
    check(keys, &KeysetId::parse("set".into()).unwrap(), &KeyId::parse(kid.into()).unwrap(), status, now)
}

/// How many keys are usable, in other words than the guard's.
fn usable(keys: &[Key], now: f64) -> usize {
    let ranges = keys.iter().filter(|key| key.status.iter().any(|status| status == "enabled"));
    ranges.filter(|key| (key.nbf.unwrap_or(f64::NEG_INFINITY)..key.exp.unwrap_or(f64::INFINITY)).contains(&now)).count()
}

fn set(keys: &mut [Key], kid: &str, status: &str) {
    for key in keys.iter_mut().filter(|key| key.kid == kid) {
        key.status = Some(status.into());
    }
}

fn any_time() -> impl Strategy<Value = Option<f64>> {
    select(vec![None, None, Some(0.0), Some(NOW - 1.0), Some(NOW), Some(NOW + 1.0), Some(9e9)])
}

fn any_key() -> impl Strategy<Value = Key> {
    let statuses =
        vec![Some("enabled"), Some("enabled"), Some("enabled"), Some("disabled"), Some("Enabled"), Some("unknownFutureValue"), None];
    (select(vec!["a", "b", "c", "d", "e"]), select(statuses), any_time(), any_time())
        .prop_map(|(kid, status, nbf, exp)| key(kid, status, nbf, exp))
}

fn any_change() -> impl Strategy<Value = (&'static str, KeyStatus)> {
    let statuses = vec![KeyStatus::Disabled, KeyStatus::Disabled, KeyStatus::Disabled, KeyStatus::Enabled];
    (select(vec!["a", "b", "c", "d", "e", "absent"]), select(statuses))
}

proptest! {
    #![proptest_config(Config { cases: 20_000, ..properties() })]

    #[test]
    fn the_last_usable_key_never_goes_and_nothing_safe_is_refused(
        mut keys in prop::collection::vec(any_key(), 0..6),
        changes in prop::collection::vec(any_change(), 1..12),
    ) {
        for (kid, status) in changes {
            let before = usable(&keys, NOW);
            let mut after = keys.clone();
            set(&mut after, kid, status.as_str());
            let goes = before > 0 && usable(&after, NOW) == 0;
            let blind = status == KeyStatus::Disabled && keys.iter().all(|key| key.status.is_none());
            match checked(&keys, kid, status, NOW) {
                Ok(()) => {
                    prop_assert!(!goes && !blind, "{kid} of {keys:?} went");
                    keys = after;
                }
                Err(error) if blind => prop_assert_eq!(error.code, Code::GuardUnavailable),
                Err(error) => {
                    prop_assert!(goes, "{kid} of {keys:?} was kept: {}", error.message);
                    prop_assert_eq!((error.code, error.applied, error.retryable), (Code::LastUsableKey, Some(false), false));
                }
            }
        }
    }

    #[test]
    fn afterwards_only_other_keys_count(keys in prop::collection::vec(any_key(), 0..6), kid in select(vec!["a", "b", "absent"])) {
        let mut after = keys.clone();
        set(&mut after, kid, "disabled");
        let blind = keys.iter().all(|key| key.status.is_none());
        let expected = if blind { Some(Code::GuardUnavailable) } else { (usable(&after, NOW) == 0).then_some(Code::NoUsableKey) };
        let result = check_again(&keys, &KeysetId::parse("set".into()).unwrap(), &KeyId::parse(kid.into()).unwrap(), NOW);
        prop_assert_eq!(result.err().map(|error| error.code), expected);
    }
}

#[test]
fn bounds_belong_to_a_key_as_the_contract_says() {
    let bounded = key("a", Some("enabled"), Some(1_000.0), Some(2_000.0));
    for (now, usable) in [(999.9, false), (1_000.0, true), (1_999.9, true), (2_000.0, false)] {
        assert_eq!(bounded.is_usable(now), usable, "{now}");
    }
    assert!(key("a", Some("enabled"), None, None).is_usable(f64::MIN));
    // A clock that cannot be read shows nothing with bounds to be usable.
    assert!(!bounded.is_usable(f64::NAN));
}

#[test]
fn a_refusal_names_the_key_and_its_set() {
    let error = checked(&[key("kid-1", Some("enabled"), None, None)], "kid-1", KeyStatus::Disabled, NOW).unwrap_err();
    assert_eq!(
        error.message,
        "The key kid-1 is the last usable key of the key set set, so it was not disabled: every sign-in that needs the set would fail; \
         enable or add another key first."
    );
    assert!(unavailable(true).retryable && !unavailable(false).retryable);
}
