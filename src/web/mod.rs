//! The JavaScript side: one call from arguments to outcome.
//!
//! Knows no rule of Graph; those stand in [`crate::graph`]. The token is never here: it stays with the `Call` (`npm/src/call.js`), a
//! JavaScript string that is not copied into wasm memory.

pub mod surface;
pub mod task;
pub mod host;
mod arguments;
mod options;
mod patch;
mod attempt;
#[cfg(feature = "full")]
mod build;
mod outcome;
mod members;

use crate::graph::request::KeysetId;

/// The trap that a test build springs; nothing in any other build.
#[allow(clippy::panic)]
fn panic_if_asked(keyset: &KeysetId, place: &str) {
    if cfg!(feature = "deliberate-panic") && keyset.as_str() == place {
        panic!();
    }
}
