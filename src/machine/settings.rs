//! What the options of a call settle, with their defaults. What is wrong with an option has been found by then.

use alloc::string::String;

use crate::graph::cloud::Cloud;
use crate::graph::retry::Policy;
use crate::graph::time::Milliseconds;

/// The settings of one call.
#[derive(Clone, Debug, PartialEq)]
pub struct Settings {
    /// The deployment of Graph that tokens are for.
    pub cloud: Cloud,
    /// Where requests go instead of to the cloud: `https://host/version` without a slash at its end, or `http` where the host is this machine. The
    /// host has found it right (`npm/src/options.ts`).
    pub base: Option<String>,
    /// Attempts, waits and bodies together.
    pub timeout: Milliseconds,
    /// One request.
    pub attempt_timeout: Milliseconds,
    /// One ask of the token source, outside `timeout`.
    pub token_timeout: Milliseconds,
    /// Whether to try again.
    pub retry: Policy,
    /// There is a token source, rather than one token.
    pub has_source: bool,
    /// Refuse to disable the last usable key.
    pub guard: bool,
    /// Read the key back.
    pub verify: bool,
    /// The call is one of a bulk run, in which all wait once Graph has throttled one.
    pub takes_turns: bool,
}

impl Settings {
    /// Where requests go.
    pub fn base_url(&self) -> &str {
        self.base.as_deref().unwrap_or(self.cloud.base_url())
    }
}

impl Default for Settings {
    fn default() -> Settings {
        Settings {
            cloud: Cloud::default(),
            base: None,
            timeout: Milliseconds(60_000.0),
            attempt_timeout: Milliseconds(10_000.0),
            token_timeout: Milliseconds(300_000.0),
            retry: Policy::default(),
            has_source: false,
            guard: false,
            verify: false,
            takes_turns: false,
        }
    }
}
