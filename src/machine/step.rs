//! A call as a machine: what came of the last command goes in, the next command comes out.
//!
//! Decides the order alone: what has to be waited for, then a token, then the request. `attempt.rs` decides what an answer comes to: `Good`,
//! `Again`, a failure, or nothing yet, because a wait or a token comes first. `root::follow` decides what follows from that. After `Again`, this
//! file sends `call.request` once more; of a change without a guard `root::follow` does nothing then.

use alloc::boxed::Box;

use super::attempt::{Follows, Request};
use super::call::Call;
use super::exchange::{Command, Input, Step};
use super::root::{self, Plan};
use super::settings::Settings;
use crate::graph::error::{NOT_A_RESPONSE, timeout};
use crate::graph::request::Change;

/// A call under way.
pub struct Machine {
    pub(super) call: Call,
    pub(super) awaited: Awaited,
}

/// What the last command brings.
#[derive(Clone, Copy)]
pub(super) enum Awaited {
    /// There was none yet.
    Beginning,
    /// The end of a wait.
    Pause,
    /// A token.
    Token,
    /// An answer.
    Answer,
    /// The call has ended.
    Nothing,
}

impl Machine {
    /// A call that changes the status of a key.
    pub fn change(settings: Box<Settings>, change: Change) -> Machine {
        let request = Request::patch(settings.base_url(), &change, 0);
        Machine::new(settings, request, Plan::of(change))
    }

    pub(super) fn new(settings: Box<Settings>, request: Request, plan: Plan) -> Machine {
        let mut call = Call::new(settings, request, plan);
        // Where the change is guarded, the read of its key set comes first. Else this does nothing.
        root::begin(&mut call);
        Machine { call, awaited: Awaited::Beginning }
    }

    /// Goes on with what came of the last command. Once the call has ended there is nothing more to do.
    pub fn step(&mut self, input: Input) -> Step {
        let call = &mut self.call;
        let follows = match (self.awaited, input) {
            (Awaited::Nothing, _) => return Step { event: None, note: None, command: Command::Nothing },
            (Awaited::Beginning, _) => None,
            (Awaited::Pause, Input::Slept(slept)) => call.slept(slept),
            (Awaited::Pause, Input::Turn(turn)) => root::took_turn(call, turn),
            (Awaited::Token, Input::Token { is_refused }) => call.got_token(is_refused),
            (Awaited::Token, Input::NoToken { problem, kept }) => call.got_no_token(problem, kept),
            (Awaited::Answer, Input::Received(sent)) => call.answered(sent),
            // What answers no command of this call is a fault of the host.
            _ => {
                call.error = None;
                Some(Err(call.failure(NOT_A_RESPONSE.error(), None)))
            }
        };
        let command = self.next(follows);
        Step { event: self.call.told.take(), note: self.call.noted.take(), command }
    }

    /// What [`Command::Send`] sends.
    pub fn request(&self) -> &Request {
        &self.call.request
    }

    fn next(&mut self, mut follows: Follows) -> Command {
        let call = &mut self.call;
        loop {
            if let Some(result) = follows
                && let Some(ended) = root::follow(call, result)
            {
                self.awaited = Awaited::Nothing;
                return Command::Done(ended);
            }
            if !call.is_out_of_time() {
                break;
            }
            follows = Some(Err(call.failure(timeout(call.allowance().limit).error(), None)));
        }
        let (awaited, command) = if let Some(pause) = call.pause() {
            (Awaited::Pause, pause)
        } else if let Some(ask) = call.ask() {
            (Awaited::Token, ask)
        } else {
            (Awaited::Answer, call.send())
        };
        self.awaited = awaited;
        command
    }
}
