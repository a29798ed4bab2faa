//! What is different for a change that is one of many. Which change goes when, and when to stop, is decided in `npm/src/run.ts`: apps that
//! make one change do not load that.

use super::error::{Code, Error};

/// Whether what ended an attempt holds all other changes back too.
pub fn closes_gate(error: &Error) -> bool {
    error.code == Code::Throttled
}
