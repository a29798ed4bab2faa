//! One request: a token that was got for it, the request itself, the verdict on its answer, and what follows from that.
//!
//! What an answer means is decided by [`crate::graph::answer`], whether to try again by [`crate::graph::retry`].

use alloc::boxed::Box;

use super::call::{Allowance, Call};
use super::exchange::{Command, Failure, Fault, Input, Kept, Note, Phase, Read, Sent, What};
use super::root::{self, Page, Turn};
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
pub enum Attempted {
    /// A good answer, with what a read found.
    Good {
        /// The answer.
        kept: Kept,
        /// What a read found.
        page: Option<Page>,
    },
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
        error.add("baseUrl does not end in /beta, the one version of Graph that knows key sets.");
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
    // What was read before a wait no longer counts, so the caller begins anew after one.
    if root::turn(call).await == Turn::Waited {
        return Ok(Attempted::Again);
    }
    if !call.has_token
        && let Some(ask) = call.ask(None)
    {
        let came = call.perform(ask).await;
        call.asked_for_token(came)?;
        if root::turn(call).await == Turn::Waited {
            return Ok(Attempted::Again);
        }
    }

    let may_have_changed = leaves(call, request);
    let send = call.send(request, time);
    let Input::Sent(sent) = call.perform(send).await else {
        return Err(call.failure(Error::not_a_response(), None));
    };
    let result = request.judge(&sent, limit).map_err(|mut error| {
        doubt_base(call, &mut error);
        error
    });
    account(call, may_have_changed, &sent, &result, limit);
    note(call, request);
    // The read of a guard and the PATCH that follows it go with one token, so that nothing comes between the two.
    call.has_token = request.phase == Phase::Guard;
    let Err(error) = result else {
        call.tell(request.phase, None, None, sent.kept);
        return Ok(Attempted::Good { kept: sent.kept, page: sent.page });
    };

    let mut is_told = false;
    if other_token_helps(call, &error, sent.asked)
        && let Some(ask) = call.ask(Some(sent.kept))
    {
        // Told first: a person may take minutes to sign in.
        is_told = true;
        call.tell(request.phase, Some(error.code), None, sent.kept);
        let came = call.perform(ask).await;
        match call.asked_for_token(came) {
            // Graph has refused that one too: what it said stands.
            Ok(true) => {}
            Ok(false) => {
                call.has_token = true;
                return Ok(Attempted::Again);
            }
            Err(failure) => return Err(refused_and(call, error, *failure)),
        }
    }

    if root::holds_all(call, &error) {
        hold(call, request, &error, &sent, is_told);
        return match root::turn(call).await {
            Turn::Never => Err(failed(call, error, sent.asked, sent.kept)),
            _ => Ok(Attempted::Again),
        };
    }
    let wait = match next(call, request, &error, &sent, is_told) {
        Next::Wait(wait) => wait,
        Next::Fail(retry_after) => return Err(failed(call, error, retry_after, sent.kept)),
    };
    let came = call.perform(Command::Sleep(wait)).await;
    call.slept(wait, came);
    // The host may have slept longer than it was asked to.
    if call.left.is_over() { Err(failed(call, error, None, sent.kept)) } else { Ok(Attempted::Again) }
}

/// A request leaves. From now on a PATCH may have changed the key. Tells whether one before it may.
fn leaves(call: &Call, request: &Request) -> bool {
    let before = call.mail.may_have_changed.get();
    call.mail.may_have_changed.set(before || request.phase == Phase::Patch);
    note(call, request);
    before
}

/// Notes the key that is being disabled, by a PATCH or soon by one: before the guard of this call reads, and as long as it may have changed.
fn note(call: &Call, request: &Request) {
    if request.phase == Phase::Guard || matches!(request.wanted, Wanted::Status(KeyStatus::Disabled)) {
        let may_have_changed = call.mail.may_have_changed.get();
        call.mail.note(Note::Disabled(if may_have_changed { NOTED_FOR } else { Milliseconds::ZERO }));
    }
}

/// Notes what an answer took and asks for, and that a PATCH which was certainly refused changed nothing.
fn account(call: &mut Call, may_have_changed: bool, sent: &Sent, result: &Result<(), Box<Error>>, limit: TimeLimit) {
    let error = result.as_ref().err();
    let out_of_time = limit == TimeLimit::Call && error.is_some_and(|error| error.code == Code::Timeout);
    call.left = if out_of_time { Milliseconds::ZERO } else { call.left - sent.elapsed };
    call.spent += sent.elapsed;
    call.asked = sent.asked;
    if error.is_some_and(|error| error.applied == Some(false)) {
        call.mail.may_have_changed.set(may_have_changed);
    }
}

/// Whether to try once more with another token, which happens once in a call: one that meets the claims of the answer, or else a fresh one.
/// The claims go with this one ask. A source that got them again would have the person sign in again.
fn other_token_helps(call: &mut Call, error: &Error, asked: Option<Milliseconds>) -> bool {
    let is_refused = error.http_status == Some(401) || error.demands_claims;
    // A wait that Graph asks for comes first.
    let is_throttled = error.retryable && asked.is_some();
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

/// All calls of the run wait now, which is told unless the result was before. That costs neither an attempt nor time of this one.
fn hold(call: &mut Call, request: &Request, error: &Error, sent: &Sent, is_told: bool) {
    call.left += sent.elapsed;
    call.has_token = false;
    if !is_told {
        call.tell(request.phase, Some(error.code), sent.asked, sent.kept);
    }
}

/// What follows a failed attempt, which is told unless it was before.
fn next(call: &Call, request: &mut Request, error: &Error, sent: &Sent, is_told: bool) -> Next {
    request.counted = request.counted.saturating_add(1);
    let standing = Standing { attempts: request.counted, left: call.left, asked: sent.asked, random: sent.random };
    let next = match call.settings.retry.next(error, standing) {
        // A read-back has times of its own.
        Next::Wait(_) if request.phase == Phase::Verify => Next::Fail(sent.asked),
        next => next,
    };
    if !is_told {
        let wait = if let Next::Wait(wait) = next { Some(wait) } else { None };
        call.tell(request.phase, Some(error.code), wait, sent.kept);
    }
    next
}

fn failed(call: &Call, error: Box<Error>, retry_after: Option<Milliseconds>, kept: Kept) -> Box<Failure> {
    let mut failure = call.failure(error, Some(kept));
    failure.error.retry_after = retry_after;
    failure
}
