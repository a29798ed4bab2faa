//! Tests of `src/graph` as functions of values: native, no wasm tool, no network.

mod answers;
mod ids;
mod requests;
