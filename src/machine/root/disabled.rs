//! The twin of `enabled.rs` for `trustframework-keys/lite`: nothing is read before or after a change, and no call is part of a run.

use alloc::boxed::Box;
use core::future::{Ready, ready};

use super::call::Call;
use super::change::{Accepted, Change};
use super::exchange::{Command, Failure, Receipt};
use crate::graph::error::Error;

/// What a read found: nothing, since nothing is read.
#[derive(Clone, Debug, PartialEq)]
pub enum Page {}

pub(super) fn turn(_: &Call) -> Option<Command> {
    None
}

pub(super) fn hold(_: &mut Call, _: &Error) -> Option<Command> {
    None
}

pub(super) fn before(_: &mut Call, _: &Change) -> Ready<Result<(), Box<Failure>>> {
    ready(Ok(()))
}

pub(super) fn after(call: &mut Call, _: &Change, accepted: Accepted) -> Ready<Result<Receipt, Box<Failure>>> {
    ready(accepted.map(|kept| call.receipt(Some(kept), false)))
}
