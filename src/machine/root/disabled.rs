//! The twin of `enabled.rs` for `trustframework-keys/lite`: nothing is read before or after a change, and no call is part of a run.

use alloc::boxed::Box;
use core::future::{Ready, ready};

use super::call::Call;
use super::change::{Accepted, Change};
use super::exchange::{Failure, Receipt};
use crate::graph::error::Error;

/// What a read found: nothing, since nothing is read.
#[derive(Clone, Debug, PartialEq)]
pub enum Page {}

/// Whether a call may go on.
#[derive(PartialEq)]
pub enum Turn {
    /// At once.
    Open,
    /// Now, after it had to wait.
    Waited,
    /// The run has stopped.
    Never,
}

pub(super) fn turn(_: &mut Call) -> Ready<Turn> {
    ready(Turn::Open)
}

pub(super) fn holds_all(_: &Call, _: &Error) -> bool {
    false
}

pub(super) fn before(_: &mut Call, _: &Change) -> Ready<Result<(), Box<Failure>>> {
    ready(Ok(()))
}

pub(super) fn after(call: &mut Call, _: &Change, accepted: Accepted) -> Ready<Result<Receipt, Box<Failure>>> {
    ready(accepted.map(|kept| call.receipt(Some(kept), false)))
}
