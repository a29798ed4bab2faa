//! The values that a machine exchanges with whoever carries it out. They do nothing.

use alloc::{boxed::Box, string::String};

use super::root::{Cause, Page, Turn, What};
use crate::graph::answer::Answer;
use crate::graph::error::{Code, Error};
use crate::graph::time::Milliseconds;

/// An index into `call.kept` of `npm/src/call.ts`, where JavaScript keeps what is not judged here: the ids, the date and the claims of an
/// answer, or what the host threw. It comes in with an input and goes out with an event, a receipt or a failure.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Kept(pub u32);

/// What comes in. Each but [`Input::Begin`] says what came of the last command.
#[derive(Clone, Debug, PartialEq)]
pub enum Input {
    /// The call begins.
    Begin,
    /// Of [`Command::Ask`]: there is a token. It stays with JavaScript.
    Token {
        /// Graph has refused that very token before.
        is_refused: bool,
    },
    /// Of [`Command::Ask`]: there is no token.
    NoToken {
        /// What is wrong with what the source gave, as the end of a sentence; `None` where it took too long.
        problem: Option<String>,
        /// What the source threw.
        kept: Kept,
    },
    /// Of [`Command::Send`]: what came of the request.
    Received(Box<Received>),
    /// Of [`Command::Sleep`]: the time that really passed.
    Slept(Milliseconds),
    /// Of [`Command::AwaitTurn`].
    Turn(Turn),
}

/// What came of a request.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Received {
    /// The answer.
    pub answer: Answer,
    /// What kept it from coming, or from coming whole.
    pub fault: Option<Fault>,
    /// What a read found, where the answer shows what was asked for.
    pub page: Option<Page>,
    /// The wait that the answer asks for.
    pub retry_after: Option<Milliseconds>,
    /// How long the request took, its body included.
    pub elapsed: Milliseconds,
    /// A random number from 0 up to, but not including, 1.
    pub random: f64,
    /// The answer, or what the host threw.
    pub kept: Kept,
}

/// What kept a request from being answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// `fetch` rejected, or the body of a 200 broke off.
    Rejected,
    /// The same in a page, which is not told why.
    Hidden,
    /// `fetch` threw at once.
    Threw,
    /// The attempt took too long.
    OutOfTime,
    /// What `fetch` gave is no Response.
    NoResponse,
}

/// What comes out of a step: what is to be told, and then what is to be done.
#[derive(Clone, Debug, PartialEq)]
pub struct Step {
    /// For the caller's listener.
    pub event: Option<Event>,
    /// For the other calls of this program.
    pub note: Option<Note>,
    /// What the machine waits for.
    pub command: Command,
}

/// What the guards of other calls of this program are to know of the key that is changed, since reads may not show it yet.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Note {
    /// How long after the last PATCH of this call reads may still show the old status. Zero if no PATCH was sent that may have changed the key.
    pub keep: Milliseconds,
    /// Graph has accepted the change: what other calls did to the key before counts no more.
    pub is_accepted: bool,
}

/// What is to be done next. Whoever does it answers with the input that is named.
#[derive(Clone, Debug, PartialEq)]
pub enum Command {
    /// Ask the token source: [`Input::Token`] or [`Input::NoToken`].
    Ask {
        /// What the token is for.
        scope: &'static str,
        /// The answer that refused the last token: the new one must meet its claims, or else be a fresh one.
        refused: Option<Kept>,
        /// The longest that it may take.
        within: Milliseconds,
    },
    /// Send the request of the machine with the token: [`Input::Received`].
    Send {
        /// The longest that it may take.
        within: Milliseconds,
    },
    /// Let time pass: [`Input::Slept`].
    Sleep(Milliseconds),
    /// Wait until the run that this call is part of lets it go on: [`Input::Turn`].
    AwaitTurn,
    /// Nothing more: this is what the call came to.
    Done(Ended),
    /// Nothing: the call has ended before.
    Nothing,
}

/// What a read is to show.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Read {
    /// What is read.
    pub what: What,
    /// The first of its pages: nothing that was read before belongs to it.
    pub is_first: bool,
    /// Its keys are judged here, and so come in with the page.
    pub is_judged: bool,
}

/// What a request is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Phase {
    /// The change itself.
    Patch,
    /// A read that the caller asked for.
    Read,
    /// What the guard reads before a PATCH.
    Guard,
    /// What is read back after one.
    Verify,
}

impl Phase {
    /// The word that callers know.
    pub const fn as_str(self) -> &'static str {
        match self {
            Phase::Patch => "patch",
            Phase::Read => "read",
            Phase::Guard => "guard",
            Phase::Verify => "verify",
        }
    }
}

/// What one request came to, for the caller's listener.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Event {
    /// What the request was for.
    pub phase: Phase,
    /// Counts the requests of its phase, from 1.
    pub attempt: u32,
    /// What went wrong.
    pub code: Option<Code>,
    /// The wait that follows before the next attempt.
    pub wait: Option<Milliseconds>,
    /// The answer.
    pub kept: Kept,
}

/// How a call ended.
#[derive(Clone, Debug, PartialEq)]
pub enum Ended {
    /// Graph accepted the change.
    Changed(Receipt),
    /// All was read; JavaScript has it.
    Read,
    /// It failed.
    Failed(Box<Failure>),
    /// The caller ended it before anything was accepted.
    Aborted {
        /// A request left that may have changed the key.
        may_have_changed: bool,
    },
}

/// Says that Graph accepted the change.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Receipt {
    /// How many PATCH requests it took.
    pub attempts: u32,
    /// The key was read back and showed its new status.
    pub verified: bool,
    /// The answer that accepted it, or the one after which the read-back showed it.
    pub kept: Option<Kept>,
}

/// An error with what led to it.
#[derive(Clone, Debug, PartialEq)]
pub struct Failure {
    /// What the caller acts on.
    pub error: Box<Error>,
    /// The answer, or what the host threw.
    pub kept: Option<Kept>,
    /// What led to it.
    pub cause: Option<Cause>,
    /// Of a change that was accepted all the same.
    pub receipt: Option<Receipt>,
}

impl From<Box<Error>> for Box<Failure> {
    fn from(error: Box<Error>) -> Box<Failure> {
        Box::new(Failure { error, kept: None, cause: None, receipt: None })
    }
}
