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
    /// A call that may read before and after (`npm/src/guarded.js`).
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

/// When the key is read back, each after the read before, in milliseconds: at 0, 0.5, 1, 2 and 4 s.
const READ_BACK_MS: [f64; 5] = [0.0, 500.0, 500.0, 1_000.0, 2_000.0];

/// Sends the PATCH, guarded and read back as the options say; gives the call its receipt.
pub(super) async fn patch(run: &mut Run, change: &Change) -> Result<(), Failure> {
    let mut request = change.request(&run.options);
    panic_if_asked(&request.parts.url, "panic-before-sending");
    let guarded = run.options.guard && change.status == KeyStatus::Disabled;
    let verified = run.options.verify;
    // What the last PATCH ended with that nobody knows the outcome of.
    let mut unsettled = None;
    let known = loop {
        if guarded {
            run.guard(change).await?;
        }
        match run.once(&mut request).await {
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
    let attempts = run.sent(Phase::Patch);
    if verified {
        let receipt = receipt(change, attempts, false);
        if unsettled.is_none() {
            run.accept(&receipt, known);
        }
        run.read_back(change, guarded, &receipt, known, unsettled).await?;
    }
    run.guarded().receive(&receipt(change, attempts, verified), known);
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
    async fn read_back(
        &mut self,
        change: &Change,
        guarded: bool,
        receipt: &JsValue,
        known: u32,
        mut unsettled: Option<Failure>,
    ) -> Result<(), Failure> {
        let mut is_shown = false;
        let mut failed: Option<Failure> = None;
        // What is tried again at once is limited for all reads together: these are tries of their own.
        let mut counted = 0.0;
        for wait_ms in READ_BACK_MS {
            if failed.as_ref().is_some_and(|failure| self.is_final(&failure.error, wait_ms)) {
                break;
            }
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
                if !is_shown {
                    continue;
                }
                unsettled = None;
                self.accept(receipt, known);
            }
            if !guarded {
                return Ok(());
            }
            match self.keys(Phase::Verify, change, &mut counted).await {
                Ok((keys, now)) => {
                    return guard::check_again(&keys, &change.keyset, &change.key, now).map_err(|error| applied(self.placed(error)));
                }
                Err(failure) => failed = Some(failure),
            }
        }
        Err(unsettled.or(failed).unwrap_or_else(|| guard::not_verified().into()))
    }

    /// Whether reading again after that wait cannot mend what a read failed with, or would come too early.
    fn is_final(&self, error: &Error, wait_ms: f64) -> bool {
        let refused = matches!(error.code, Code::Unauthorized | Code::Forbidden);
        self.has_no_token || refused || self.asked_ms > Some(wait_ms)
    }

    /// Whether a PATCH has left and nobody knows what came of it.
    fn is_unsettled(&self, error: &Error) -> bool {
        // Who gave no token in time would be asked for another to read with.
        error.applied.is_none()
            && !self.has_no_token
            && self.left_ms > 0.0
            && matches!(error.code, Code::Network | Code::Timeout | Code::Unavailable)
    }

    fn accept(&self, receipt: &JsValue, known: u32) {
        applied(self.placed(guard::not_verified())).tell(&self.call);
        self.guarded().accept(receipt, known);
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
