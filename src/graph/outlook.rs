//! What follows from a key set's keys and the time: which key is in use, when that changes, and when none is usable.
//!
//! Reads no clock, and knows no change that is yet to be made. What usable means is told by [`Key::is_usable`], as for the guard.
//!
//! Source: <https://learn.microsoft.com/azure/active-directory-b2c/policy-keys-overview>

use super::keys::{Bound, Key};
use super::request::KeyStatus;
use super::time::{Clock, Timestamp};

/// Whether sign-ins that need the set work, and for how long. The words are public API.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// No key is usable now.
    Unusable,
    /// A key is usable now, and at some later moment none is.
    RunsOut,
    /// From now on there is always a usable key.
    Lasting,
    /// It cannot be told: keys serve different uses, or none is surely usable and one cannot be read.
    Unknown,
}

impl State {
    /// The word that callers know.
    pub const fn as_str(self) -> &'static str {
        match self {
            State::Unusable => "unusable",
            State::RunsOut => "runs-out",
            State::Lasting => "lasting",
            State::Unknown => "unknown",
        }
    }
}

/// What a set's keys come to.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Outlook {
    /// Whether it works, and for how long.
    pub state: State,
    /// Where a key is usable now: the first moment at which none is. [`Timestamp::NEVER`] where there is none.
    pub runs_out: Timestamp,
}

/// Tells `in_use` which key is in use now, and then when another comes into use or none is usable any more, in order.
pub fn outlook<'a>(keys: &'a [Key], now: Timestamp, mut in_use: impl FnMut(Timestamp, Option<&'a Key>)) -> Outlook {
    let (mut active, mut next) = look(keys, now);
    in_use(now, active);
    let is_usable = active.is_some();
    let mut runs_out = Timestamp::NEVER;
    while next < Timestamp::NEVER {
        let (at, before) = (next, active);
        (active, next) = look(keys, at);
        if active.map(core::ptr::from_ref) != before.map(core::ptr::from_ref) {
            in_use(at, active);
        }
        if is_usable && active.is_none() && runs_out == Timestamp::NEVER {
            runs_out = at;
        }
    }
    let state = if serves(keys, "sig") && serves(keys, "enc") {
        State::Unknown
    } else if is_usable {
        if runs_out < Timestamp::NEVER { State::RunsOut } else { State::Lasting }
    } else if keys.iter().any(|key| key.is_unclear() && key.may_be_in_use(Clock::Server(now))) {
        State::Unknown
    } else {
        State::Unusable
    };
    Outlook { state, runs_out }
}

/// The key that is in use at a moment, and the next moment at which a key begins or ends.
///
/// In use is the usable key with the latest `nbf`, the last listed of equals. Those without `nbf` come after all others.
fn look(keys: &[Key], at: Timestamp) -> (Option<&Key>, Timestamp) {
    let (mut active, mut latest) = (None, Timestamp(f64::NEG_INFINITY));
    let mut next = Timestamp::NEVER;
    for key in keys {
        let nbf = if let Bound::At(nbf) = key.nbf { nbf } else { Timestamp(f64::NEG_INFINITY) };
        if nbf >= latest && key.is_usable(at) {
            (latest, active) = (nbf, Some(key));
        }
        for bound in [key.nbf, key.exp] {
            if let Bound::At(bound) = bound
                && bound > at
            {
                next = Timestamp(bound.0.min(next.0));
            }
        }
    }
    (active, next)
}

/// Whether a key shows that use.
fn serves(keys: &[Key], key_use: &str) -> bool {
    keys.iter().any(|key| key.key_use.as_deref().is_some_and(|shown| shown.eq_ignore_ascii_case(key_use)))
}

/// Whether a key is enabled though it has expired.
pub fn is_stale(key: &Key, now: Timestamp) -> bool {
    key.shows(KeyStatus::Enabled) && matches!(key.exp, Bound::At(exp) if exp <= now)
}
