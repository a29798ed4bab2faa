//! Host tests.
#![cfg(target_family = "wasm")]
