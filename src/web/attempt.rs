//! What one request came to, judged.

use alloc::boxed::Box;

use super::host::{Call, Fault, answer as at};
use super::json::json;
#[cfg(feature = "full")]
use crate::graph::answer::judge_read;
use crate::graph::answer::{Answer, judge};
use crate::graph::error::{Error, TimeLimit};
use crate::graph::request::KeyStatus;

/// What came of it.
pub(super) struct Attempt {
    pub(super) result: Result<(), Box<Error>>,
    /// The wait that Graph asked for, in milliseconds.
    pub(super) asked_ms: Option<f64>,
    /// The number of what else the call knows of it.
    pub(super) known: u32,
}

/// What a good answer shows.
#[derive(Clone, Copy)]
pub(super) enum Asked {
    /// That the key has this status.
    Status(KeyStatus),
    /// What was to be read; the call knows that.
    #[cfg(feature = "full")]
    Content,
}

/// Judges what a request came to; `limit` is whose time it had.
pub(super) fn judged(call: &Call, asked: Asked, limit: TimeLimit) -> Attempt {
    let known = call.number(at::KNOWN) as u32;
    if let Some(fault) = call.fault() {
        let error = match fault {
            Fault::Rejected => Error::network(),
            Fault::Threw => Error::fetch_threw(),
            Fault::OutOfTime => Error::timeout(limit),
            Fault::NoResponse => Error::not_a_response(),
        };
        return Attempt { result: Err(error), asked_ms: None, known };
    }
    let answer = Answer {
        // NaN, that of an opaque redirect, becomes 0.
        status: call.number(at::STATUS) as u16,
        redirected: call.flag(at::REDIRECTED),
        body: call.text(at::BODY).map(|body| json(&body)).unwrap_or_default(),
        demands_claims: call.flag(at::DEMANDS_CLAIMS),
    };
    let result = match asked {
        Asked::Status(status) => judge(status, &answer),
        #[cfg(feature = "full")]
        Asked::Content => judge_read(call.flag(at::GOOD), &answer),
    };
    Attempt { result, asked_ms: Some(call.number(at::ASKED_MS)).filter(|milliseconds| !milliseconds.is_nan()), known }
}
