//! The guard: whether a key set keeps a usable key, as a function of its keys, of the change, and of the time.
//!
//! Reads nothing, and does not see what else follows from a change: which key signs then, and whose signatures stop validating.

use alloc::boxed::Box;

use super::error::{Code, Error};
use super::keys::Key;
use super::request::{KeyId, KeysetId};
use super::time::{Milliseconds, Timestamp};

/// Lets a key be disabled unless that takes the last usable key of its set away. Disabling one that is not usable anyway passes, as far as
/// the set shows any status.
///
/// # Errors
/// `last-usable-key`; `guard-unavailable` where no key shows a status.
pub fn check(keys: &[Key], keyset: &KeysetId, key: &KeyId, now: Timestamp) -> Result<(), Box<Error>> {
    let is_usable = keys.iter().any(|other| is(other, key) && other.is_usable(now));
    if is_any_other_usable(keys, key, now)? || !is_usable {
        return Ok(());
    }
    let (key, keyset) = (key.as_str(), keyset.as_str());
    let why = " is the last usable key of the key set ";
    let what = ", so it was not disabled: every sign-in that needs the set would fail; enable or add another key first.";
    Err(unsent(Code::LastUsableKey, false, &["The key ", key, why, keyset, what]))
}

/// Once a key is disabled: whether another is usable.
///
/// # Errors
/// `no-usable-key`; `guard-unavailable` where no key shows a status.
pub fn check_again(keys: &[Key], keyset: &KeysetId, key: &KeyId, now: Timestamp) -> Result<(), Box<Error>> {
    if is_any_other_usable(keys, key, now)? {
        return Ok(());
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

/// The change was accepted, and what came after did not show it.
pub fn not_verified() -> Box<Error> {
    let message = "Graph accepted the change, but reading back did not confirm it; see cause if there is one, and read the key set again.";
    Error::new(Code::NotVerified, true, &[message])
}

/// Whether a set is to be read through the key set itself, after its list of keys was refused with that status: not every tenant has the
/// list.
pub fn falls_back_to_keyset(http_status: Option<u16>) -> bool {
    matches!(http_status, Some(404 | 405))
}

fn is_any_other_usable(keys: &[Key], key: &KeyId, now: Timestamp) -> Result<bool, Box<Error>> {
    if keys.iter().all(|key| key.status.is_none()) {
        return Err(unsent(Code::GuardUnavailable, false, &[UNREAD, "shows no status of any key."]));
    }
    Ok(keys.iter().any(|other| !is(other, key) && other.is_usable(now)))
}

fn is(key: &Key, id: &KeyId) -> bool {
    key.kid == id.as_str()
}

fn unsent(code: Code, retryable: bool, message: &[&str]) -> Box<Error> {
    let mut error = Error::new(code, retryable, message);
    error.applied = Some(false);
    error
}

const UNREAD: &str = "The guard could not tell whether another key stays usable, so it let nothing pass: the key set ";
