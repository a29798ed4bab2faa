//! The JavaScript side: one call from arguments to outcome.
//!
//! Knows no rule of Graph; those stand in [`crate::graph`]. The token is never here: it stays with the `Call` (`npm/src/call.ts`), a
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
#[cfg(feature = "full")]
mod read;
#[cfg(feature = "full")]
mod guard;
#[cfg(feature = "full")]
mod bulk;
mod outcome;
#[cfg(feature = "full")]
mod receipt;
mod json;

/// The trap that a test build springs, for a key set of that name; nothing in any other build.
#[allow(clippy::panic)]
fn panic_if_asked(url: &str, place: &str) {
    if cfg!(feature = "deliberate-panic") && url.contains(place) {
        panic!();
    }
}
