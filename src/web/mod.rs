//! The border to JavaScript and nothing else: exports carry inputs into a machine, imports carry its commands out, by name.
//!
//! Decides nothing: [`crate::machine`] and [`crate::graph`] do. The other side is `npm/src/engine.ts`. No token comes here, and no value of
//! JavaScript but texts, numbers and booleans; the one exception is the `Request` of `buildPatchRequest`.

mod one_thread;
mod calls;
mod words;
pub mod describe;
pub mod inputs;
mod commands;

#[cfg(feature = "full")]
#[path = "root/enabled.rs"]
pub mod root;
#[cfg(not(feature = "full"))]
#[path = "root/disabled.rs"]
pub mod root;

#[cfg(feature = "deliberate-panic")]
#[path = "deliberate_panic/enabled.rs"]
mod deliberate_panic;
#[cfg(not(feature = "deliberate-panic"))]
#[path = "deliberate_panic/disabled.rs"]
mod deliberate_panic;
