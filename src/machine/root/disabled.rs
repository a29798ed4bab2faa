//! The twin of `enabled` for `trustframework-keys/lite`: nothing is read before or after a change, and no call is part of a run.

use alloc::boxed::Box;

use super::attempt::{Attempt, Follows};
use super::call::Call;
use super::exchange::{Command, Ended, Failure};
use crate::graph::answer::Sought;
use crate::graph::error::Error;
use crate::graph::request::Change;

/// What led to a failure: nothing, since one request is all there is.
#[derive(Clone, Debug, PartialEq)]
pub enum Cause {}

/// What can be read: nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum What {}

/// What a read found: nothing, since nothing is read.
#[derive(Clone, Debug, PartialEq)]
pub enum Page {}

/// What came of waiting for a turn: nothing, since none is waited for.
#[derive(Clone, Debug, PartialEq)]
pub enum Turn {}

/// What is known of a call beside what every call has: nothing.
pub(super) struct Plan;

impl Plan {
    pub(super) fn of(_: Change) -> Plan {
        Plan
    }
}

/// What the errors of a read speak of.
pub(super) fn sought(what: What) -> Sought {
    match what {}
}

pub(super) fn took_turn(_: &mut Call, turn: Turn) -> Follows {
    match turn {}
}

pub(super) fn turn(_: &Call) -> Option<Command> {
    None
}

pub(super) fn hold(_: &mut Call, _: &Error) -> Option<Command> {
    None
}

pub(super) fn begin(_: &mut Call) {}

/// What follows from what the PATCH came to; `None` where it is sent again.
pub(super) fn follow(call: &mut Call, result: Result<Attempt, Box<Failure>>) -> Option<Ended> {
    let Plan = call.plan;
    match result {
        Ok(Attempt::Again) => None,
        Ok(Attempt::Good) => {
            call.note_accepted();
            Some(Ended::Changed(call.receipt(Some(call.received.kept), false)))
        }
        Err(failure) => Some(Ended::Failed(failure)),
    }
}
