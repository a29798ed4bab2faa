//! Tests of `src/graph` and `src/machine`, which are functions of values: native, no wasm tool, no network, no clock.

#![cfg(not(target_family = "wasm"))]
// A panic is how a test fails.
#![allow(
    clippy::arithmetic_side_effects,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::string_slice,
    clippy::unreachable,
    clippy::unwrap_used
)]

mod answers;
mod bodies;
mod clouds;
mod commands;
mod errors;
mod guard;
mod ids;
mod keys;
mod lite;
mod machine;
mod outlook;
mod requests;
mod retries;
mod simulated;
mod times;

use proptest::test_runner::{Config, FileFailurePersistence};

/// How properties are tried: inputs that once failed are kept with the tests and tried first.
fn properties() -> Config {
    Config { failure_persistence: Some(Box::new(FileFailurePersistence::Direct("tests/pure/regressions.txt"))), ..Config::with_cases(512) }
}

/// Any text at all, control characters included.
fn any_text() -> impl proptest::strategy::Strategy<Value = String> {
    use proptest::prelude::*;
    proptest::collection::vec(any::<char>(), 0..60).prop_map(String::from_iter)
}
