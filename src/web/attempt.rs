//! What one request came to, judged.

use alloc::{boxed::Box, string::String};

use super::host::{Call, Fault, answer as at};
use super::json::json;
#[cfg(feature = "full")]
use crate::graph::answer::judge_read;
use crate::graph::answer::{Answer, judge};
use crate::graph::error::{Error, TimeLimit};
use crate::graph::request::KeyStatus;
use crate::graph::{challenge, retry_after};

/// What came of it.
pub(super) struct Attempt {
    pub(super) result: Result<(), Box<Error>>,
    pub(super) http_status: Option<u16>,
    pub(super) request_id: Option<String>,
    /// When Graph answered, in one of the forms of the header or of an error body.
    pub(super) date: Option<String>,
    /// The wait that Graph asked for, in milliseconds.
    pub(super) asked_ms: Option<f64>,
    pub(super) elapsed_ms: f64,
    /// The number of what the host failed with.
    pub(super) cause: u32,
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
pub(super) fn judged(call: &Call, asked: Asked, limit: TimeLimit) -> Box<Attempt> {
    let mut attempt = Box::new(Attempt {
        result: Ok(()),
        http_status: Some(call.number(at::STATUS)).filter(|status| !status.is_nan()).map(|status| status as u16),
        request_id: call.text(at::REQUEST_ID),
        date: call.text(at::DATE),
        asked_ms: None,
        elapsed_ms: call.number(at::ELAPSED_MS),
        cause: call.number(at::CAUSE) as u32,
    });
    if let Some(fault) = call.fault() {
        let mut error = match fault {
            Fault::Rejected => Error::network(),
            Fault::Threw => Error::fetch_threw(),
            Fault::OutOfTime => Error::timeout(limit),
            Fault::NoResponse => Error::not_a_response(),
        };
        // Where only the body was lost.
        error.http_status = attempt.http_status;
        attempt.result = Err(error);
        return attempt;
    }
    let answer = Answer {
        status: attempt.http_status.unwrap_or_default(),
        redirected: call.flag(at::REDIRECTED),
        body: call.text(at::BODY).map(|body| json(&body)).unwrap_or_default(),
        claims: call.text(at::CHALLENGE).and_then(|header| challenge::claims(&header, &|base64| call.claims_of(base64))),
    };
    attempt.asked_ms = call.text(at::RETRY_AFTER).and_then(|header| retry_after::wait_ms(&header, attempt.date.as_deref(), call.now()));
    if attempt.request_id.is_none() {
        attempt.request_id = answer.request_id().map(Into::into);
    }
    if attempt.date.is_none() {
        attempt.date = answer.date().map(Into::into);
    }
    attempt.result = match asked {
        Asked::Status(status) => judge(status, &answer),
        #[cfg(feature = "full")]
        Asked::Content => judge_read(call.flag(at::GOOD), &answer),
    };
    attempt
}
