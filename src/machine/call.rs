//! What one call knows of itself while it runs: its time, its token, its requests, and what its listener and other calls are told next.
//!
//! Decides nothing about answers: `attempt.rs` does.

use alloc::boxed::Box;

use super::attempt::Request;
use super::exchange::{Command, Event, Failure, Kept, Note, Phase, Receipt, Received};
use super::root::Plan;
use super::settings::Settings;
use crate::graph::error::{Code, Error, TimeLimit};
use crate::graph::guard::NOTED_FOR;
use crate::graph::time::Milliseconds;

/// A call under way.
pub struct Call {
    pub(super) settings: Box<Settings>,
    /// What is left of `settings.timeout`.
    pub(super) left: Milliseconds,
    /// The requests sent so far.
    pub(super) counts: Counts,
    /// The next request needs no other token: one was fetched for it, or for the guard's read before it, and nothing was waited for since.
    pub(super) has_token: bool,
    /// There is a token source, and it was not yet asked to replace a token that Graph refused.
    pub(super) may_ask_again: bool,
    /// The source was asked last, and gave no token.
    pub(super) has_no_token: bool,
    /// What came of the last request.
    pub(super) received: Box<Received>,
    /// What is sent next.
    pub(super) request: Request,
    /// What is waited for before that.
    pub(super) pause: Option<Command>,
    /// What the last request failed with, while the call waits or asks for another token because of it.
    pub(super) error: Option<Box<Error>>,
    /// The call has its turn for the request that is next.
    pub(super) has_turn: bool,
    /// A request has left that may have changed the key: it is under way, or was not certainly refused.
    pub(super) may_have_changed: bool,
    /// The value of `may_have_changed` before the last request was sent.
    pub(super) had_changed: bool,
    /// What the caller's listener is told before whatever is done next.
    pub(super) told: Option<Event>,
    /// What other calls are to know of the key before whatever is done next.
    pub(super) noted: Option<Note>,
    /// What the root entry knows of the call beside this.
    pub(super) plan: Plan,
    /// The time that requests and waits have taken so far.
    pub(super) spent: Milliseconds,
}

/// How many requests were sent in each phase.
#[derive(Default)]
pub(super) struct Counts {
    patch: u32,
    read: u32,
    guard: u32,
    verify: u32,
}

/// How long the next request may take, and which option says so.
#[derive(Clone, Copy)]
pub(super) struct Allowance {
    pub(super) time: Milliseconds,
    pub(super) limit: TimeLimit,
}

impl Call {
    pub(super) fn new(settings: Box<Settings>, request: Request, plan: Plan) -> Call {
        Call {
            left: settings.timeout,
            may_ask_again: settings.has_source,
            settings,
            counts: Counts::default(),
            has_token: false,
            has_no_token: false,
            received: Box::default(),
            spent: Milliseconds::ZERO,
            request,
            pause: None,
            error: None,
            has_turn: false,
            may_have_changed: false,
            had_changed: false,
            told: None,
            noted: None,
            plan,
        }
    }

    pub(super) fn allowance(&self) -> Allowance {
        let time = self.settings.attempt_timeout;
        if self.left <= time {
            Allowance { time: self.left, limit: TimeLimit::Call }
        } else {
            Allowance { time, limit: TimeLimit::Attempt }
        }
    }

    /// The requests sent in a phase.
    pub(super) fn sent_in(&mut self, phase: Phase) -> &mut u32 {
        match phase {
            Phase::Patch => &mut self.counts.patch,
            Phase::Read => &mut self.counts.read,
            Phase::Guard => &mut self.counts.guard,
            Phase::Verify => &mut self.counts.verify,
        }
    }

    /// Tells the caller's listener what the last request came to.
    pub(super) fn tell(&mut self, code: Option<Code>, wait: Option<Milliseconds>) {
        let phase = self.request.phase();
        self.told = Some(Event { phase, attempt: *self.sent_in(phase), code, wait, kept: self.received.kept });
    }

    /// What says that the change was accepted by that answer.
    pub(super) fn receipt(&self, kept: Option<Kept>, verified: bool) -> Receipt {
        Receipt { attempts: self.counts.patch, verified, kept }
    }

    /// Tells the other calls of this program that Graph has accepted the change.
    pub(super) fn note_accepted(&mut self) {
        self.noted = Some(Note { keep: NOTED_FOR, is_accepted: true });
    }

    /// An error with what is known of the call that it ends.
    pub(super) fn failure(&self, mut error: Box<Error>, kept: Option<Kept>) -> Box<Failure> {
        // The message speaks of what ended the call. That may be less than what happened.
        let ended_unsent = error.code == Code::Token || error.applied == Some(false);
        if ended_unsent && self.may_have_changed {
            error.message.push_str(" An earlier attempt of this call may have changed the key.");
        }
        // A guard and a read-back count no attempts of their own.
        error.attempts = self.counts.patch.saturating_add(self.counts.read);
        error.applied = (!self.may_have_changed).then_some(false);
        Box::new(Failure { error, kept, cause: None, receipt: None })
    }
}
