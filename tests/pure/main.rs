//! Tests of `src/graph` as functions of values: native, no wasm tool, no network.

// A panic is how a test fails.
#![allow(clippy::arithmetic_side_effects, clippy::indexing_slicing, clippy::unwrap_used)]

mod answers;
mod ids;
mod requests;
