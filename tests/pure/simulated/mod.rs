//! Whole calls against the emulator in simulated time, with faults drawn from a seed.
//!
//! A call without guard, read-back and turns is held against a model, step by step. One with any of them is held against what is true of
//! the emulator's tenant in the end.

mod dice;
mod full;
mod host;
mod model;
mod plain;
mod plan;
mod world;

/// Another number draws other calls.
const SEED: u64 = 13;
