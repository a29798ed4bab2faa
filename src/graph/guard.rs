//! The guard: whether a key set keeps a usable key, as a function of its keys, of the change, and of the time.
//!
//! Reads nothing, and does not see what else follows from a change: which key signs then, and whose signatures stop validating.

use alloc::boxed::Box;

use super::error::{Code, Error};
use super::keys::{Bound, ENDS_AFTER_S, Key};
use super::request::{KeyId, KeyStatus, KeysetId};
use super::time::{Clock, Milliseconds, Timestamp};

/// Whether the key is listed at all. An entry that equals the id but for case is the key.
pub fn is_listed(keys: &[Key], key: &KeyId) -> bool {
    keys.iter().any(|other| is(other, key))
}

/// Lets a listed key be disabled unless that may take the last usable key of its set away:
///
/// - A key that is surely not in use passes.
/// - A key that may be in use passes where another stands in: one that is surely usable, serves the same use, and is not being disabled by
///   this program itself.
///
/// # Errors
/// `last-usable-key` for a key that is enabled; `guard-unavailable` for one whose status or bounds cannot be read.
pub fn check(keys: &[Key], keyset: &KeysetId, key: &KeyId, clock: Clock) -> Result<(), Box<Error>> {
    for target in keys.iter().filter(|other| is(other, key) && other.may_be_in_use(clock)) {
        let mut others = keys.iter().filter(|other| !is(other, key) && other.serves_as(target));
        let mut sure = others.clone().filter(|other| other.is_surely_usable(clock));
        if let Some(noted) = sure.clone().find(|other| other.being_disabled)
            && sure.clone().all(|other| other.being_disabled)
        {
            return Err(others_being_disabled(target, noted, keyset));
        }
        if sure.next().is_none() {
            // By the host's clock some key may look usable and still not count.
            let doubted = others.find(|other| other.is_usable(clock.now()));
            return Err(refusal(target, doubted, keyset, clock));
        }
    }
    Ok(())
}

/// Refuses because other calls of this program are disabling every key that could stand in. `noted` is one of these keys.
fn others_being_disabled(target: &Key, noted: &Key, keyset: &KeysetId) -> Box<Error> {
    let code = if target.is_unclear() { Code::GuardUnavailable } else { Code::LastUsableKey };
    let why = " was not disabled: the only other usable key of the key set ";
    let what =
        ", is being disabled by another call of this program, or was in the last seconds; read the key set, and try again in 10 seconds.";
    unsent(code, true, &["The key ", &target.kid, why, keyset.as_str(), ", ", &noted.kid, what])
}

/// For how long after its PATCH ended a key counts as disabled, though it may still show its old status: reads lag behind writes.
pub const NOTED_FOR: Milliseconds = Milliseconds(10_000.0);

/// `doubted` is a key that stands in only if the host's clock is right.
fn refusal(target: &Key, doubted: Option<&Key>, keyset: &KeysetId, clock: Clock) -> Box<Error> {
    let mut error = if target.being_enabled && target.shows(KeyStatus::Disabled) {
        let why = " was enabled by another call of this program in the last seconds, and no other usable key of the key set ";
        let what = " serves the same use, so it was not disabled; read the key set, and try again in 10 seconds.";
        unsent(Code::LastUsableKey, true, &["The key ", &target.kid, why, keyset.as_str(), what])
    } else if target.is_unclear() {
        let why = " cannot be read, and no other usable key of the key set ";
        let what = " serves the same use: disabling it could stop every sign-in that needs the set; look at both keys first.";
        unsent(Code::GuardUnavailable, false, &["The status or the time of the key ", &target.kid, why, keyset.as_str(), what])
    } else {
        let why = " is the last usable key of the key set ";
        let what = ", so it was not disabled: every sign-in that needs the set would fail; enable or add another key first.";
        let use_of = target.key_use.as_deref().map_or(["", ""], |key_use| [" for the use ", key_use]);
        unsent(Code::LastUsableKey, false, &["The key ", &target.kid, why, keyset.as_str(), use_of[0], use_of[1], what])
    };
    if let Clock::Host(now) = clock
        && let Some((key, bound, at)) = doubt(target, doubted, now)
    {
        error.add(&[
            "Graph's time cannot be read here, and by this host's clock, which may be wrong, the ",
            bound,
            " of the key ",
            &key.kid,
            " is too near.",
        ]);
        error.moment = Some(at);
    }
    error
}

/// The key and the bound for which the host's clock decided.
fn doubt<'a>(target: &'a Key, doubted: Option<&'a Key>, now: Timestamp) -> Option<(&'a Key, &'static str, Timestamp)> {
    let key = match doubted {
        Some(key) => key,
        None if target.is_usable(now) => return None,
        None => target,
    };
    match (key.nbf, key.exp) {
        (_, Bound::At(exp)) if exp <= now.plus(ENDS_AFTER_S) => Some((key, "exp", exp)),
        (Bound::At(nbf), _) => Some((key, "nbf", nbf)),
        _ => None,
    }
}

/// Once a key is disabled: whether another is usable, for what it served.
///
/// # Errors
/// `no-usable-key`; `guard-unavailable` where no other key is known to be usable and one cannot be read.
pub fn check_again(keys: &[Key], keyset: &KeysetId, key: &KeyId, clock: Clock) -> Result<(), Box<Error>> {
    let target = keys.iter().find(|other| is(other, key));
    let mut others = keys.iter().filter(|other| !is(other, key) && target.is_none_or(|target| other.serves_as(target)));
    if others.clone().any(|other| other.is_usable(clock.now())) {
        return Ok(());
    }
    if others.any(|other| other.is_unclear() && other.may_be_in_use(clock)) {
        return Err(unsent(Code::GuardUnavailable, false, &[UNREAD, "shows a status or a time that cannot be read, and no usable key."]));
    }
    let what = " has no usable key left after this change, so every sign-in that needs it fails: enable a key of it now.";
    Err(Error::new(Code::NoUsableKey, false, &["The key set ", keyset.as_str(), what]))
}

/// The key set could not be read, for a reason that is the cause. `retry_after` is the wait that Graph asked for.
pub fn unavailable(retryable: bool, retry_after: Option<Milliseconds>) -> Box<Error> {
    let mut error = unsent(Code::GuardUnavailable, retryable, &[UNREAD, "could not be read; see cause."]);
    error.retry_after = retry_after;
    error
}

/// There is no such key in such a key set.
pub fn not_found(keyset: &KeysetId, key: &KeyId) -> Box<Error> {
    let why = " is not in the key set ";
    let what = ", so nothing was sent; check both ids and the tenant of the token, and give a key that was just created a moment to show.";
    unsent(Code::NotFound, false, &["The key ", key.as_str(), why, keyset.as_str(), what])
}

/// The change was accepted, and what came after did not show it.
pub fn not_verified() -> Box<Error> {
    let message = "Graph accepted the change, but reading back did not confirm it; see cause if there is one, and read the key set again.";
    Error::new(Code::NotVerified, true, &[message])
}

/// Whether a set is to be read through the key set itself, after its list of keys was refused: Microsoft's permission data has no entry for the
/// list. A demand of claims is answered by another token, not by another path.
pub fn falls_back_to_keyset(refusal: &Error) -> bool {
    !refusal.retryable && !refusal.demands_claims && matches!(refusal.http_status, Some(400 | 403 | 404 | 405 | 501))
}

fn is(key: &Key, id: &KeyId) -> bool {
    key.kid.eq_ignore_ascii_case(id.as_str())
}

fn unsent(code: Code, retryable: bool, message: &[&str]) -> Box<Error> {
    let mut error = Error::new(code, retryable, message);
    error.applied = Some(false);
    error
}

const UNREAD: &str = "The guard could not tell whether another key stays usable, so it let nothing pass: the key set ";
