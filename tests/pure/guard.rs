//! The guard against a naive model: it carries the change out on a copy and counts what is left.

use proptest::prelude::*;
use proptest::sample::select;
use proptest::test_runner::Config;
use trustframework_keys::graph::error::{Code, Error};
use trustframework_keys::graph::guard::{check, check_again, falls_back_to_keyset, unavailable};
use trustframework_keys::graph::keys::{Bound, Key};
use trustframework_keys::graph::request::{KeyId, KeysetId};
use trustframework_keys::graph::time::{Milliseconds, Timestamp};

use crate::properties;

const NOW: Timestamp = Timestamp(1_000.0);

fn key(kid: &str, status: Option<&str>, nbf: Bound, exp: Bound) -> Key {
    Key { kid: kid.into(), key_use: None, status: status.map(Into::into), nbf, exp }
}

/// A key without bounds.
fn lasting(kid: &str, status: &str) -> Key {
    key(kid, Some(status), Bound::Open, Bound::Open)
}

fn ids(kid: &str) -> (KeysetId, KeyId) {
    (KeysetId::parse("set".into()).unwrap(), KeyId::parse(kid.into()).unwrap())
}

fn checked(keys: &[Key], kid: &str) -> Result<(), Box<Error>> {
    let (keyset, key) = ids(kid);
    check(keys, &keyset, &key, NOW)
}

fn checked_again(keys: &[Key], kid: &str) -> Result<(), Box<Error>> {
    let (keyset, key) = ids(kid);
    check_again(keys, &keyset, &key, NOW)
}

/// How many keys are usable, in other words than the guard's.
fn usable(keys: &[Key]) -> usize {
    let seconds = |bound: Bound, open: f64| match bound {
        Bound::Open => open,
        Bound::At(Timestamp(seconds)) => seconds,
        Bound::Unreadable => f64::NAN,
    };
    let enabled = keys.iter().filter(|key| key.status.iter().any(|status| status.to_lowercase() == "enabled"));
    enabled.filter(|key| (seconds(key.nbf, f64::NEG_INFINITY)..seconds(key.exp, f64::INFINITY)).contains(&NOW.0)).count()
}

fn set(keys: &mut [Key], kid: &str, status: &str) {
    for key in keys.iter_mut().filter(|key| key.kid == kid) {
        key.status = Some(status.into());
    }
}

fn any_bound() -> impl Strategy<Value = Bound> {
    let at = |seconds| Bound::At(Timestamp(seconds));
    select(vec![Bound::Open, Bound::Open, at(0.0), at(NOW.0 - 1.0), at(NOW.0), at(NOW.0 + 1.0), at(9e9), Bound::Unreadable])
}

fn any_key() -> impl Strategy<Value = Key> {
    let statuses =
        vec![Some("enabled"), Some("enabled"), Some("enabled"), Some("disabled"), Some("Enabled"), Some("unknownFutureValue"), None];
    (select(vec!["a", "b", "c", "d", "e"]), select(statuses), any_bound(), any_bound())
        .prop_map(|(kid, status, nbf, exp)| key(kid, status, nbf, exp))
}

const KIDS: [&str; 6] = ["a", "b", "c", "d", "e", "absent"];

proptest! {
    #![proptest_config(Config { cases: 2_000, ..properties() })]

    #[test]
    fn the_last_usable_key_never_goes_and_nothing_safe_is_refused(
        mut keys in prop::collection::vec(any_key(), 0..6),
        kids in prop::collection::vec(select(KIDS.to_vec()), 1..12),
    ) {
        for kid in kids {
            let mut after = keys.clone();
            set(&mut after, kid, "disabled");
            let goes = usable(&keys) > 0 && usable(&after) == 0;
            let blind = keys.iter().all(|key| key.status.is_none());
            match checked(&keys, kid) {
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
        let expected = if blind { Some(Code::GuardUnavailable) } else { (usable(&after) == 0).then_some(Code::NoUsableKey) };
        prop_assert_eq!(checked_again(&keys, kid).err().map(|error| error.code), expected);
    }
}

#[test]
fn a_refusal_names_the_key_and_its_set() {
    assert_eq!(
        checked(&[lasting("kid-1", "enabled")], "kid-1").unwrap_err().message,
        "The key kid-1 is the last usable key of the key set set, so it was not disabled: every sign-in that needs the set would fail; \
         enable or add another key first."
    );
    assert_eq!(
        checked_again(&[lasting("kid-1", "disabled")], "kid-1").unwrap_err().message,
        "The key set set has no usable key left after this change, so every sign-in that needs it fails: enable a key of it now."
    );
}

#[test]
fn keys_that_show_no_status_let_nothing_pass() {
    let silent = key("other", None, Bound::Open, Bound::Open);
    for keys in [&[][..], std::slice::from_ref(&silent)] {
        let error = checked(keys, "kid").unwrap_err();
        assert_eq!((error.code, error.applied, error.retryable), (Code::GuardUnavailable, Some(false), false));
        assert!(error.message.ends_with("the key set shows no status of any key."), "{}", error.message);
    }
    // One status is enough to tell.
    assert_eq!(checked(&[silent, lasting("kid", "disabled")], "kid"), Ok(()));
}

#[test]
fn a_set_that_could_not_be_read_hands_on_whether_and_when_to_try_again() {
    for (retryable, retry_after) in [(true, Some(Milliseconds(2_000.0))), (false, None)] {
        let error = unavailable(retryable, retry_after);
        assert_eq!((error.code, error.retryable, error.retry_after), (Code::GuardUnavailable, retryable, retry_after));
        assert_eq!(error.applied, Some(false));
        assert!(error.message.ends_with("could not be read; see cause."), "{}", error.message);
    }
}

#[test]
fn the_key_set_is_read_where_there_is_no_list_of_keys() {
    for status in 200..600 {
        assert_eq!(falls_back_to_keyset(Some(status)), [404, 405].contains(&status), "{status}");
    }
    assert!(!falls_back_to_keyset(None));
}
