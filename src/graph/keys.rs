//! A key as far as it is judged here, and whether it is usable.
//!
//! Knows no JSON and no other member of a key. `npm/src/keys.ts` reads those, and keeps the private ones out of everything.
//!
//! Source: <https://learn.microsoft.com/azure/active-directory-b2c/policy-keys-overview>

use alloc::string::String;

use super::request::KeyStatus;
use super::time::Timestamp;

/// A `trustFrameworkKey_v2`.
#[derive(Clone, Debug, PartialEq)]
pub struct Key {
    /// The key's id within its set.
    pub kid: String,
    /// `sig` or `enc`, in any case; absent where Graph shows none.
    pub key_use: Option<String>,
    /// `enabled`, `disabled`, or whatever else Graph says, in any case.
    pub status: Option<String>,
    /// When it takes part first.
    pub nbf: Bound,
    /// As of when it takes no part any more.
    pub exp: Bound,
}

/// One end of the time in which a key takes part.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub enum Bound {
    /// Graph shows none: the key takes part without a limit on this side.
    #[default]
    Open,
    /// The moment.
    At(Timestamp),
    /// Graph sent something that is no number.
    Unreadable,
}

impl Key {
    /// Whether Graph shows that status, in any case.
    pub fn shows(&self, status: KeyStatus) -> bool {
        self.status.as_deref().is_some_and(|shown| shown.eq_ignore_ascii_case(status.as_str()))
    }

    /// Whether it is enabled and `nbf <= now < exp`. A missing or unknown status is not usable, and neither is a bound that cannot be read.
    pub fn is_usable(&self, now: Timestamp) -> bool {
        let has_begun = match self.nbf {
            Bound::Open => true,
            Bound::At(nbf) => nbf <= now,
            Bound::Unreadable => false,
        };
        let goes_on = match self.exp {
            Bound::Open => true,
            Bound::At(exp) => now < exp,
            Bound::Unreadable => false,
        };
        self.shows(KeyStatus::Enabled) && has_begun && goes_on
    }
}
