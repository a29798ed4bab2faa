//! The border to JavaScript and nothing else: exports carry inputs into a machine, imports carry its commands out, by name.
//!
//! Decides nothing: [`crate::machine`] and [`crate::graph`] do. The other side is `npm/src/engine.ts`. No token comes here, and no value of
//! JavaScript but texts, numbers and booleans; the one exception is the `Request` of `buildPatchRequest`, in a module of its own.

mod one_thread;
pub mod describe;
mod failures;
pub mod words;

#[cfg(feature = "calls")]
pub mod calls;
#[cfg(feature = "offline")]
pub mod offline;
