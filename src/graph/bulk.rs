//! What is different for a change that is one of many. Which change goes when, and when to stop, is decided in `npm/src/lanes.js`: apps that
//! make one change do not load that.

use super::error::{Code, Error};
use super::retry::Policy;

/// More patient than a call of its own: others wait with it anyway.
pub const RETRY: Policy = Policy { max_attempts: 4.0, max_delay_ms: 300_000.0 };

/// The most key sets that may be in flight.
pub const MOST_LANES: f64 = 64.0;

/// Whether what ended an attempt holds all other changes back too.
pub fn closes_gate(error: &Error) -> bool {
    error.code == Code::Throttled
}
