//! What one request came to, judged.

use alloc::{boxed::Box, string::String};

use wasm_bindgen::prelude::*;

use super::host::{self, Fault, Outcome};
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
    /// What the host failed with.
    pub(super) cause: JsValue,
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
pub(super) fn judged(exchange: &Outcome, asked: Asked, limit: TimeLimit) -> Box<Attempt> {
    let mut attempt = Box::new(Attempt {
        result: Ok(()),
        http_status: exchange.number("status").map(|status| status as u16),
        request_id: exchange.text("requestId"),
        date: exchange.text("date"),
        asked_ms: None,
        elapsed_ms: exchange.number("elapsedMs").unwrap_or_default(),
        cause: exchange.value("cause"),
    });
    if let Some(fault) = exchange.fault() {
        attempt.result = Err(match fault {
            Fault::Rejected => Error::network(),
            Fault::Threw => Error::fetch_threw(),
            Fault::OutOfTime => Error::timeout(limit),
            Fault::NoResponse => Error::not_a_response(),
        });
        return attempt;
    }
    let answer = Answer {
        status: attempt.http_status.unwrap_or_default(),
        redirected: exchange.flag("redirected"),
        body: exchange.json(),
        claims: exchange.text("challenge").and_then(|header| challenge::claims(&header)).filter(|claims| host::is_json(claims)),
    };
    attempt.asked_ms =
        exchange.text("retryAfter").and_then(|header| retry_after::wait_ms(&header, attempt.date.as_deref(), host::now_ms()));
    if attempt.request_id.is_none() {
        attempt.request_id = answer.request_id().map(Into::into);
    }
    if attempt.date.is_none() {
        attempt.date = answer.date().map(Into::into);
    }
    attempt.result = match asked {
        Asked::Status(status) => judge(status, &answer),
        #[cfg(feature = "full")]
        Asked::Content => judge_read(exchange.flag("good"), &answer),
    };
    attempt
}
