//! What a call does as one of a bulk run, in which all wait once Graph has throttled one. When a turn comes is decided in `npm/src/plan`.

use super::call::Call;
use super::exchange::{Command, Input};
use crate::graph::error::{Code, Error};

/// Whether a call may go on.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Turn {
    /// At once.
    Open,
    /// Now, after it had to wait.
    Waited,
    /// The run has stopped.
    Never,
}

/// Waits for the turn of a call that is one of a run. A call by itself always has it.
pub(in super::super) async fn turn(call: &mut Call) -> Turn {
    if !call.settings.takes_turns {
        return Turn::Open;
    }
    match call.perform(Command::AwaitTurn).await {
        Input::Turn { waited: false } => Turn::Open,
        Input::NoTurn => Turn::Never,
        _ => {
            call.has_token = false;
            Turn::Waited
        }
    }
}

/// Whether all calls of the run wait, because Graph has throttled this one.
pub(in super::super) fn holds_all(call: &Call, error: &Error) -> bool {
    call.settings.takes_turns && error.code == Code::Throttled
}
