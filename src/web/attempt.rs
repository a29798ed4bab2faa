//! One request, sent and judged.

use alloc::{boxed::Box, string::String};

use js_sys::Function;
use wasm_bindgen::prelude::*;

use super::host::{self, Call, Exchange, Fault};
use super::task;
use crate::graph::answer::{Answer, judge};
use crate::graph::error::{Error, TimeLimit};
use crate::graph::request::{KeyStatus, RequestParts};
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

/// Sends the request, for at most so many milliseconds, and judges the answer. `limit` is whose time runs out then.
pub(super) async fn attempt(
    call: &Call,
    fetch: &Function,
    parts: &RequestParts,
    asked: KeyStatus,
    milliseconds: f64,
    limit: TimeLimit,
) -> Box<Attempt> {
    call.send(fetch, parts.method, &parts.url, parts.body, parts.headers.client_request_id.as_deref(), milliseconds);
    let exchange: Exchange = task::pause().await.unchecked_into();
    let mut attempt = Box::new(Attempt {
        result: Ok(()),
        http_status: exchange.status(),
        request_id: exchange.request_id(),
        date: exchange.date(),
        asked_ms: None,
        elapsed_ms: exchange.elapsed_ms(),
        cause: exchange.cause(),
    });
    if let Some(fault) = exchange.failed() {
        attempt.result = Err(match fault {
            Fault::Rejected => Error::network(),
            Fault::Threw => Error::fetch_threw(),
            Fault::OutOfTime => Error::timeout(limit),
            Fault::NoResponse => Error::not_a_response(),
        });
        return attempt;
    }
    let answer = Answer {
        status: exchange.status().unwrap_or_default(),
        redirected: exchange.redirected(),
        body: exchange.json(),
        claims: exchange.challenge().and_then(|header| challenge::claims(&header)).filter(|claims| host::is_json_object(claims)),
    };
    attempt.asked_ms = exchange.retry_after().and_then(|header| retry_after::wait_ms(&header, attempt.date.as_deref(), host::now_ms()));
    if attempt.request_id.is_none() {
        attempt.request_id = answer.request_id().map(Into::into);
    }
    if attempt.date.is_none() {
        attempt.date = answer.date().map(Into::into);
    }
    attempt.result = judge(asked, &answer);
    attempt
}
