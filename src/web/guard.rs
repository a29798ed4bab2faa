//! `patchKeyStatus` with guard and read-back: what is read before each PATCH and after the last. What it means is decided by
//! [`crate::graph::guard`].

use alloc::{boxed::Box, string::String, vec::Vec};

use wasm_bindgen::prelude::*;

use super::arguments::Change;
use super::outcome::Failure;
use super::panic_if_asked;
use super::patch::{Phase, Run};
use super::read::what;
use super::receipt::receipt;
use crate::graph::error::{Code, Error, TimeLimit};
use crate::graph::guard;
use crate::graph::keys::Key;
use crate::graph::request::{self, KeyStatus};

#[wasm_bindgen]
extern "C" {
    /// A call that may read before and after (`npm/src/guarded.ts`).
    type GuardedCall;
    /// The change was accepted. Should the call not end well from here on, it ends with the error just said and this receipt, and what went
    /// wrong is its cause.
    #[wasm_bindgen(method)]
    fn accept(this: &GuardedCall, receipt: &JsValue, known: u32);
    /// Ends the call with a receipt, for the answer of that number.
    #[wasm_bindgen(method)]
    fn receive(this: &GuardedCall, receipt: &JsValue, known: u32);
    /// Puts the keys just read at the call's places: id, status, `nbf` and `exp` of each in turn. Gives the number of places.
    #[wasm_bindgen(method)]
    fn keys(this: &GuardedCall) -> u32;
    /// Milliseconds since 1970, by the clock of the server just read from, where it can be read.
    #[wasm_bindgen(method)]
    fn clock(this: &GuardedCall) -> f64;
    /// The status that the key just read shows.
    #[wasm_bindgen(method, getter)]
    fn shown(this: &GuardedCall) -> Option<String>;
}

/// When the key is read back, in milliseconds after the answer to the PATCH.
const READ_BACK_MS: [f64; 5] = [0.0, 500.0, 1_000.0, 2_000.0, 4_000.0];

/// Sends the PATCH, guarded and read back as the options say; gives the call its receipt.
pub(super) async fn patch(run: &mut Run, change: &Change) -> Result<(), Failure> {
    let mut request = change.request(&run.options);
    panic_if_asked(&request.parts.url, "panic-before-sending");
    let guarded = run.options.guard && change.status == KeyStatus::Disabled;
    let verified = run.options.verify;
    // What the last PATCH ended with that nobody knows the outcome of.
    let mut unsettled = None;
    let known = loop {
        let guard = if guarded { run.guard(change).await } else { Ok(()) };
        let ended = match guard {
            Ok(()) => run.once(&mut request).await,
            Err(failure) => Err(failure),
        };
        match ended {
            Ok(Some(accepted)) => break accepted,
            Ok(None) => {}
            Err(failure) if verified && run.is_unsettled(&failure.error) => {
                let known = failure.known;
                unsettled = Some(failure);
                break known;
            }
            Err(failure) => return Err(failure),
        }
    };
    if verified {
        if unsettled.is_none() {
            run.accept(change, false, known);
        }
        run.read_back(change, guarded, known, unsettled).await?;
    }
    run.guarded().receive(&receipt(change, run.sent(Phase::Patch), verified), known);
    Ok(())
}

impl Run {
    async fn guard(&mut self, change: &Change) -> Result<(), Failure> {
        match self.keys(Phase::Guard, change, &mut 0.0).await {
            Ok((keys, now)) => {
                guard::check(&keys, &change.keyset, &change.key, change.status, now).map_err(|error| self.placed(error).into())
            }
            Err(failure) if self.has_no_token => Err(failure),
            Err(failure) => {
                let mut error = self.placed(guard::unavailable(failure.error.retryable));
                error.retry_after_ms = failure.error.retry_after_ms;
                failure.tell(&self.call);
                Err(Failure { error, known: self.call.because() })
            }
        }
    }

    /// The keys of the set, and the time at which they are so, in seconds since 1970: the server's, where it can be read.
    async fn keys(&mut self, phase: Phase, change: &Change, counted: &mut f64) -> Result<(Vec<Key>, f64), Failure> {
        let mut what = what::KEYS;
        loop {
            let url = request::keyset_url(&self.options.base, &change.keyset, if what == what::KEYS { "/keys_v2" } else { "" });
            match self.read(phase, what, url, None, counted).await {
                // Not everywhere can they be listed.
                Err(failure) if what == what::KEYS && matches!(failure.error.http_status, Some(404 | 405)) => what = what::KEYSET,
                read => break read?,
            }
        }
        let now = self.guarded().clock() / 1000.0;
        let call = &self.call;
        let keys = (0..self.guarded().keys()).step_by(4).map(|at| {
            let second = |place: u32| Some(call.number(at.wrapping_add(place))).filter(|seconds| !seconds.is_nan());
            Key { kid: call.text(at).unwrap_or_default(), status: call.text(at.wrapping_add(1)), nbf: second(2), exp: second(3) }
        });
        Ok((keys.collect(), now))
    }

    /// Reads until the key shows its new status and, where the change was guarded, then the set until it tells what is usable. A read that
    /// fails is not the last unless nothing is to be had of another. `unsettled` is what the PATCH ended with, if it was not accepted.
    async fn read_back(&mut self, change: &Change, guarded: bool, known: u32, mut unsettled: Option<Failure>) -> Result<(), Failure> {
        let mut is_shown = false;
        let mut failed: Option<Failure> = None;
        // Who is not to be sent the PATCH again for so long is not to be asked either. `retry: false` names no longest wait.
        let asked_ms = self.asked_ms.filter(|_| unsettled.is_some()).unwrap_or_default();
        let max_delay_ms = self.options.retry.max_delay_ms;
        let is_too_long = asked_ms >= self.left_ms || (asked_ms > max_delay_ms && max_delay_ms > 0.0);
        if let Some(failure) = unsettled.take_if(|_| is_too_long) {
            return Err(failure);
        }
        if asked_ms > 0.0 {
            self.sleep(asked_ms).await;
        }
        // A gate may have it tried again at once; that is limited for all reads together.
        let mut counted = 0.0;
        self.spent_ms = 0.0;
        let mut not_before_ms = 0.0;
        let mut times = READ_BACK_MS.into_iter().peekable();
        while let Some(due_ms) = times.next() {
            let refused = failed.as_ref().is_some_and(|failure| matches!(failure.error.code, Code::Unauthorized | Code::Forbidden));
            if refused || self.has_no_token {
                break;
            }
            // Too early for the server; or so late that the next is due as well.
            if due_ms < not_before_ms || times.peek().is_some_and(|next_ms| *next_ms <= self.spent_ms) {
                continue;
            }
            let wait_ms = (due_ms - self.spent_ms).max(0.0);
            if wait_ms >= self.left_ms {
                failed = failed.or_else(|| Some(self.placed(Error::timeout(TimeLimit::Call)).into()));
                break;
            }
            if wait_ms > 0.0 {
                self.sleep(wait_ms).await;
            }
            if !is_shown {
                let url = request::key_url(&self.options.base, &change.keyset, &change.key);
                failed = self.read(Phase::Verify, what::KEY, url, Some(change.key.as_str()), &mut counted).await.err();
                is_shown = failed.is_none() && self.guarded().shown().as_deref() == Some(change.status.as_str());
                if is_shown {
                    unsettled = None;
                    self.accept(change, true, known);
                }
            }
            if is_shown && !guarded {
                return Ok(());
            }
            if is_shown {
                match self.keys(Phase::Verify, change, &mut counted).await {
                    Ok((keys, now)) => {
                        return guard::check_again(&keys, &change.keyset, &change.key, now).map_err(|error| applied(self.placed(error)));
                    }
                    Err(failure) => failed = Some(failure),
                }
            }
            not_before_ms = self.asked_ms.map_or(0.0, |asked_ms| self.spent_ms + asked_ms);
        }
        Err(unsettled.or(failed).unwrap_or_else(|| guard::not_verified().into()))
    }

    /// Whether a PATCH has left and nobody knows what came of it.
    fn is_unsettled(&self, error: &Error) -> bool {
        // Who gave no token in time would be asked for another to read with.
        error.applied.is_none()
            && !self.has_no_token
            && self.left_ms > 0.0
            && matches!(error.code, Code::Network | Code::Timeout | Code::Unavailable | Code::GuardUnavailable | Code::LastUsableKey)
    }

    fn accept(&self, change: &Change, verified: bool, known: u32) {
        applied(self.placed(guard::not_verified())).tell(&self.call);
        self.guarded().accept(&receipt(change, self.sent(Phase::Patch), verified), known);
    }

    fn guarded(&self) -> &GuardedCall {
        self.call.unchecked_ref()
    }
}

fn applied(mut error: Box<Error>) -> Failure {
    // Of what went wrong after acceptance, only this is about the change itself.
    if error.code != Code::GuardUnavailable {
        error.applied = Some(true);
    }
    error.into()
}
