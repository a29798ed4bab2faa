//! The guard: whether a key set keeps a usable key, as a function of its keys, of the change, and of the time.
//!
//! Reads nothing, and does not see what else follows from a change: which key signs then, and whose signatures stop validating.

use alloc::{boxed::Box, string::String, vec::Vec};

use super::error::{Code, Error};
use super::keys::Key;
use super::request::{KeyId, KeyStatus, KeysetId};

/// A change that was made before, in the same run of changes, to a key of the same set.
#[derive(Clone, Debug)]
pub struct Earlier {
    /// The key.
    pub kid: String,
    /// What it was set to.
    pub status: String,
}

/// The keys as they are once earlier changes show: what was just written may not be read yet.
pub fn with(mut keys: Vec<Key>, earlier: Vec<Earlier>) -> Vec<Key> {
    for Earlier { kid, status } in earlier {
        for key in keys.iter_mut().filter(|key| key.kid == kid) {
            key.status = Some(status.clone());
        }
    }
    keys
}

/// Whether any key of a set is usable at `now`, in seconds since 1970.
pub fn is_any_usable(keys: &[Key], now: f64) -> bool {
    keys.iter().any(|key| key.is_usable(now))
}

/// Lets a change pass unless it takes the last usable key of its set away. Enabling a key, and disabling one that is not usable anyway,
/// always passes.
///
/// # Errors
/// `last-usable-key`; `guard-unavailable` where keys are listed and none shows a status.
pub fn check(keys: &[Key], keyset: &KeysetId, key: &KeyId, status: KeyStatus, now: f64) -> Result<(), Box<Error>> {
    if !keys.is_empty() && keys.iter().all(|key| key.status.is_none()) {
        return Err(Error::new(Code::GuardUnavailable, false, &[UNREAD, "shows no status of any key."]));
    }
    let is_its = |other: &&Key| other.kid == key.as_str();
    let loses = status == KeyStatus::Disabled
        && keys.iter().filter(is_its).any(|key| key.is_usable(now))
        && !keys.iter().filter(|key| !is_its(key)).any(|key| key.is_usable(now));
    if !loses {
        return Ok(());
    }
    let (key, keyset) = (key.as_str(), keyset.as_str());
    let why = " is the last usable key of the key set ";
    let what = ", so it was not disabled: every sign-in that needs the set would fail. Enable or add another key first.";
    Err(Error::new(Code::LastUsableKey, false, &["The key ", key, why, keyset, what]))
}

/// The guard could not read the key set, for another reason, which is the cause.
pub fn unavailable(retryable: bool) -> Box<Error> {
    Error::new(Code::GuardUnavailable, retryable, &[UNREAD, "could not be read; see cause."])
}

/// The change is made, and no usable key is left.
pub fn no_usable_key(keyset: &KeysetId) -> Box<Error> {
    let what = " has no usable key left after this change, so every sign-in that needs it fails: enable a key of it now.";
    Error::new(Code::NoUsableKey, false, &["The key set ", keyset.as_str(), what])
}

const UNREAD: &str = "The guard could not tell whether another key stays usable, so nothing was sent: the key set ";
