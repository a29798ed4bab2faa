//! What a call does as one of a bulk run, in which all wait once Graph has throttled one. When a turn comes is decided in `npm/src/plan`.

use super::attempt::Follows;
use super::call::Call;
use super::exchange::Command;
use crate::graph::error::{Code, Error};

/// What came of waiting for a turn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Turn {
    /// The call may go on, and nobody waited.
    AtOnce,
    /// The call may go on, and time has passed.
    AfterWait,
    /// The run has stopped, and no turn comes.
    Never,
}

/// The turn of a call has come, or never will.
pub(in super::super) fn took_turn(call: &mut Call, turn: Turn) -> Follows {
    match (turn, call.error.take()) {
        (Turn::Never, Some(error)) => Some(Err(call.failed(error, call.received.retry_after))),
        // Where the run has stopped, a call that has begun goes on.
        (Turn::AtOnce | Turn::Never, None) => {
            call.has_turn = true;
            None
        }
        _ => call.resumed(),
    }
}

/// How a call that is one of a run waits for its turn. A call by itself always has it.
pub(in super::super) fn turn(call: &Call) -> Option<Command> {
    call.settings.takes_turns.then_some(Command::AwaitTurn)
}

/// How a call waits with all others of its run, because Graph has throttled it. That costs no time of this one.
pub(in super::super) fn hold(call: &mut Call, error: &Error) -> Option<Command> {
    if error.code != Code::Throttled {
        return None;
    }
    let turn = turn(call)?;
    call.left += call.received.elapsed;
    Some(turn)
}
