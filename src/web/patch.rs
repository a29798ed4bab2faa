//! `patchKeyStatus`: a token, a request, and again where that is sound, until it is done, refused, or out of attempts or of time.
//!
//! What to do after an attempt is decided by [`crate::graph::retry`]; this is the loop around it.

use alloc::{boxed::Box, string::String};

use js_sys::Function;
use wasm_bindgen::prelude::*;

use super::arguments::{Arguments, Change};
use super::attempt::{Attempt, attempt};
use super::host::{self, Call, Token};
use super::options::PATCH_OPTIONS;
use super::outcome::{self, Failure};
use super::{panic_if_asked, task};
use crate::graph::error::{Code, Error, TimeLimit};
use crate::graph::request::RequestParts;
use crate::graph::retry::{Next, Standing};

/// Gives a receipt once Graph accepted the change. `host_fetch` is what `globalThis.fetch` was at call time.
pub(super) async fn patch(arguments: Arguments, host_fetch: JsValue, call: Call) -> Result<JsValue, JsValue> {
    try_patch(arguments, host_fetch, call).await.map_err(Failure::into_js)
}

async fn try_patch(arguments: Arguments, host_fetch: JsValue, call: Call) -> Result<JsValue, Failure> {
    let mut change = Change::parse(arguments, PATCH_OPTIONS, &call)?;
    let fetch = change.options.fetch.take().or_else(|| host_fetch.dyn_into().ok()).ok_or_else(Error::no_fetch)?;
    if call.aborted() {
        return Ok(JsValue::UNDEFINED);
    }
    let parts = change.parts();
    panic_if_asked(&change.keyset, "panic-before-sending");
    let left_ms = change.options.timeout_ms;
    let mut run = Run { call, change, fetch, parts, left_ms, attempts: 0.0, counted: 0.0, untouched: true, claims: None };
    let accepted = run.until_accepted().await?;
    Ok(outcome::receipt(&run.change, &run.parts, run.attempts, &accepted))
}

/// A call under way.
struct Run {
    call: Call,
    change: Change,
    fetch: Function,
    parts: RequestParts,
    /// What is left of `timeoutMs`.
    left_ms: f64,
    /// The requests sent, and those among them that count in `maxAttempts`.
    attempts: f64,
    counted: f64,
    /// Every request so far certainly left the key as it was.
    untouched: bool,
    /// What the token must meet since Graph challenged it.
    claims: Option<String>,
}

impl Run {
    async fn until_accepted(&mut self) -> Result<Box<Attempt>, Failure> {
        let mut may_ask_again = self.call.asks();
        loop {
            let (milliseconds, limit) = self.time();
            if milliseconds <= 0.0 {
                return Err(self.placed(Error::timeout(limit)).into());
            }
            self.ask(false).await?;
            let mut ended = self.attempt().await;
            self.counted += 1.0;
            if may_ask_again && let Some(refresh) = other_token_helps(&ended) {
                may_ask_again = false;
                ended = self.with_other_token(ended, refresh).await?;
            }
            let Err(error) = &ended.result else {
                self.tell(&ended, None);
                return Ok(ended);
            };
            let standing = Standing { attempts: self.counted, left_ms: self.left_ms, asked_ms: ended.asked_ms, random: host::random() };
            let wait_ms = match self.change.options.retry.next(error, standing) {
                Next::Wait(wait_ms) => wait_ms,
                Next::Fail(retry_after_ms) => {
                    self.tell(&ended, None);
                    return Err(self.failure(*ended, retry_after_ms));
                }
            };
            self.tell(&ended, Some(wait_ms));
            self.call.sleep(wait_ms);
            self.left_ms -= task::pause().await.as_f64().unwrap_or(wait_ms);
            // The host may have slept longer than it was asked to.
            if self.left_ms <= 0.0 {
                return Err(self.failure(*ended, None));
            }
        }
    }

    /// Gets a token where there is a source to ask. Tells whether it is the one that the call had before.
    async fn ask(&mut self, refresh: bool) -> Result<bool, Failure> {
        if !self.call.asks() {
            return Ok(true);
        }
        let options = &self.change.options;
        self.call.ask(options.cloud.scope(), self.claims.as_deref(), refresh, options.token_timeout_ms);
        let token: Token = task::pause().await.unchecked_into();
        let error = match token.problem() {
            _ if token.late() => Error::timeout(TimeLimit::Token),
            Some(problem) => Error::token(&problem),
            None => return Ok(token.same()),
        };
        Err(Failure { error: self.placed(error), cause: token.cause() })
    }

    async fn attempt(&mut self) -> Box<Attempt> {
        let (milliseconds, limit) = self.time();
        self.attempts += 1.0;
        let ended = attempt(&self.call, &self.fetch, &self.parts, self.change.status, milliseconds, limit).await;
        panic_if_asked(&self.change.keyset, "panic-after-the-answer");
        let out_of_time = limit == TimeLimit::Call && matches!(&ended.result, Err(error) if error.code == Code::Timeout);
        self.left_ms = if out_of_time { 0.0 } else { self.left_ms - ended.elapsed_ms };
        self.untouched &= matches!(&ended.result, Err(error) if error.applied == Some(false));
        ended
    }

    /// Asks once more after a 401 or a claims challenge, and tries again unless the token is the same.
    async fn with_other_token(&mut self, ended: Box<Attempt>, refresh: bool) -> Result<Box<Attempt>, Failure> {
        self.claims = ended.result.as_ref().err().and_then(|error| error.claims.clone());
        let asked = self.ask(refresh).await;
        if let Ok(true) = asked {
            return Ok(ended);
        }
        self.tell(&ended, None);
        let Err(failure) = asked else { return Ok(self.attempt().await) };
        // What Graph said stays known.
        let mut refused = self.failure(*ended, None).error;
        (refused.code, refused.message, refused.retryable) = (failure.error.code, failure.error.message, failure.error.retryable);
        Err(Failure { error: refused, cause: failure.cause })
    }

    /// How long the next request may take, and which limit that is.
    fn time(&self) -> (f64, TimeLimit) {
        let attempt_ms = self.change.options.attempt_timeout_ms;
        if self.left_ms <= attempt_ms { (self.left_ms, TimeLimit::Call) } else { (attempt_ms, TimeLimit::Attempt) }
    }

    fn tell(&self, ended: &Attempt, wait_ms: Option<f64>) {
        if let Some(listener) = &self.change.options.on_attempt {
            self.call.tell(listener, &outcome::event(&self.parts, self.attempts, ended, wait_ms));
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
    fn placed(&self, mut error: Box<Error>) -> Box<Error> {
        error.attempts = self.attempts;
        error.applied = self.untouched.then_some(false);
        error.client_request_id = self.parts.headers.client_request_id.clone().filter(|_| self.attempts > 0.0);
        error
    }
}

/// Whether another token may be accepted after that answer; if so, whether the source is to refresh it rather than to meet claims.
fn other_token_helps(ended: &Attempt) -> Option<bool> {
    let error = ended.result.as_ref().err()?;
    (error.claims.is_some() || error.http_status == Some(401)).then_some(error.claims.is_none())
}
