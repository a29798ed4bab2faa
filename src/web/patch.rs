//! `patchKeyStatus`: a token, a request, and again where that is sound, until it is done, refused, or out of attempts or of time.
//!
//! What to do after an attempt is decided by [`crate::graph::retry`]; this is the loop around it.

use alloc::boxed::Box;

#[cfg(not(feature = "full"))]
use super::arguments::Change;
use super::attempt::{Asked, Attempt, judged};
use super::host::{Call, answer, asked};
use super::options::Options;
#[cfg(not(feature = "full"))]
use super::outcome;
use super::outcome::Failure;
use super::{panic_if_asked, task};
#[cfg(feature = "full")]
use crate::graph::bulk;
use crate::graph::error::{Code, Error, TimeLimit};
use crate::graph::request::RequestParts;
use crate::graph::retry::{Next, Standing};

/// Tells the call that Graph accepted the change, or why not. The root entry has guard and read-back around it.
#[cfg(not(feature = "full"))]
pub(super) async fn patch(call: Call) {
    let Some((change, options)) = outcome::begin(&call, Change::parse(&call)) else { return };
    let mut request = change.request(&options);
    panic_if_asked(&request.parts.url, "panic-before-sending");
    let mut run = Run::new(options, call);
    loop {
        match run.once(&mut request).await {
            Ok(None) => {}
            Ok(Some(known)) => return run.patching().succeed(run.sent(Phase::Patch), known),
            Err(failure) => return failure.tell(&run.call),
        }
    }
}

#[cfg(not(feature = "full"))]
#[wasm_bindgen::prelude::wasm_bindgen]
extern "C" {
    /// A call that patches and does nothing else (`npm/src/calls.ts`).
    type PatchCall;
    /// The change was accepted, by the answer of that number.
    #[wasm_bindgen(method)]
    fn succeed(this: &PatchCall, attempts: f64, known: u32);
}

/// What a request is for.
#[derive(Clone, Copy)]
pub(super) enum Phase {
    Patch,
    #[cfg(feature = "full")]
    Read,
    #[cfg(feature = "full")]
    Guard,
    #[cfg(feature = "full")]
    Verify,
}

const PHASES: usize = if cfg!(feature = "full") { 4 } else { 1 };

impl Phase {
    /// What follows such a request at once goes with its token.
    const fn leaves_token(self) -> bool {
        match self {
            #[cfg(feature = "full")]
            Phase::Guard => true,
            _ => false,
        }
    }

    pub(super) const fn as_str(self) -> &'static str {
        match self {
            Phase::Patch => "patch",
            #[cfg(feature = "full")]
            Phase::Read => "read",
            #[cfg(feature = "full")]
            Phase::Guard => "guard",
            #[cfg(feature = "full")]
            Phase::Verify => "verify",
        }
    }
}

/// A request, sent as often as it takes.
pub(super) struct Request {
    pub(super) phase: Phase,
    pub(super) parts: RequestParts,
    pub(super) asked: Asked,
    /// How often it was sent, as it counts in `maxAttempts`.
    pub(super) counted: f64,
}

/// A call under way.
pub(super) struct Run {
    pub(super) call: Call,
    pub(super) options: Options,
    /// What is left of `timeoutMs`.
    pub(super) left_ms: f64,
    /// The requests sent, by phase.
    sent: [f64; PHASES],
    /// Every PATCH so far certainly left the key as it was.
    untouched: bool,
    /// The token is for the request that is next: nothing was waited for since the source gave it.
    pub(super) has_token: bool,
    /// There is a source that was not yet asked for another token.
    may_ask_again: bool,
    /// The last thing that was asked for was a token, in vain.
    #[cfg(feature = "full")]
    pub(super) has_no_token: bool,
    /// The wait that the last answer asked for, in milliseconds.
    #[cfg(feature = "full")]
    pub(super) asked_ms: Option<f64>,
    /// The call's own time, as far as somebody counts it.
    #[cfg(feature = "full")]
    pub(super) spent_ms: f64,
}

impl Run {
    pub(super) fn new(options: Options, call: Call) -> Run {
        let (left_ms, may_ask_again) = (options.timeout_ms, call.asks());
        Run {
            call,
            options,
            left_ms,
            sent: [0.0; PHASES],
            untouched: true,
            has_token: false,
            may_ask_again,
            #[cfg(feature = "full")]
            has_no_token: false,
            #[cfg(feature = "full")]
            asked_ms: None,
            #[cfg(feature = "full")]
            spent_ms: 0.0,
        }
    }

    #[cfg(not(feature = "full"))]
    fn patching(&self) -> &PatchCall {
        wasm_bindgen::JsCast::unchecked_ref(&self.call)
    }

    /// The requests sent in a phase.
    pub(super) fn sent(&self, phase: Phase) -> f64 {
        self.sent.get(phase as usize).copied().unwrap_or_default()
    }

    /// One attempt, with a token that the source was asked for just before. `None` where another may follow, and what it waits for is over:
    /// time, the gate, or another token. A guard's token is that of the PATCH as well, so that nothing comes between the two. Gives the number of a
    /// good answer.
    pub(super) async fn once(&mut self, request: &mut Request) -> Result<Option<u32>, Failure> {
        let (milliseconds, limit) = self.time();
        if milliseconds <= 0.0 {
            return Err(self.placed(Error::timeout(limit)).into());
        }
        #[cfg(feature = "full")]
        if self.held().await {
            return Ok(None);
        }
        if !self.has_token {
            self.ask(0).await?;
            // It may have closed meanwhile.
            #[cfg(feature = "full")]
            if self.held().await {
                return Ok(None);
            }
        }
        let ended = self.attempt(request).await;
        self.has_token = request.phase.leaves_token();
        if self.other_token_helps(&ended) {
            // Before a person takes minutes to sign in.
            self.tell(request, &ended, None);
            let asked = self.ask(ended.known).await;
            if !matches!(asked, Ok(true)) {
                self.has_token = true;
                return match asked {
                    Ok(_) => Ok(None),
                    Err(failure) => Err(self.refused_and(failure, ended)),
                };
            }
        }
        request.counted += 1.0;
        let Err(error) = &ended.result else {
            self.tell(request, &ended, None);
            return Ok(Some(ended.known));
        };
        // One that is throttled among many waits with them all.
        #[cfg(feature = "full")]
        let at_gate = bulk::closes_gate(error) && self.has_gate();
        #[cfg(not(feature = "full"))]
        let at_gate = false;
        let left_ms = if at_gate { f64::INFINITY } else { self.left_ms };
        let standing = Standing { attempts: request.counted, left_ms, asked_ms: ended.asked_ms, random: self.call.random() };
        let next = self.options.retry.next(error, standing);
        // A read-back has times of its own.
        #[cfg(feature = "full")]
        let next = match next {
            Next::Wait(_) if matches!(request.phase, Phase::Verify) && !at_gate => Next::Fail(ended.asked_ms),
            next => next,
        };
        #[cfg(feature = "full")]
        if at_gate {
            self.close_gate(standing.wait_ms());
        }
        let wait_ms = match next {
            Next::Wait(wait_ms) => wait_ms,
            Next::Fail(retry_after_ms) => {
                self.tell(request, &ended, None);
                return Err(self.failure(ended, retry_after_ms));
            }
        };
        self.tell(request, &ended, Some(wait_ms));
        if at_gate {
            return Ok(None);
        }
        self.sleep(wait_ms).await;
        // The host may have slept longer than it was asked to.
        if self.left_ms <= 0.0 {
            return Err(self.failure(ended, None));
        }
        Ok(None)
    }

    /// Waits, on the call's own time.
    pub(super) async fn sleep(&mut self, wait_ms: f64) {
        self.call.sleep(wait_ms);
        task::pause().await;
        let slept_ms = self.call.number_or(0, wait_ms);
        self.left_ms -= slept_ms;
        #[cfg(feature = "full")]
        {
            self.spent_ms += slept_ms;
            self.has_token = false;
        }
    }

    /// Gets a token where there is a source to ask. Tells whether Graph has refused that one already.
    async fn ask(&mut self, refused: u32) -> Result<bool, Failure> {
        if !self.call.asks() {
            return Ok(false);
        }
        self.call.ask(&self.options.cloud.scope(), refused, self.options.token_timeout_ms);
        task::pause().await;
        let known = self.call.number(asked::KNOWN);
        if known.is_nan() {
            return Ok(self.call.flag(asked::REFUSED));
        }
        let problem = self.call.text(asked::PROBLEM);
        let error = problem.map_or_else(|| Error::timeout(TimeLimit::Token), |problem| Error::token(&problem));
        #[cfg(feature = "full")]
        {
            self.has_no_token = true;
        }
        Err(Failure { error: self.placed(error), known: known as u32 })
    }

    async fn attempt(&mut self, request: &Request) -> Attempt {
        let (milliseconds, limit) = self.time();
        if let Some(sent) = self.sent.get_mut(request.phase as usize) {
            *sent += 1.0;
        }
        let RequestParts { method, url, body, .. } = &request.parts;
        self.call.send(method, url, body, milliseconds);
        task::pause().await;
        let ended = judged(&self.call, request.asked, limit);
        panic_if_asked(url, "panic-after-the-answer");
        let elapsed_ms = self.call.number(answer::ELAPSED_MS);
        #[cfg(feature = "full")]
        {
            self.asked_ms = ended.asked_ms;
            self.spent_ms += elapsed_ms;
        }
        let out_of_time = limit == TimeLimit::Call && matches!(&ended.result, Err(error) if error.code == Code::Timeout);
        self.left_ms = if out_of_time { 0.0 } else { self.left_ms - elapsed_ms };
        self.untouched &= !matches!(request.phase, Phase::Patch) || matches!(&ended.result, Err(error) if error.applied == Some(false));
        ended
    }

    /// Whether to try once more with another token after that answer, which happens once: one that meets its claims, or else a fresh one.
    /// Claims go with this one ask: a source that got them again would have the person sign in again.
    fn other_token_helps(&mut self, ended: &Attempt) -> bool {
        let Err(error) = &ended.result else { return false };
        let refused = error.http_status == Some(401) || error.demands_claims;
        // A wait that Graph asks for comes first.
        let throttled = error.retryable && ended.asked_ms.is_some();
        let redirected = error.code == Code::Redirected;
        refused && !throttled && !redirected && self.left_ms > 0.0 && core::mem::take(&mut self.may_ask_again)
    }

    /// What Graph refused, ended by the failure to get another token.
    fn refused_and(&self, failure: Failure, ended: Attempt) -> Failure {
        let mut refused = self.failure(ended, None).error;
        (refused.code, refused.message, refused.retryable) = (failure.error.code, failure.error.message, failure.error.retryable);
        Failure { error: refused, known: failure.known }
    }

    /// How long the next request may take, and which limit that is.
    fn time(&self) -> (f64, TimeLimit) {
        let attempt_ms = self.options.attempt_timeout_ms;
        if self.left_ms <= attempt_ms { (self.left_ms, TimeLimit::Call) } else { (attempt_ms, TimeLimit::Attempt) }
    }

    fn tell(&self, request: &Request, ended: &Attempt, wait_ms: Option<f64>) {
        let attempt = self.sent(request.phase);
        let code = ended.result.as_ref().err().map_or("", |error| error.code.as_str());
        self.call.tell(request.phase.as_str(), attempt, code, wait_ms.unwrap_or(f64::NAN), ended.known);
    }

    fn failure(&self, ended: Attempt, retry_after_ms: Option<f64>) -> Failure {
        // Only what failed ends up here.
        let mut error = self.placed(ended.result.err().unwrap_or_else(Error::not_a_response));
        error.retry_after_ms = retry_after_ms;
        Failure { error, known: ended.known }
    }

    /// An error with what is known of the call it ends.
    pub(super) fn placed(&self, mut error: Box<Error>) -> Box<Error> {
        // The message speaks of what ended the call; that may be less than what happened.
        let ended_unsent = error.code == Code::Token || error.applied == Some(false);
        if ended_unsent && !self.untouched {
            error.message.push_str(" An earlier attempt of this call may have changed the key.");
        }
        // A guard and a read-back count no attempts of their own.
        #[cfg(feature = "full")]
        let attempts = self.sent(Phase::Patch) + self.sent(Phase::Read);
        #[cfg(not(feature = "full"))]
        let attempts = self.sent(Phase::Patch);
        error.attempts = attempts;
        error.applied = self.untouched.then_some(false);
        error
    }
}
