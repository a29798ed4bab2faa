//! Links `trustframework-keys` as the module that JavaScript loads. Adds nothing of its own.
//!
//! A crate by itself, because a library that is also an rlib, as tests and fuzzers need it, is linked without link-time optimization:
//! 18 kB more wasm.

#[cfg(target_family = "wasm")]
pub use trustframework_keys::web::{surface, task};
