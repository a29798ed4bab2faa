//! The guard: the table of its rule, inputs that once went wrong, and a naive model that carries changes out and looks at what is left.

use proptest::prelude::*;
use proptest::sample::select;
use proptest::test_runner::Config;
use trustframework_keys::graph::error::{Code, Error};
use trustframework_keys::graph::guard::{check, check_again, falls_back_to_keyset, is_listed, not_found, unavailable};
use trustframework_keys::graph::keys::{Bound, Key};
use trustframework_keys::graph::request::{KeyId, KeysetId};
use trustframework_keys::graph::time::{Clock, Milliseconds, Timestamp};

use crate::properties;

const NOW: f64 = 1_700_000_000.0;
const DAY: f64 = 86_400.0;

fn at(seconds: f64) -> Bound {
    Bound::At(Timestamp(seconds))
}

fn key(kid: &str, status: &str) -> Key {
    Key {
        kid: kid.into(),
        key_use: None,
        status: Some(status.into()),
        nbf: Bound::Open,
        exp: Bound::Open,
        being_enabled: false,
        being_disabled: false,
    }
}

fn no_status(kid: &str) -> Key {
    Key { status: None, ..key(kid, "") }
}

fn used_for(key: Key, key_use: &str) -> Key {
    Key { key_use: Some(key_use.into()), ..key }
}

fn server() -> Clock {
    Clock::Server(Timestamp(NOW))
}

fn host() -> Clock {
    Clock::Host(Timestamp(NOW))
}

fn ids(kid: &str) -> (KeysetId, KeyId) {
    (KeysetId::parse("set".into()).unwrap(), KeyId::parse(kid.into()).unwrap())
}

fn checked(keys: &[Key], kid: &str, clock: Clock) -> Result<(), Box<Error>> {
    let (keyset, key) = ids(kid);
    check(keys, &keyset, &key, clock)
}

fn code(keys: &[Key], kid: &str, clock: Clock) -> Option<Code> {
    checked(keys, kid, clock).err().map(|error| {
        assert_eq!((error.applied, error.retryable), (Some(false), false));
        error.code
    })
}

#[test]
fn the_table_of_the_rule() {
    let (last, unclear) = (Some(Code::LastUsableKey), Some(Code::GuardUnavailable));
    let past = |key: Key| Key { exp: at(NOW), ..key };
    let future = |key: Key| Key { nbf: at(NOW + 1.0), ..key };
    let odd = |key: Key| Key { exp: Bound::Unreadable, ..key };
    let never = |key: Key| Key { nbf: at(NOW - 1.0), exp: at(NOW - 1.0), ..key };
    for (name, target, other, expected) in [
        ("disabled, and no other", key("a", "disabled"), key("b", "disabled"), None),
        ("over, and no other", past(key("a", "enabled")), key("b", "disabled"), None),
        ("not begun, and no other", future(key("a", "enabled")), key("b", "disabled"), None),
        ("never, and no other", never(key("a", "enabled")), key("b", "disabled"), None),
        ("unknown and over, and no other", past(key("a", "new")), key("b", "disabled"), None),
        ("enabled, and one stands in", key("a", "enabled"), key("b", "ENABLED"), None),
        ("unknown, and one stands in", key("a", "new"), key("b", "enabled"), None),
        ("enabled, and the other is disabled", key("a", "Enabled"), key("b", "disabled"), last),
        ("enabled, and the other is over", key("a", "enabled"), past(key("b", "enabled")), last),
        ("enabled, and the other has not begun", key("a", "enabled"), future(key("b", "enabled")), last),
        ("enabled, and the other never is", key("a", "enabled"), never(key("b", "enabled")), last),
        ("enabled, and the other is unknown", key("a", "enabled"), key("b", "new"), last),
        ("enabled, and the other cannot be read", key("a", "enabled"), odd(key("b", "enabled")), last),
        ("of no status, and no other", no_status("a"), key("b", "disabled"), unclear),
        ("of unknown status, and no other", key("a", "unknownFutureValue"), key("b", "disabled"), unclear),
        ("of a bound that cannot be read, and no other", odd(key("a", "enabled")), key("b", "disabled"), unclear),
        ("disabled, of a bound that cannot be read", odd(key("a", "Disabled")), key("b", "disabled"), None),
        ("for sig, and the other for enc", used_for(key("a", "enabled"), "sig"), used_for(key("b", "enabled"), "enc"), last),
        ("for sig, and the other too", used_for(key("a", "enabled"), "sig"), used_for(key("b", "enabled"), "SIG"), None),
        ("for sig, and the other for any", used_for(key("a", "enabled"), "sig"), key("b", "enabled"), None),
        ("for any, and the other for enc", key("a", "enabled"), used_for(key("b", "enabled"), "enc"), None),
        ("the same but for case", key("a", "enabled"), key("A", "enabled"), last),
    ] {
        assert_eq!(code(&[target.clone(), other.clone()], "a", server()), expected, "{name}");
        assert_eq!(code(&[other, target], "a", server()), expected, "{name}, the other way round");
    }
}

#[test]
fn a_key_that_this_program_disables_stands_in_for_none_and_the_refusal_may_pass() {
    let noted = |key: Key| Key { being_disabled: true, ..key };
    let set = [key("a", "enabled"), noted(key("b", "enabled"))];
    let error = checked(&set, "a", server()).unwrap_err();
    assert_eq!((error.code, error.retryable, error.applied), (Code::LastUsableKey, true, Some(false)));
    assert!(error.message.contains("set, b, is being disabled by another call of this program"), "{}", error.message);
    let unclear = [key("a", "new"), noted(key("b", "enabled"))];
    let error = checked(&unclear, "a", server()).unwrap_err();
    assert_eq!((error.code, error.retryable), (Code::GuardUnavailable, true));
    for (name, keys, expected) in [
        ("a third stands in", [key("a", "enabled"), noted(key("b", "enabled")), key("c", "enabled")], None),
        (
            "what is noted would not stand in",
            [key("a", "enabled"), noted(key("b", "disabled")), key("c", "new")],
            Some(Code::LastUsableKey),
        ),
        ("the target itself is noted", [noted(key("a", "enabled")), key("b", "enabled"), key("c", "new")], None),
        (
            "the target itself is noted, and no other",
            [noted(key("a", "enabled")), key("b", "disabled"), key("c", "new")],
            Some(Code::LastUsableKey),
        ),
    ] {
        assert_eq!(code(&keys, "a", server()), expected, "{name}");
    }
}

#[test]
fn a_key_without_a_use_stands_in_for_both_and_goes_while_a_key_for_either_is_left() {
    let set = |gone: &[&str]| {
        let keys = [used_for(key("enc", "enabled"), "enc"), used_for(key("sig", "enabled"), "sig"), key("any", "enabled")];
        keys.map(|key| Key { being_disabled: gone.contains(&key.kid.as_str()), ..key })
    };
    assert_eq!(code(&set(&[]), "enc", server()), None);
    // Each key is judged for its own use alone: that no other key is left for encryption by then is not this one's matter.
    assert_eq!(code(&set(&["enc"]), "any", server()), None);
    let error = checked(&set(&["enc", "any"]), "sig", server()).unwrap_err();
    assert_eq!((error.code, error.retryable), (Code::LastUsableKey, true));
}

#[test]
fn by_the_clock_of_the_host_a_key_must_be_surely_usable() {
    let bounded = |kid, nbf: f64, exp: f64| Key { nbf: at(NOW + nbf), exp: at(NOW + exp), ..key(kid, "enabled") };
    for (name, nbf, exp, stands_in) in [
        ("begun for five minutes", -300.0, 2.0 * DAY, true),
        ("begun for less", -299.0, 2.0 * DAY, false),
        ("with more than a day to go", -DAY, DAY + 1.0, true),
        ("with a day to go", -DAY, DAY, false),
        ("over for an hour", -DAY, -3_600.0, false),
    ] {
        let expected = if stands_in { None } else { Some(Code::LastUsableKey) };
        assert_eq!(code(&[key("a", "enabled"), bounded("b", nbf, exp)], "a", host()), expected, "{name}");
    }
    for (name, nbf, exp, in_use) in [
        ("begins in five minutes", 300.0, 2.0 * DAY, true),
        ("begins later", 301.0, 2.0 * DAY, false),
        ("over for less than a day", -2.0 * DAY, 1.0 - DAY, true),
        ("over for a day", -2.0 * DAY, -DAY, false),
    ] {
        let expected = in_use.then_some(Code::LastUsableKey);
        assert_eq!(code(&[bounded("a", nbf, exp), key("b", "disabled")], "a", host()), expected, "{name}");
    }
    // A clock that cannot be read proves nothing.
    let unreadable = Clock::Host(Timestamp(f64::NAN));
    assert_eq!(code(&[key("a", "enabled"), bounded("b", -DAY, 9.0 * DAY)], "a", unreadable), Some(Code::LastUsableKey));
    assert_eq!(code(&[bounded("a", -9.0 * DAY, -8.0 * DAY)], "a", unreadable), Some(Code::LastUsableKey));
}

#[test]
fn a_key_that_this_program_enables_is_in_use_though_it_does_not_show_it_yet() {
    let enabled_here = |key: Key| Key { being_enabled: true, ..key };
    let target = enabled_here(key("a", "disabled"));
    let refusal = checked(&[target.clone(), key("b", "disabled")], "a", server()).unwrap_err();
    assert_eq!((refusal.code, refusal.retryable, refusal.applied), (Code::LastUsableKey, true, Some(false)));
    assert_eq!(
        refusal.message,
        "The key a was enabled by another call of this program in the last seconds, and no other usable key of the key set set serves the same \
         use, so it was not disabled; read the key set, and try again in 10 seconds."
    );
    assert_eq!(code(&[target.clone(), key("b", "enabled")], "a", server()), None);
    // What it shows itself counts where it shows more, and it stands in for nothing while it does not show.
    assert_eq!(code(&[enabled_here(Key { exp: at(NOW - DAY), ..key("a", "disabled") }), key("b", "disabled")], "a", server()), None);
    let shown = checked(&[enabled_here(key("a", "enabled")), key("b", "disabled")], "a", server()).unwrap_err();
    assert_eq!((shown.code, shown.retryable), (Code::LastUsableKey, false));
    assert_eq!(code(&[key("b", "enabled"), target], "b", server()), Some(Code::LastUsableKey));
}

#[test]
fn a_doubt_about_the_hosts_clock_names_the_moment_that_is_too_near() {
    let soon = Key { exp: at(NOW + 3_600.0), ..key("b", "enabled") };
    let moment = |keys: &[Key], clock| checked(keys, "kid-1", clock).unwrap_err().moment;
    assert_eq!(moment(&[key("kid-1", "enabled"), soon.clone()], host()), Some(Timestamp(NOW + 3_600.0)));
    let over = Key { exp: at(NOW - 3_600.0), ..key("kid-1", "enabled") };
    assert_eq!(moment(&[over], host()), Some(Timestamp(NOW - 3_600.0)));
    assert_eq!(moment(&[key("kid-1", "enabled")], server()), None);
}

#[test]
fn a_refusal_says_which_key_and_set_and_what_to_do() {
    let message = |keys: &[Key], clock| checked(keys, "kid-1", clock).unwrap_err().message;
    let last = "The key kid-1 is the last usable key of the key set set";
    let what = ", so it was not disabled: every sign-in that needs the set would fail; enable or add another key first";
    assert_eq!(message(&[key("kid-1", "enabled")], server()), format!("{last}{what}."));
    assert_eq!(message(&[key("kid-1", "enabled")], host()), format!("{last}{what}."));
    assert_eq!(message(&[used_for(key("kid-1", "enabled"), "sig")], server()), format!("{last} for the use sig{what}."));
    assert_eq!(
        message(&[key("kid-1", "new")], server()),
        "The status or the time of the key kid-1 cannot be read, and no other usable key of the key set set serves the same use: disabling it \
         could stop every sign-in that needs the set; look at both keys first."
    );
    let doubt = "; Graph's time cannot be read here, and by this host's clock, which may be wrong, the";
    let soon = Key { exp: at(NOW + 3_600.0), ..key("b", "enabled") };
    assert_eq!(message(&[key("kid-1", "enabled"), soon], host()), format!("{last}{what}{doubt} exp of the key b is too near."));
    let fresh = Key { nbf: at(NOW - 60.0), exp: at(NOW + 9.0 * DAY), ..key("b", "enabled") };
    assert_eq!(message(&[key("kid-1", "enabled"), fresh], host()), format!("{last}{what}{doubt} nbf of the key b is too near."));
    let over = Key { exp: at(NOW - 3_600.0), ..key("kid-1", "enabled") };
    assert_eq!(message(&[over], host()), format!("{last}{what}{doubt} exp of the key kid-1 is too near."));
    // The clock decided nothing where the key itself is in use by it, and no other could stand in.
    let ends = Key { exp: at(NOW + 60.0), ..key("kid-1", "enabled") };
    assert_eq!(message(&[ends], host()), format!("{last}{what}."));
}

#[test]
fn what_is_not_listed_is_not_found() {
    let (keyset, id) = ids("a");
    assert!(is_listed(&[key("b", "x"), key("A", "x")], &id) && !is_listed(&[key("b", "x")], &id) && !is_listed(&[], &id));
    let error = not_found(&keyset, &id);
    assert_eq!((error.code, error.applied, error.retryable), (Code::NotFound, Some(false), false));
    assert!(error.message.starts_with("The key a is not in the key set set, so nothing was sent;"), "{}", error.message);
}

#[test]
fn afterwards_a_usable_key_for_the_same_use_is_enough() {
    let (keyset, id) = ids("a");
    let again = |others: &[Key], clock| {
        let mut keys = vec![used_for(key("a", "disabled"), "sig")];
        keys.extend(others.iter().cloned());
        check_again(&keys, &keyset, &id, clock).err().map(|error| error.code)
    };
    let (none, unclear) = (Some(Code::NoUsableKey), Some(Code::GuardUnavailable));
    assert_eq!(again(&[], server()), none);
    assert_eq!(again(&[key("b", "enabled")], server()), None);
    assert_eq!(again(&[used_for(key("b", "enabled"), "enc")], server()), none);
    assert_eq!(again(&[key("A", "enabled")], server()), none);
    assert_eq!(again(&[Key { exp: at(NOW + 1.0), ..key("b", "enabled") }], host()), None);
    assert_eq!(again(&[key("b", "new")], server()), unclear);
    assert_eq!(again(&[Key { nbf: Bound::Unreadable, ..key("b", "enabled") }], server()), unclear);
    assert_eq!(again(&[Key { exp: at(NOW), ..key("b", "new") }], server()), none);
    assert_eq!(check_again(&[key("b", "enabled")], &keyset, &id, server()), Ok(()));
}

#[test]
fn a_list_that_is_refused_is_read_through_the_key_set() {
    let mut refusal = unavailable(false, None);
    for (status, expected) in [(400, true), (401, false), (403, true), (404, true), (405, true), (429, false), (500, false), (501, true)] {
        refusal.http_status = Some(status);
        assert_eq!(falls_back_to_keyset(&refusal), expected, "{status}");
    }
    refusal.http_status = Some(403);
    refusal.demands_claims = true;
    assert!(!falls_back_to_keyset(&refusal));
    refusal.demands_claims = false;
    refusal.retryable = true;
    assert!(!falls_back_to_keyset(&refusal));
    refusal.http_status = None;
    refusal.retryable = false;
    assert!(!falls_back_to_keyset(&refusal));
}

#[test]
fn what_kept_the_guard_from_reading_is_told() {
    let error = unavailable(true, Some(Milliseconds(5.0)));
    assert_eq!((error.code, error.applied, error.retryable), (Code::GuardUnavailable, Some(false), true));
    assert_eq!(error.retry_after, Some(Milliseconds(5.0)));
    assert!(!unavailable(false, None).retryable);
}

fn any_bound() -> impl Strategy<Value = Bound> {
    let moments = vec![0.0, NOW - 2.0 * DAY, NOW - 3_600.0, NOW - 60.0, NOW, NOW + 1.0, NOW + 3_600.0, NOW + 2.0 * DAY];
    prop_oneof![3 => Just(Bound::Open), 5 => select(moments).prop_map(at), 1 => Just(Bound::Unreadable)]
}

fn any_key() -> impl Strategy<Value = Key> {
    let statuses = vec![Some("enabled"), Some("enabled"), Some("Enabled"), Some("disabled"), Some("unknownFutureValue"), None];
    let uses = vec![None, None, Some("sig"), Some("SIG"), Some("enc")];
    (select(vec!["a", "A", "b", "c", "d"]), select(uses), select(statuses), any_bound(), any_bound()).prop_map(
        |(kid, key_use, status, nbf, exp)| Key {
            kid: kid.into(),
            key_use: key_use.map(Into::into),
            status: status.map(Into::into),
            nbf,
            exp,
            being_enabled: false,
            being_disabled: false,
        },
    )
}

/// The times at which a key may take part, in other words than the guard's: all those at which a right clock can stand.
fn possible(clock: Clock, key: &Key) -> Vec<f64> {
    match clock {
        Clock::Server(Timestamp(now)) => vec![now],
        Clock::Host(Timestamp(now)) => {
            let (first, last) = (now - DAY, now + 300.0);
            let begins = if let Bound::At(Timestamp(nbf)) = key.nbf { nbf } else { first };
            vec![first, begins.clamp(first, last), last]
        }
    }
}

/// Whether a key takes part at a moment; `None` where that cannot be read.
fn takes_part(key: &Key, now: f64) -> Option<bool> {
    let (begins, ends) = match (key.nbf, key.exp) {
        (Bound::At(nbf), Bound::At(exp)) if exp <= nbf => return Some(false),
        (nbf, exp) => (nbf, exp),
    };
    let has_begun = match begins {
        Bound::Open => Some(true),
        Bound::At(Timestamp(nbf)) => Some(now >= nbf),
        Bound::Unreadable => None,
    };
    let goes_on = match ends {
        Bound::Open => Some(true),
        Bound::At(Timestamp(exp)) => Some(now < exp),
        Bound::Unreadable => None,
    };
    match (has_begun, goes_on) {
        (Some(false), _) | (_, Some(false)) => Some(false),
        (Some(true), Some(true)) => Some(true),
        _ => None,
    }
}

proptest! {
    #![proptest_config(Config { cases: 20_000, ..properties() })]

    #[test]
    fn no_key_goes_that_may_be_the_last_and_nothing_safe_is_refused(
        keys in prop::collection::vec(any_key(), 1..6), by_server: bool
    ) {
        let clock = if by_server { server() } else { host() };
        let is_target = |key: &&Key| key.kid.eq_ignore_ascii_case("a");
        let status = |key: &Key| key.status.as_deref().map(str::to_lowercase);
        let use_of = |key: &Key| key.key_use.as_deref().map(str::to_lowercase);
        let may_be_in_use = |key: &Key| {
            status(key).as_deref() != Some("disabled") && possible(clock, key).into_iter().any(|now| takes_part(key, now) != Some(false))
        };
        // The other way round: a key that begins or ends within what the clock may be wrong by is not surely usable.
        let surely_usable = |key: &Key| {
            let moments = match clock {
                Clock::Server(Timestamp(now)) => [now, now],
                Clock::Host(Timestamp(now)) => [now - 300.0, now + DAY],
            };
            status(key).as_deref() == Some("enabled") && moments.into_iter().all(|now| takes_part(key, now) == Some(true))
        };
        let needed: Vec<_> = keys.iter().filter(is_target).filter(|key| may_be_in_use(key)).collect();
        let stands_in = |target: &Key| keys.iter().filter(|key| !is_target(key)).any(|key| {
            let same = use_of(key).is_none() || use_of(target).is_none() || use_of(key) == use_of(target);
            same && surely_usable(key)
        });
        let bare = needed.iter().find(|target| !stands_in(target));
        match (checked(&keys, "a", clock), bare) {
            (Ok(()), None) => {}
            (Err(error), Some(_)) => prop_assert!(matches!(error.code, Code::LastUsableKey | Code::GuardUnavailable)),
            (result, bare) => prop_assert!(false, "{result:?}, but {bare:?} of {keys:?}"),
        }
    }
}
