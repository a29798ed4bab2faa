//! The options that a call was given, into typed ones. `npm/src/options.ts` has refused what is wrong with them by itself.

use alloc::boxed::Box;

use super::host::{Call, argument};
use crate::graph::cloud::{BaseUrl, Cloud};
use crate::graph::error::Error;
use crate::graph::retry::Policy;

/// What the options settle.
pub(super) struct Options {
    pub(super) cloud: Cloud,
    pub(super) base: BaseUrl,
    /// Attempts, waits and bodies together, in milliseconds.
    pub(super) timeout_ms: f64,
    pub(super) attempt_timeout_ms: f64,
    /// One ask of the token source, outside `timeout_ms`.
    pub(super) token_timeout_ms: f64,
    pub(super) retry: Policy,
    /// Refuse to disable the last usable key.
    #[cfg(feature = "full")]
    pub(super) guard: bool,
    /// Read the key back.
    #[cfg(feature = "full")]
    pub(super) verify: bool,
}

impl Options {
    /// What is absent has its default.
    pub(super) fn read(call: &Call) -> Result<Options, Box<Error>> {
        let cloud = call.text(argument::CLOUD).map_or(Ok(Cloud::default()), |name| Cloud::parse(&name))?;
        let Policy { max_attempts, max_delay_ms } = Policy::default();
        Ok(Options {
            cloud,
            base: call.text(argument::BASE_URL).map_or_else(|| cloud.base_url(), BaseUrl::from),
            timeout_ms: call.number_or(argument::TIMEOUT_MS, 60_000.0),
            attempt_timeout_ms: call.number_or(argument::ATTEMPT_TIMEOUT_MS, 10_000.0),
            token_timeout_ms: call.number_or(argument::TOKEN_TIMEOUT_MS, 300_000.0),
            retry: Policy {
                max_attempts: call.number_or(argument::MAX_ATTEMPTS, max_attempts),
                max_delay_ms: call.number_or(argument::MAX_DELAY_MS, max_delay_ms),
            },
            #[cfg(feature = "full")]
            guard: call.flag(argument::GUARD),
            #[cfg(feature = "full")]
            verify: call.flag(argument::VERIFY),
        })
    }
}
