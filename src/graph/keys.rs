//! A key as far as it is judged here, and whether it is usable.
//!
//! Knows no JSON and no other member of a key: `npm/src/keys.ts` reads those, and keeps private ones (`k`, `d`, `p`, `q`, `dp`, `dq`,
//! `qi`) out of this module as of everything else.
//!
//! Source: <https://learn.microsoft.com/azure/active-directory-b2c/policy-keys-overview>

use alloc::string::String;

/// A `trustFrameworkKey_v2`. Times are in seconds since 1970.
#[derive(Clone, Debug, PartialEq)]
pub struct Key {
    /// The key's id within its set.
    pub kid: String,
    /// `enabled`, `disabled`, or whatever else Graph says.
    pub status: Option<String>,
    /// When it takes part first; always, where absent.
    pub nbf: Option<f64>,
    /// As of when it takes no part any more; never, where absent.
    pub exp: Option<f64>,
}

impl Key {
    /// Whether it is enabled and `nbf <= now < exp`. A missing or unknown status is not usable.
    pub fn is_usable(&self, now: f64) -> bool {
        self.status.as_deref() == Some("enabled") && self.nbf.is_none_or(|nbf| nbf <= now) && self.exp.is_none_or(|exp| now < exp)
    }
}
