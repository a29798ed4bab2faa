//! `buildPatchRequest`: the request as a value. Sends nothing.

use wasm_bindgen::prelude::*;

use super::arguments::{Arguments, Change};
use super::host::{self, Call};
use super::options::REQUEST_OPTIONS;
use super::outcome::Failure;
use super::panic_if_asked;
use crate::graph::error::Error;

/// Gives a `Request` that carries the token.
pub(super) fn build(arguments: Arguments, call: Call) -> Result<JsValue, JsValue> {
    try_build(arguments, &call).map_err(Failure::into_js)
}

fn try_build(arguments: Arguments, call: &Call) -> Result<JsValue, Failure> {
    let (change, options) = Change::parse(&arguments, REQUEST_OPTIONS, call)?;
    if call.asks() {
        return Err(Error::invalid("token", &["token must be a string here: nothing is sent that a source could be asked for."]).into());
    }
    if call.aborted() {
        return Ok(JsValue::UNDEFINED);
    }
    let parts = change.parts(&options);
    panic_if_asked(&parts.url, "panic-before-sending");
    host::request(&parts, call).map_err(|cause| {
        let message = "The host could not build a Request; see cause, and check baseUrl.";
        Failure { error: Error::invalid("baseUrl", &[message]), cause }
    })
}
