//! A key as far as it is judged here: whether it is usable, and whether it may be in use.
//!
//! Knows no JSON and no other member of a key. `npm/src/keys.ts` reads those, and keeps the private ones out of everything.
//!
//! Source: <https://learn.microsoft.com/azure/active-directory-b2c/policy-keys-overview>

use alloc::string::String;

use super::request::KeyStatus;
use super::time::{Clock, Timestamp};

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
    /// Another call of this program is enabling it, or has done so and it may not show yet.
    pub being_enabled: bool,
    /// The same, disabling it.
    pub being_disabled: bool,
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

/// By how many seconds the clock of a host may be wrong: a key must have begun so long ago, or end so far ahead, to be surely usable.
pub(super) const BEGUN_BEFORE_S: f64 = 300.0;
pub(super) const ENDS_AFTER_S: f64 = 86_400.0;

impl Key {
    /// Whether Graph shows that status, in any case.
    pub fn shows(&self, status: KeyStatus) -> bool {
        self.status.as_deref().is_some_and(|shown| status.is(shown))
    }

    /// Whether it is enabled and `nbf <= now < exp`. A missing or unknown status is not usable, and neither is a bound that cannot be read.
    pub fn is_usable(&self, now: Timestamp) -> bool {
        self.shows(KeyStatus::Enabled) && self.takes_part(now, now)
    }

    /// Whether it is usable, however wrong the host's clock is within reason.
    pub fn is_surely_usable(&self, clock: Clock) -> bool {
        match clock {
            Clock::Server(now) => self.is_usable(now),
            Clock::Host(now) => self.shows(KeyStatus::Enabled) && self.takes_part(now.plus(-BEGUN_BEFORE_S), now.plus(ENDS_AFTER_S)),
        }
    }

    /// Whether it may be in use. It is not where it shows disabled and no call of this program enables it, nor where it is surely outside its
    /// bounds. A missing or unknown status does not prove that it is unused, and neither does a bound that cannot be read.
    pub fn may_be_in_use(&self, clock: Clock) -> bool {
        (self.being_enabled || !self.shows(KeyStatus::Disabled)) && !self.is_surely_outside(clock)
    }

    /// Whether Graph shows a status that is neither of the two that can be set, or a bound that is no number.
    pub fn is_unclear(&self) -> bool {
        let is_known = self.shows(KeyStatus::Enabled) || self.shows(KeyStatus::Disabled);
        !is_known || self.nbf == Bound::Unreadable || self.exp == Bound::Unreadable
    }

    /// Whether both serve the same use. Where Graph shows none, it may be any.
    pub fn serves_as(&self, other: &Key) -> bool {
        match (&self.key_use, &other.key_use) {
            (Some(one), Some(other)) => one.eq_ignore_ascii_case(other),
            _ => true,
        }
    }

    fn takes_part(&self, from: Timestamp, until: Timestamp) -> bool {
        let has_begun = match self.nbf {
            Bound::Open => true,
            Bound::At(nbf) => nbf <= from,
            Bound::Unreadable => false,
        };
        let goes_on = match self.exp {
            Bound::Open => true,
            Bound::At(exp) => until < exp,
            Bound::Unreadable => false,
        };
        has_begun && goes_on && !self.never_takes_part()
    }

    fn is_surely_outside(&self, clock: Clock) -> bool {
        let (before, after) = match clock {
            Clock::Server(now) => (now, now),
            Clock::Host(now) => (now.plus(BEGUN_BEFORE_S), now.plus(-ENDS_AFTER_S)),
        };
        let not_begun = matches!(self.nbf, Bound::At(nbf) if before < nbf);
        let is_over = matches!(self.exp, Bound::At(exp) if exp <= after);
        not_begun || is_over || self.never_takes_part()
    }

    fn never_takes_part(&self) -> bool {
        matches!((self.nbf, self.exp), (Bound::At(nbf), Bound::At(exp)) if exp <= nbf)
    }
}
