//! `patchKeyStatus` with guard and read-back: what is read before each PATCH and after the last. What it means is decided by
//! [`crate::graph::guard`].

use alloc::{boxed::Box, string::String, vec::Vec};

use js_sys::{Array, Map};
use wasm_bindgen::prelude::*;

use super::arguments::Change;
use super::host;
use super::outcome::{self, Failure};
use super::patch::{Phase, Request, Run};
use super::read::what;
use crate::graph::error::{Code, Error, TimeLimit};
use crate::graph::keys::Key;
use crate::graph::request::{self, KeyStatus};
use crate::graph::{guard, retry_after};

#[wasm_bindgen]
extern "C" {
    /// A call that may read before and after (`npm/src/guarded.js`).
    type GuardedCall;
    /// The change was accepted. Should the call not end well from here on, it ends with this error, and what went wrong is its cause.
    #[wasm_bindgen(method)]
    fn accept(this: &GuardedCall, error: &JsValue);
    /// The keys just read: id, status, `nbf` and `exp` of each in turn.
    #[wasm_bindgen(method, getter)]
    fn keys(this: &GuardedCall) -> Array;
    /// The status that the key just read shows.
    #[wasm_bindgen(method, getter)]
    fn shown(this: &GuardedCall) -> Option<String>;
}

/// When the key is read back, each after the read before, in milliseconds: at 0, 0.5, 1, 2 and 4 s.
const READ_BACK_MS: [f64; 5] = [0.0, 500.0, 500.0, 1_000.0, 2_000.0];

/// Sends the PATCH, guarded and read back as the options say; gives the receipt.
pub(super) async fn patch(run: &mut Run, change: &Change, mut request: Request) -> Result<JsValue, Failure> {
    let guarded = run.options.guard && change.status == KeyStatus::Disabled;
    let (request_id, seen) = loop {
        if guarded {
            run.guard(change).await?;
        }
        match run.once(&mut request).await {
            Ok(Some(accepted)) => break (accepted.request_id, false),
            Ok(None) => {}
            Err(failure) if run.options.verify && run.is_unsettled(&failure.error) => {
                if !matches!(run.is_shown(change).await, Ok(true)) {
                    return Err(failure);
                }
                break (failure.error.request_id, true);
            }
            Err(failure) => return Err(failure),
        }
    };
    let receipt = outcome::receipt(change, &request.parts, run.sent(Phase::Patch), &request_id);
    if run.options.verify {
        run.accept(&receipt);
        if !seen && !run.is_shown(change).await? {
            return Err(guard::not_verified().into());
        }
        if guarded {
            let (keys, now) = run.keys(Phase::Verify, change).await?;
            guard::check_again(&keys, &change.keyset, &change.key, now).map_err(|error| applied(run.placed(error)))?;
        }
        set(&receipt, "verified", &JsValue::TRUE);
    }
    Ok(receipt)
}

impl Run {
    async fn guard(&mut self, change: &Change) -> Result<(), Failure> {
        match self.keys(Phase::Guard, change).await {
            Ok((keys, now)) => {
                guard::check(&keys, &change.keyset, &change.key, change.status, now).map_err(|error| self.placed(error).into())
            }
            Err(failure) if self.has_no_token => Err(failure),
            Err(failure) => {
                let mut error = self.placed(guard::unavailable(failure.error.retryable));
                error.retry_after_ms = failure.error.retry_after_ms;
                Err(Failure { error, cause: failure.into_js() })
            }
        }
    }

    /// The keys of the set, and the time at which they are so, in seconds since 1970: the server's, where it can be read.
    async fn keys(&mut self, phase: Phase, change: &Change) -> Result<(Vec<Key>, f64), Failure> {
        let [list, keyset] = ["/keys_v2", ""].map(|below| request::keyset_url(&self.options.base, &change.keyset, below));
        let read = match self.read(phase, what::KEYS, list, None).await {
            // Not everywhere can they be listed.
            Err(failure) if matches!(failure.error.http_status, Some(404 | 405)) => self.read(phase, what::KEYSET, keyset, None).await,
            read => read,
        }?;
        let now_ms = host::now_ms();
        let now = read.date.and_then(|date| retry_after::seconds(&date, now_ms)).unwrap_or(now_ms / 1000.0);
        let members = self.guarded().keys();
        let keys = (0..members.length()).step_by(4).map(|at| {
            let [kid, status, nbf, exp] = core::array::from_fn(|member| members.get(at.wrapping_add(member as u32)));
            Key { kid: kid.as_string().unwrap_or_default(), status: status.as_string(), nbf: nbf.as_f64(), exp: exp.as_f64() }
        });
        Ok((keys.collect(), now))
    }

    /// Whether the key comes to show its new status.
    async fn is_shown(&mut self, change: &Change) -> Result<bool, Failure> {
        for wait_ms in READ_BACK_MS {
            if wait_ms >= self.left_ms {
                return Err(self.placed(Error::timeout(TimeLimit::Call)).into());
            }
            if wait_ms > 0.0 {
                self.sleep(wait_ms).await;
            }
            let url = request::key_url(&self.options.base, &change.keyset, &change.key);
            self.read(Phase::Verify, what::KEY, url, Some(change.key.as_str())).await?;
            if self.guarded().shown().as_deref() == Some(change.status.as_str()) {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Whether a PATCH has left and nobody knows what came of it.
    fn is_unsettled(&self, error: &Error) -> bool {
        error.applied.is_none() && self.left_ms > 0.0 && matches!(error.code, Code::Network | Code::Timeout | Code::Unavailable)
    }

    fn accept(&self, receipt: &JsValue) {
        let error: Failure = applied(self.placed(guard::not_verified()));
        let fields = error.into_js();
        set(&fields, "receipt", receipt);
        self.guarded().accept(&fields);
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

fn set(members: &JsValue, name: &str, value: &JsValue) {
    members.unchecked_ref::<Map>().set(&name.into(), value);
}
