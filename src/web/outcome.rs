//! What a call ended with, as plain JavaScript objects: the receipt, or the fields of an error.
//!
//! Makes no JavaScript error: `npm/src/errors.js` does from these fields, and redacts there.

use alloc::string::String;

use js_sys::Reflect;
use serde::Serialize;
use wasm_bindgen::prelude::*;

use super::Call;
use super::response::Trace;
use crate::graph::error::Error;
use crate::graph::request::RequestParts;

/// What the caller gets when the change was accepted.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Receipt<'a> {
    keyset_id: &'a str,
    key_id: &'a str,
    status: &'static str,
    attempts: u32,
    verified: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    request_id: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    client_request_id: Option<&'a str>,
}

impl<'a> Receipt<'a> {
    pub(super) fn new(call: &'a Call, sent: &'a Sent, trace: &'a Trace) -> Receipt<'a> {
        Receipt {
            keyset_id: call.keyset.as_str(),
            key_id: call.key.as_str(),
            status: call.status.as_str(),
            attempts: 1,
            verified: false,
            request_id: trace.request_id.as_deref(),
            client_request_id: sent.client_request_id.as_deref(),
        }
    }
}

/// A request that left, for the errors that follow.
pub(super) struct Sent {
    client_request_id: Option<String>,
}

/// An error and what the host knows of it.
pub(super) struct Failure {
    error: Error,
    attempts: u32,
    client_request_id: Option<String>,
    request_id: Option<String>,
    date: Option<String>,
    cause: JsValue,
}

/// The fields of a `KeyStatusError` as JavaScript gets them.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Fields<'a> {
    code: &'static str,
    message: &'a str,
    retryable: bool,
    attempts: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    argument: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    applied: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    http_status: Option<u16>,
    #[serde(skip_serializing_if = "Option::is_none")]
    graph_code: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    graph_message: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    request_id: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    client_request_id: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    date: Option<&'a str>,
}

impl Failure {
    /// The host would not build a Request.
    pub(super) fn unbuildable(cause: JsValue) -> Failure {
        let message = "The host could not build a Request; see cause, and check baseUrl.";
        Failure { cause, ..Error::invalid("baseUrl", message.into()).into() }
    }

    pub(super) fn into_js(self) -> JsValue {
        let fields = to_js(&Fields {
            code: self.error.code.as_str(),
            message: &self.error.message,
            retryable: self.error.retryable,
            attempts: self.attempts,
            argument: self.error.argument,
            applied: self.error.applied,
            http_status: self.error.http_status,
            graph_code: self.error.graph_code.as_deref(),
            graph_message: self.error.graph_message.as_deref(),
            request_id: self.request_id.as_deref(),
            client_request_id: self.client_request_id.as_deref(),
            date: self.date.as_deref(),
        });
        if !self.cause.is_undefined() {
            let _ = Reflect::set(&fields, &"cause".into(), &self.cause);
        }
        fields
    }
}

impl Sent {
    pub(super) fn new(parts: &RequestParts) -> Sent {
        Sent { client_request_id: parts.headers.client_request_id.clone() }
    }

    pub(super) fn network(&self, cause: JsValue) -> Failure {
        Failure { cause, ..self.failure(Error::network()) }
    }

    pub(super) fn not_a_response(&self, cause: JsValue) -> Failure {
        Failure { cause, ..self.failure(Error::not_a_response()) }
    }

    pub(super) fn refused(&self, error: Error, trace: &Trace) -> Failure {
        Failure { request_id: trace.request_id.clone(), date: trace.date.clone(), ..self.failure(error) }
    }

    fn failure(&self, error: Error) -> Failure {
        Failure { attempts: 1, client_request_id: self.client_request_id.clone(), ..error.into() }
    }
}

impl From<Error> for Failure {
    /// An error before anything was sent.
    fn from(error: Error) -> Failure {
        Failure { error, attempts: 0, client_request_id: None, request_id: None, date: None, cause: JsValue::UNDEFINED }
    }
}

/// Cannot fail for the two structs here, which hold only texts, numbers and booleans.
pub(super) fn to_js(value: &impl Serialize) -> JsValue {
    serde_wasm_bindgen::to_value(value).unwrap_or(JsValue::UNDEFINED)
}
