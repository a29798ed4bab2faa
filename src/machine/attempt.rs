//! One request: a token that was got for it, the request itself, the verdict on its answer, and what follows from that.
//!
//! What an answer means is decided by [`crate::graph::answer`], whether to try again by [`crate::graph::retry`].

use alloc::boxed::Box;

use super::call::{Allowance, Call};
use super::exchange::{Command, Failure, Fault, Input, Note, Phase, Read, Sent, What};
use super::root;
use crate::graph::answer::{Sought, judge, judge_read};
use crate::graph::error::{Code, Error, TimeLimit};
use crate::graph::guard::NOTED_FOR;
use crate::graph::request::{KeyStatus, RequestParts};
use crate::graph::retry::{Next, Standing};
use crate::graph::time::Milliseconds;

/// A request, sent as often as it takes.
pub(super) struct Request {
    pub(super) phase: Phase,
    pub(super) parts: RequestParts,
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
        /// What is read.
        what: What,
        /// The first of its pages.
        is_first: bool,
    },
}

/// What one attempt came to, when it did not fail.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Attempted {
    /// A good answer, which is `call.sent` now.
    Good,
    /// Another attempt may follow. What it had to wait for is over: time, its turn, or another token.
    Again,
}

impl Request {
    pub(super) fn read(&self) -> Option<Read> {
        match self.wanted {
            Wanted::Status(_) => None,
            Wanted::Page { what, is_first } => Some(Read { what, is_first, is_judged: self.phase != Phase::Read }),
        }
    }

    fn judge(&self, sent: &Sent, limit: TimeLimit) -> Result<(), Box<Error>> {
        match sent.fault {
            None => match self.wanted {
                Wanted::Status(asked) => judge(asked, &sent.answer),
                Wanted::Page { what, .. } => judge_read(sought(what), sent.page.is_some(), &sent.answer),
            },
            Some(Fault::Threw) => Err(Error::fetch_threw()),
            Some(Fault::NoResponse) => Err(Error::not_a_response()),
            Some(fault) => {
                let mut error = match fault {
                    Fault::OutOfTime => Error::timeout(limit),
                    Fault::Hidden => Error::network_of_page(),
                    _ => Error::network(),
                };
                if self.phase == Phase::Patch {
                    error.may_have_been_carried_out();
                }
                Err(error)
            }
        }
    }
}

fn sought(what: What) -> Sought {
    match what {
        What::Keysets => Sought::Keysets,
        What::Keyset | What::Keys => Sought::Keyset,
        What::Key => Sought::Key,
        What::ActiveKey => Sought::ActiveKey,
    }
}

/// Says what may be wrong with the caller's own base URL.
fn doubt_base(call: &Call, error: &mut Error) {
    let base = call.settings.base_url();
    if matches!(error.code, Code::NotFound | Code::Rejected) && !base.as_str().ends_with("/beta") {
        error.add(&["baseUrl does not end in /beta, the one version of Graph that knows key sets."]);
    }
}

/// Makes one attempt.
///
/// # Errors
/// When nothing more is to be had from trying again.
pub(super) async fn attempt(call: &mut Call, request: &mut Request) -> Result<Attempted, Box<Failure>> {
    let Allowance { time, limit } = call.allowance();
    if time.is_over() {
        return Err(call.failure(Error::timeout(limit), None));
    }
    // What Graph said to a token, while another is asked for.
    let mut refusal: Option<Box<Error>> = None;
    let (error, is_told) = loop {
        // What was read before a wait no longer counts, so the caller begins anew after one.
        if refusal.is_none()
            && let Some(turn) = root::turn(call)
            && !matches!(call.perform(turn).await, Input::Turn { waited: false } | Input::NoTurn)
        {
            call.has_token = false;
            return Ok(Attempted::Again);
        }
        if !call.has_token
            && let Some(ask) = call.ask(refusal.is_some())
        {
            let came = call.perform(ask).await;
            let is_refused = call.asked_for_token(came);
            call.has_token = true;
            match (is_refused, refusal.take()) {
                // Asking may have taken long, so its turn comes first.
                (Ok(_), None) => continue,
                (Ok(false), Some(_)) => return Ok(Attempted::Again),
                // Graph has refused that one too: what it said stands.
                (Ok(true), Some(error)) => break (error, true),
                (Err(failure), None) => return Err(failure),
                (Err(failure), Some(error)) => return Err(refused_and(call, error, *failure)),
            }
        }
        let may_have_changed = leaves(call, request);
        let send = call.send(request, time);
        let Input::Sent(sent) = call.perform(send).await else {
            return Err(call.failure(Error::not_a_response(), None));
        };
        call.sent = sent;
        let Err(error) = judged(call, request, may_have_changed, limit) else {
            call.tell(request.phase, None, None);
            return Ok(Attempted::Good);
        };
        if !other_token_helps(call, &error) {
            break (error, false);
        }
        // Told first: a person may take minutes to sign in.
        call.tell(request.phase, Some(error.code), None);
        call.has_token = false;
        refusal = Some(error);
    };

    let pause = match root::hold(call, &error) {
        Some(turn) => {
            if !is_told {
                call.tell(request.phase, Some(error.code), call.sent.asked);
            }
            turn
        }
        None => match next(call, request, &error, is_told) {
            Next::Wait(wait) => Command::Sleep(wait),
            Next::Fail(retry_after) => return Err(failed(call, error, retry_after)),
        },
    };
    match call.perform(pause).await {
        Input::NoTurn => return Err(failed(call, error, call.sent.asked)),
        came => call.slept(came),
    }
    // The host may have slept longer than it was asked to.
    if call.left.is_over() { Err(failed(call, error, None)) } else { Ok(Attempted::Again) }
}

/// A request leaves. From now on a PATCH may have changed the key. Tells whether one before it may.
fn leaves(call: &Call, request: &Request) -> bool {
    let before = call.mail.may_have_changed.get();
    call.mail.may_have_changed.set(before || request.phase == Phase::Patch);
    note(call, request);
    before
}

/// Notes the key that is being changed, by a PATCH or soon by one: before the guard of this call reads, and as long as it may have changed.
fn note(call: &Call, request: &Request) {
    if matches!(request.phase, Phase::Guard | Phase::Patch) {
        let may_have_changed = call.mail.may_have_changed.get();
        call.mail.note(Note { keep: if may_have_changed { NOTED_FOR } else { Milliseconds::ZERO }, is_accepted: false });
    }
}

/// Judges the answer, and notes the time that it took and, of a PATCH which was certainly refused, that it changed nothing.
fn judged(call: &mut Call, request: &Request, may_have_changed: bool, limit: TimeLimit) -> Result<(), Box<Error>> {
    let mut result = request.judge(&call.sent, limit);
    call.left -= call.sent.elapsed;
    call.spent += call.sent.elapsed;
    if let Err(error) = &mut result {
        doubt_base(call, error);
        if limit == TimeLimit::Call && error.code == Code::Timeout {
            call.left = Milliseconds::ZERO;
        }
        if error.applied == Some(false) {
            call.mail.may_have_changed.set(may_have_changed);
        }
    }
    note(call, request);
    // The read of a guard and the PATCH that follows it go with one token, so that nothing comes between the two.
    call.has_token = request.phase == Phase::Guard;
    result
}

/// Whether to try once more with another token, which happens once in a call: one that meets the claims of the answer, or else a fresh one.
/// The claims go with this one ask. A source that got them again would have the person sign in again.
fn other_token_helps(call: &mut Call, error: &Error) -> bool {
    let is_refused = error.http_status == Some(401) || error.demands_claims;
    // A wait that Graph asks for comes first.
    let is_throttled = error.retryable && call.sent.asked.is_some();
    let is_redirected = error.code == Code::Redirected;
    is_refused && !is_throttled && !is_redirected && !call.left.is_over() && core::mem::take(&mut call.may_ask_again)
}

/// What Graph refused, ended by the failure to get another token.
fn refused_and(call: &Call, refusal: Box<Error>, failure: Failure) -> Box<Failure> {
    let mut refused = call.failure(refusal, failure.kept);
    let error = failure.error;
    (refused.error.code, refused.error.message, refused.error.retryable) = (error.code, error.message, error.retryable);
    refused
}

/// What follows a failed attempt, which is told unless it was before.
fn next(call: &Call, request: &mut Request, error: &Error, is_told: bool) -> Next {
    request.counted = request.counted.saturating_add(1);
    let Sent { asked, random, .. } = *call.sent;
    let standing = Standing { attempts: request.counted, left: call.left, asked, random };
    let next = match call.settings.retry.next(error, standing) {
        // A read-back has times of its own.
        Next::Wait(_) if request.phase == Phase::Verify => Next::Fail(asked),
        next => next,
    };
    if !is_told {
        let wait = if let Next::Wait(wait) = next { Some(wait) } else { None };
        call.tell(request.phase, Some(error.code), wait);
    }
    next
}

fn failed(call: &Call, error: Box<Error>, retry_after: Option<Milliseconds>) -> Box<Failure> {
    let mut failure = call.failure(error, Some(call.sent.kept));
    failure.error.retry_after = retry_after;
    failure
}
