//! What a call tells its caller, as Maps of members: a receipt, an event, the fields of an error.
//!
//! `npm/src` makes objects of them and redacts those; nothing on `Object.prototype` can get between, as a setter could if objects were
//! built here. Makes no JavaScript error: `npm/src/errors.js` does.

use alloc::{boxed::Box, string::String};

use wasm_bindgen::prelude::*;

use super::arguments::Change;
use super::attempt::Attempt;
use super::members::{Member, number, text, to_map};
use crate::graph::error::Error;
use crate::graph::request::RequestParts;

/// What the caller gets when the change was accepted.
pub(super) fn receipt(change: &Change, parts: &RequestParts, attempts: f64, request_id: &Option<String>) -> JsValue {
    to_map(&[
        ("keysetId", Member::Text(change.keyset.as_str())),
        ("keyId", Member::Text(change.key.as_str())),
        ("status", Member::Text(change.status.as_str())),
        ("attempts", Member::Number(attempts)),
        ("verified", Member::Flag(false)),
        ("requestId", text(request_id)),
        ("clientRequestId", text(&parts.headers.client_request_id)),
    ])
}

/// What `onAttempt` gets after each attempt; `wait_ms` is the wait that follows.
pub(super) fn event(phase: &str, parts: &RequestParts, attempt: f64, ended: &Attempt, wait_ms: Option<f64>) -> JsValue {
    to_map(&[
        ("phase", Member::Text(phase)),
        ("attempt", Member::Number(attempt)),
        ("httpStatus", number(ended.http_status.map(Into::into))),
        ("code", ended.result.as_ref().err().map_or(Member::Absent, |error| Member::Text(error.code.as_str()))),
        ("requestId", text(&ended.request_id)),
        ("clientRequestId", text(&parts.headers.client_request_id)),
        ("elapsedMs", Member::Number(ended.elapsed_ms)),
        ("waitMs", number(wait_ms)),
    ])
}

/// An error, and what the host failed with.
pub(super) struct Failure {
    pub(super) error: Box<Error>,
    pub(super) cause: JsValue,
}

impl Failure {
    pub(super) fn into_js(self) -> JsValue {
        let error = self.error;
        let fields = to_map(&[
            ("code", Member::Text(error.code.as_str())),
            ("message", Member::Text(&error.message)),
            ("retryable", Member::Flag(error.retryable)),
            ("attempts", Member::Number(error.attempts)),
            ("argument", error.argument.map_or(Member::Absent, Member::Text)),
            ("applied", error.applied.map_or(Member::Absent, Member::Flag)),
            ("httpStatus", number(error.http_status.map(Into::into))),
            ("graphCode", text(&error.graph_code)),
            ("graphMessage", text(&error.graph_message)),
            ("requestId", text(&error.request_id)),
            ("clientRequestId", text(&error.client_request_id)),
            ("date", text(&error.date)),
            ("retryAfterMs", number(error.retry_after_ms)),
            ("claims", text(&error.claims)),
        ]);
        if !self.cause.is_undefined() {
            fields.unchecked_ref::<js_sys::Map>().set(&"cause".into(), &self.cause);
        }
        fields
    }
}

impl From<Box<Error>> for Failure {
    fn from(error: Box<Error>) -> Failure {
        Failure { error, cause: JsValue::UNDEFINED }
    }
}
