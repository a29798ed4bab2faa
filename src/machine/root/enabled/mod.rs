//! What only the root entry has: the guard before a change, the read-back after it, reads, and the turns of a bulk run.
//!
//! `disabled.rs` is its twin for `trustframework-keys/lite`.

mod abort;
mod guard;
mod read;
mod read_back;
mod turns;

use alloc::boxed::Box;
use alloc::{string::String, vec::Vec};

use super::attempt::Attempt;
use super::call::Call;
use super::exchange::{Ended, Receipt};
use super::{attempt, call, exchange, settings, step};
use crate::graph::keys::Key;
use crate::graph::request::Change;
use crate::graph::time::Clock;

pub(super) use guard::begin;
pub(super) use read::sought;
pub use read::{Reading, What};
pub use turns::Turn;
pub(super) use turns::{hold, took_turn, turn};

/// What led to a failure.
#[derive(Clone, Debug, PartialEq)]
pub enum Cause {
    /// Another failure.
    Failure(Failed),
    /// The caller's own abort.
    Abort,
}

/// What a read found, one page of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Page {
    /// The URL of the page that follows.
    pub next: Option<String>,
    /// The keys, where they are judged here.
    pub keys: Vec<Key>,
    /// When the answer was made.
    pub clock: Clock,
}

/// Where a call stands.
#[derive(Default)]
pub(super) struct Plan {
    stage: Stage,
    /// What is to be changed; `None` where something is to be read.
    change: Option<Change>,
    /// The keys of the pages that were read, where those are judged here.
    keys: Vec<Key>,
    /// How often the PATCH was sent, as far as that counts in `maxAttempts`.
    counted: u32,
    read_back: read_back::ReadBack,
    /// Graph has accepted the change.
    accepted: Option<Receipt>,
}

impl Plan {
    /// The plan of a change.
    pub(super) fn of(change: Change) -> Plan {
        Plan { change: Some(change), ..Plan::default() }
    }
}

/// What a call does at the moment.
#[derive(Clone, Copy, Default, PartialEq)]
enum Stage {
    /// It sends the PATCH.
    #[default]
    Change,
    /// It reads the key set, to see whether the PATCH may leave.
    Guard,
    /// It reads the key back.
    ReadBack,
    /// It reads the key set once more, to see whether a usable key is left.
    CheckAgain,
    /// It reads what its caller wants.
    Read,
}

type Failed = Box<exchange::Failure>;

/// What follows from what a request came to; `None` where another is sent, or the same again.
pub(super) fn follow(call: &mut Call, result: Result<Attempt, Failed>) -> Option<Ended> {
    let stage = call.plan.stage;
    if stage != Stage::Change {
        let read = read::go_on(call, result)?;
        return match stage {
            Stage::Guard => guard::decide(call, read),
            Stage::ReadBack => read_back::look(call, read),
            Stage::CheckAgain => read_back::check_again(call, read),
            _ => Some(read.map_or_else(Ended::Failed, |()| Ended::Read)),
        };
    }
    match result {
        // A change that is guarded reads the key set anew. Any other sends its PATCH once more.
        Ok(Attempt::Again) => {
            begin(call);
            None
        }
        Ok(Attempt::Good) => read_back::begin(call, Ok(call.received.kept)),
        Err(failure) => read_back::begin(call, Err(failure)),
    }
}
