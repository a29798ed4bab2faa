//! One request: what comes before it (a wait, a turn, a token), the verdict on its answer, and whether it is sent again.
//!
//! What an answer means is decided by [`crate::graph::answer`], whether to try again by [`crate::graph::retry`].

use alloc::{boxed::Box, string::String};

use super::call::Call;
use super::exchange::{Command, Failure, Fault, Kept, Note, Phase, Read, Received};
use super::root::{self, What};
use super::settings::Settings;
use crate::graph::answer::{judge, judge_read};
use crate::graph::error::{Code, Error, FETCH_THREW, NETWORK, NETWORK_OF_PAGE, NOT_A_RESPONSE, TimeLimit, timeout};
use crate::graph::guard::NOTED_FOR;
use crate::graph::request::{self, Change, KeyStatus, RequestParts};
use crate::graph::retry::{Next, Standing};
use crate::graph::time::Milliseconds;

/// A request, sent as often as it takes.
pub struct Request {
    /// The request itself.
    pub parts: RequestParts,
    pub(super) wanted: Wanted,
    /// How often it was sent, as far as that counts in `maxAttempts`.
    pub(super) counted: u32,
}

/// What a good answer shows.
#[derive(Clone, Copy)]
pub enum Wanted {
    /// The key has this status now.
    Status(KeyStatus),
    /// What was to be read.
    Page {
        /// What it is read for.
        phase: Phase,
        /// What is read.
        what: What,
        /// The first of its pages.
        is_first: bool,
    },
}

/// What one attempt came to, when it did not fail.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Attempt {
    /// A good answer, which is in `call.received`.
    Good,
    /// Another attempt may follow. What it had to wait for is over: time, its turn, or another token.
    Again,
}

impl Request {
    /// The PATCH. `counted` is how often it was sent before, as far as that counts in `maxAttempts`.
    pub(super) fn patch(base: &str, change: &Change, counted: u32) -> Request {
        Request { parts: request::patch(base, change), wanted: Wanted::Status(change.status), counted }
    }

    pub(super) fn phase(&self) -> Phase {
        match self.wanted {
            Wanted::Status(_) => Phase::Patch,
            Wanted::Page { phase, .. } => phase,
        }
    }

    /// What the answer is to show; `None` for a PATCH.
    pub fn read(&self) -> Option<Read> {
        match self.wanted {
            Wanted::Status(_) => None,
            Wanted::Page { phase, what, is_first } => Some(Read { what, is_first, is_judged: phase != Phase::Read }),
        }
    }

    fn judge(&self, received: &Received, limit: TimeLimit) -> Result<(), Box<Error>> {
        match received.fault {
            None => match self.wanted {
                Wanted::Status(status) => judge(status, &received.answer),
                Wanted::Page { what, .. } => judge_read(root::sought(what), received.page.is_some(), &received.answer),
            },
            Some(fault) => {
                let known = match fault {
                    Fault::Threw => FETCH_THREW,
                    Fault::NoResponse => NOT_A_RESPONSE,
                    Fault::OutOfTime => timeout(limit),
                    Fault::Hidden => NETWORK_OF_PAGE,
                    Fault::Rejected => NETWORK,
                };
                let mut error = known.error();
                if self.phase() == Phase::Patch && !matches!(fault, Fault::Threw | Fault::NoResponse) {
                    error.may_have_been_carried_out();
                }
                Err(error)
            }
        }
    }
}

/// Says what may be wrong with the caller's own base URL.
fn doubt_base(call: &Call, error: &mut Error) {
    let is_odd = call.settings.base.as_ref().is_some_and(|base| !base.ends_with("/beta"));
    if is_odd && matches!(error.code, Code::NotFound | Code::Rejected) {
        error.add(&["baseUrl does not end in /beta, the one version of Graph that knows key sets."]);
    }
}

/// `None`: the attempt goes on, with a wait, with an ask for a token, or with the request itself. `Some`: the attempt is over.
pub(super) type Follows = Option<Result<Attempt, Box<Failure>>>;

/// What has to come before the request leaves.
impl Call {
    pub(super) fn is_out_of_time(&self) -> bool {
        self.error.is_none() && self.pause.is_none() && self.allowance().time.is_over()
    }

    /// What is to be waited for: what was decided, or else the turn of a call that is one of a run.
    pub(super) fn pause(&mut self) -> Option<Command> {
        // Only a call of a bulk run has to wait for a turn.
        let turn = if self.has_turn || self.error.is_some() { None } else { root::turn(self) };
        self.pause.take().or(turn)
    }

    /// That much time has passed.
    pub(super) fn slept(&mut self, slept: Milliseconds) -> Follows {
        self.left -= slept;
        self.spent += slept;
        match self.error.take() {
            // The host may have slept longer than it was asked to.
            Some(error) if self.left.is_over() => Some(Err(self.failed(error, None))),
            _ => self.resumed(),
        }
    }

    /// The wait is over. What was read before it no longer counts, so what the request belongs to begins anew.
    pub(super) fn resumed(&mut self) -> Follows {
        // A token that was got before the wait may no longer do.
        self.has_token = false;
        Some(Ok(Attempt::Again))
    }

    /// How to get a token, where one is needed and there is a source to ask.
    pub(super) fn ask(&self) -> Option<Command> {
        let Settings { has_source, cloud, token_timeout, .. } = *self.settings;
        let refused = self.error.is_some().then_some(self.received.kept);
        (has_source && !self.has_token).then(|| Command::Ask { scope: cloud.scope(), refused, within: token_timeout })
    }

    /// The source gave a token.
    pub(super) fn got_token(&mut self, is_refused: bool) -> Follows {
        self.source_answered();
        match self.error.take() {
            None => None,
            // Graph has refused that one too: what it said stands.
            Some(error) if is_refused => self.decide(error, true),
            Some(_) => Some(Ok(Attempt::Again)),
        }
    }

    /// The source gave no token, which ends the call. It ends what Graph refused, where another was asked for.
    pub(super) fn got_no_token(&mut self, problem: Option<String>, kept: Kept) -> Follows {
        self.source_answered();
        self.has_no_token = true;
        let error = problem.map_or_else(|| timeout(TimeLimit::Token).error(), |problem| Error::token(&problem));
        let Some(mut refused) = self.error.take() else { return Some(Err(self.failure(error, Some(kept)))) };
        (refused.code, refused.message, refused.retryable) = (error.code, error.message, error.retryable);
        Some(Err(self.failure(refused, Some(kept))))
    }

    fn source_answered(&mut self) {
        self.has_token = true;
        // The token source may have been slow, so the call waits for its turn again.
        self.has_turn = false;
    }
}

/// The request, and what follows from its answer.
impl Call {
    /// How to send the request. From now on a PATCH may have changed the key.
    pub(super) fn send(&mut self) -> Command {
        let send = Command::Send { within: self.allowance().time };
        let phase = self.request.phase();
        self.had_changed = self.may_have_changed;
        self.may_have_changed |= phase == Phase::Patch;
        let count = self.sent_in(phase);
        *count = count.saturating_add(1);
        self.note_change();
        send
    }

    /// What came of sending it.
    pub(super) fn answered(&mut self, received: Box<Received>) -> Follows {
        self.received = received;
        let limit = self.allowance().limit;
        let result = self.request.judge(&self.received, limit);
        self.left -= self.received.elapsed;
        self.spent += self.received.elapsed;
        // The read of a guard and the PATCH that follows it go with one token, so that nothing comes between the two.
        (self.has_token, self.has_turn) = (self.request.phase() == Phase::Guard, false);
        let Err(mut error) = result else {
            self.note_change();
            self.tell(None, None);
            return Some(Ok(Attempt::Good));
        };
        doubt_base(self, &mut error);
        if limit == TimeLimit::Call && error.code == Code::Timeout {
            self.left = Milliseconds::ZERO;
        }
        // A PATCH that was certainly refused changed nothing.
        if error.applied == Some(false) {
            self.may_have_changed = self.had_changed;
        }
        self.note_change();
        if self.other_token_helps(&error) {
            // Told first: a person may take minutes to sign in.
            self.tell(Some(error.code), None);
            self.has_token = false;
            self.error = Some(error);
            return None;
        }
        self.decide(error, false)
    }

    /// Whether to retry with another token: one that meets the claims of the answer, or else a fresh one.
    ///
    /// This is allowed once per call. So the source is given the claims once: given them again, it would make the user sign in again.
    fn other_token_helps(&mut self, error: &Error) -> bool {
        let is_refused = error.http_status == Some(401) || error.demands_claims;
        // A wait that Graph asks for comes first.
        let is_throttled = error.retryable && self.received.retry_after.is_some();
        let is_redirected = error.code == Code::Redirected;
        is_refused && !is_throttled && !is_redirected && !self.left.is_over() && core::mem::take(&mut self.may_ask_again)
    }

    /// What follows a failed attempt, which is told unless it was before.
    fn decide(&mut self, error: Box<Error>, is_told: bool) -> Follows {
        let Received { retry_after, random, .. } = *self.received;
        // Only a call of a bulk run is held, when it is throttled: it waits for its turn with all others, and that counts as no attempt.
        let hold = root::hold(self, &error);
        let (wait, next) = if hold.is_some() {
            (retry_after, hold.ok_or(None))
        } else {
            let counted = &mut self.request.counted;
            *counted = counted.saturating_add(1);
            let standing = Standing { attempts: *counted, left: self.left, retry_after, random };
            match self.settings.retry.next(&error, standing) {
                // A read-back has times of its own.
                Next::Wait(_) if self.request.phase() == Phase::Verify => (None, Err(retry_after)),
                Next::Wait(wait) => (Some(wait), Ok(Command::Sleep(wait))),
                Next::Fail(retry_after) => (None, Err(retry_after)),
            }
        };
        if !is_told {
            self.tell(Some(error.code), wait);
        }
        match next {
            Ok(pause) => {
                (self.pause, self.error) = (Some(pause), Some(error));
                None
            }
            Err(retry_after) => Some(Err(self.failed(error, retry_after))),
        }
    }

    pub(super) fn failed(&self, error: Box<Error>, retry_after: Option<Milliseconds>) -> Box<Failure> {
        let mut failure = self.failure(error, Some(self.received.kept));
        failure.error.retry_after = retry_after;
        failure
    }

    /// Tells the other calls of this program that this one is about to change the key, or may have changed it.
    fn note_change(&mut self) {
        if matches!(self.request.phase(), Phase::Guard | Phase::Patch) {
            let keep = if self.may_have_changed { NOTED_FOR } else { Milliseconds::ZERO };
            self.noted = Some(Note { keep, is_accepted: false });
        }
    }
}
