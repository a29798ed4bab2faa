//! `patchKeyStatus`: a token, a request, and again where that is sound, until it is done, refused, or out of attempts or of time.
//!
//! What to do after an attempt is decided by [`crate::graph::retry`]; this is the loop around it.

use alloc::{boxed::Box, string::String};

use js_sys::Function;
use wasm_bindgen::prelude::*;

use super::arguments::{Arguments, Change};
use super::attempt::{Asked, Attempt, judged};
#[cfg(feature = "full")]
use super::guard;
use super::host::{self, Call, Outcome};
use super::options::{Options, PATCH_OPTIONS};
use super::outcome::{self, Failure};
use super::{panic_if_asked, task};
use crate::graph::error::{Code, Error, TimeLimit};
use crate::graph::request::{ClientRequestId, RequestParts};
use crate::graph::retry::{Next, Standing};

/// Gives a receipt once Graph accepted the change. `host_fetch` is what `globalThis.fetch` was at call time.
pub(super) async fn patch(arguments: Arguments, host_fetch: JsValue, call: Call) -> Result<JsValue, JsValue> {
    try_patch(arguments, host_fetch, call).await.map_err(Failure::into_js)
}

async fn try_patch(arguments: Arguments, host_fetch: JsValue, call: Call) -> Result<JsValue, Failure> {
    let (change, options) = Change::parse(&arguments, PATCH_OPTIONS, &call)?;
    let parts = change.parts(&options);
    let mut run = Run::new(options, host_fetch, call)?;
    if run.call.aborted() {
        return Ok(JsValue::UNDEFINED);
    }
    #[cfg_attr(feature = "full", allow(unused_mut))]
    let mut request = Request { phase: Phase::Patch, parts, asked: Asked::Status(change.status), counted: 0.0 };
    panic_if_asked(&request.parts.url, "panic-before-sending");
    #[cfg(feature = "full")]
    return guard::patch(&mut run, &change, request).await;
    #[cfg(not(feature = "full"))]
    loop {
        if let Some(accepted) = run.once(&mut request).await? {
            return Ok(outcome::receipt(&change, &request.parts, run.sent(Phase::Patch), &accepted.request_id));
        }
    }
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
    fetch: Function,
    /// What is left of `timeoutMs`.
    pub(super) left_ms: f64,
    /// The requests sent, by phase.
    sent: [f64; PHASES],
    /// Every PATCH so far certainly left the key as it was.
    untouched: bool,
    /// What the token must meet since Graph challenged it.
    claims: Option<String>,
    /// There is a source that was not yet asked for another token.
    may_ask_again: bool,
    /// The last thing that was asked for was a token, in vain.
    #[cfg(feature = "full")]
    pub(super) has_no_token: bool,
}

impl Run {
    /// `host_fetch` is what `globalThis.fetch` was at call time.
    pub(super) fn new(mut options: Options, host_fetch: JsValue, call: Call) -> Result<Run, Failure> {
        let fetch = options.fetch.take().or_else(|| host_fetch.dyn_into().ok()).ok_or_else(Error::no_fetch)?;
        let (left_ms, may_ask_again) = (options.timeout_ms, call.asks());
        Ok(Run {
            call,
            options,
            fetch,
            left_ms,
            sent: [0.0; PHASES],
            untouched: true,
            claims: None,
            may_ask_again,
            #[cfg(feature = "full")]
            has_no_token: false,
        })
    }

    /// The requests sent in a phase.
    pub(super) fn sent(&self, phase: Phase) -> f64 {
        self.sent.get(phase as usize).copied().unwrap_or_default()
    }

    /// One attempt. `None` where another may follow, and the wait before it is over.
    pub(super) async fn once(&mut self, request: &mut Request) -> Result<Option<Box<Attempt>>, Failure> {
        let (milliseconds, limit) = self.time();
        if milliseconds <= 0.0 {
            return Err(self.placed(Error::timeout(limit)).into());
        }
        self.ask(false).await?;
        let mut ended = self.attempt(request).await;
        request.counted += 1.0;
        if let Some(refresh) = self.other_token_helps(&ended) {
            let asked = self.ask(refresh).await;
            if !matches!(asked, Ok(true)) {
                self.tell(request, &ended, None);
                ended = match asked {
                    Ok(_) => self.attempt(request).await,
                    Err(failure) => return Err(self.refused_and(failure, *ended)),
                };
            }
        }
        let Err(error) = &ended.result else {
            self.tell(request, &ended, None);
            return Ok(Some(ended));
        };
        let standing = Standing { attempts: request.counted, left_ms: self.left_ms, asked_ms: ended.asked_ms, random: host::random() };
        let wait_ms = match self.options.retry.next(error, standing) {
            Next::Wait(wait_ms) => wait_ms,
            Next::Fail(retry_after_ms) => {
                self.tell(request, &ended, None);
                return Err(self.failure(*ended, retry_after_ms));
            }
        };
        self.tell(request, &ended, Some(wait_ms));
        self.sleep(wait_ms).await;
        // The host may have slept longer than it was asked to.
        if self.left_ms <= 0.0 {
            return Err(self.failure(*ended, None));
        }
        Ok(None)
    }

    /// Waits, on the call's own time.
    pub(super) async fn sleep(&mut self, wait_ms: f64) {
        self.call.sleep(wait_ms);
        self.left_ms -= task::pause().await.as_f64().unwrap_or(wait_ms);
    }

    /// Gets a token where there is a source to ask. Tells whether Graph has refused that one already.
    async fn ask(&mut self, refresh: bool) -> Result<bool, Failure> {
        if !self.call.asks() {
            return Ok(false);
        }
        let options = &self.options;
        self.call.ask(options.cloud.scope(), self.claims.as_deref(), refresh, options.token_timeout_ms);
        let asked: Outcome = task::pause().await.unchecked_into();
        let error = match asked.text("problem") {
            _ if asked.flag("late") => Error::timeout(TimeLimit::Token),
            Some(problem) => Error::token(&problem),
            None => return Ok(asked.flag("refused")),
        };
        #[cfg(feature = "full")]
        {
            self.has_no_token = true;
        }
        Err(Failure { error: self.placed(error), cause: asked.value("cause") })
    }

    async fn attempt(&mut self, request: &Request) -> Box<Attempt> {
        let (milliseconds, limit) = self.time();
        if let Some(sent) = self.sent.get_mut(request.phase as usize) {
            *sent += 1.0;
        }
        let RequestParts { method, url, body, headers } = &request.parts;
        self.call.send(&self.fetch, method, url, body, headers.client_request_id.as_deref(), milliseconds);
        let exchange: Outcome = task::pause().await.unchecked_into();
        let ended = judged(&exchange, request.asked, limit);
        panic_if_asked(url, "panic-after-the-answer");
        let out_of_time = limit == TimeLimit::Call && matches!(&ended.result, Err(error) if error.code == Code::Timeout);
        self.left_ms = if out_of_time { 0.0 } else { self.left_ms - ended.elapsed_ms };
        self.untouched &= !matches!(request.phase, Phase::Patch) || matches!(&ended.result, Err(error) if error.applied == Some(false));
        ended
    }

    /// Whether to try once more with another token after that answer, which happens once: with a fresh one (`Some(true)`), or with one
    /// that meets claims. Claims are kept for all that are asked for from then on.
    fn other_token_helps(&mut self, ended: &Attempt) -> Option<bool> {
        let error = ended.result.as_ref().err()?;
        let refresh = error.claims.is_none();
        let refused = error.http_status == Some(401) || !refresh;
        // A wait that Graph asks for comes first.
        let throttled = error.retryable && ended.asked_ms.is_some();
        let redirected = error.code == Code::Redirected;
        if !refused || throttled || redirected || self.left_ms <= 0.0 || !core::mem::take(&mut self.may_ask_again) {
            return None;
        }
        self.call.refuse();
        self.claims = error.claims.clone();
        Some(refresh)
    }

    /// What Graph refused, ended by the failure to get another token.
    fn refused_and(&self, failure: Failure, ended: Attempt) -> Failure {
        let mut refused = self.failure(ended, None).error;
        (refused.code, refused.message, refused.retryable) = (failure.error.code, failure.error.message, failure.error.retryable);
        Failure { error: refused, cause: failure.cause }
    }

    /// How long the next request may take, and which limit that is.
    fn time(&self) -> (f64, TimeLimit) {
        let attempt_ms = self.options.attempt_timeout_ms;
        if self.left_ms <= attempt_ms { (self.left_ms, TimeLimit::Call) } else { (attempt_ms, TimeLimit::Attempt) }
    }

    fn tell(&self, request: &Request, ended: &Attempt, wait_ms: Option<f64>) {
        if let Some(listener) = &self.options.on_attempt {
            self.call.tell(listener, &outcome::event(request.phase.as_str(), &request.parts, self.sent(request.phase), ended, wait_ms));
        }
    }

    fn failure(&self, ended: Attempt, retry_after_ms: Option<f64>) -> Failure {
        // Only what failed ends up here.
        let mut error = self.placed(ended.result.err().unwrap_or_else(Error::not_a_response));
        error.request_id = ended.request_id;
        error.date = ended.date;
        error.retry_after_ms = retry_after_ms;
        Failure { error, cause: ended.cause }
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
        error.client_request_id =
            self.options.client_request_id.as_ref().map(ClientRequestId::to_string).filter(|_| self.sent.iter().any(|sent| *sent > 0.0));
        error
    }
}
