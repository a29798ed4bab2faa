//! `buildPatchRequest`: the request as a `Request`, which gloo-net builds. Sends nothing.

use wasm_bindgen::prelude::*;
use web_sys::RequestRedirect;

use super::arguments::{Arguments, Change};
use super::host::Call;
use super::options::REQUEST_OPTIONS;
use super::outcome::Failure;
use super::panic_if_asked;
use crate::graph::error::Error;
use crate::graph::request::RequestParts;

#[wasm_bindgen]
extern "C" {
    /// The call of one who builds a request (`npm/src/request.js`).
    type RequestCall;
    /// Fails where the host can build no `Request` for a URL; gloo-net would panic there.
    #[wasm_bindgen(method, catch, js_name = tryRequest)]
    fn try_request(this: &RequestCall, url: &str) -> Result<(), JsValue>;
    /// Puts the token into headers.
    #[wasm_bindgen(method, catch)]
    fn authorize(this: &RequestCall, headers: &web_sys::Headers) -> Result<(), JsValue>;
}

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
    request(&parts, call.unchecked_ref()).map_err(|cause| {
        let message = "The host could not build a Request; see cause, and check baseUrl.";
        Failure { error: Error::invalid("baseUrl", &[message]), cause }
    })
}

/// The token is added after, since gloo-net's headers would copy it into wasm memory.
fn request(parts: &RequestParts, call: &RequestCall) -> Result<JsValue, JsValue> {
    call.try_request(&parts.url)?;
    let mut builder = gloo_net::http::RequestBuilder::new(&parts.url)
        .method(gloo_net::http::Method::PATCH)
        .redirect(RequestRedirect::Manual)
        .header("content-type", parts.headers.content_type)
        .header("accept", parts.headers.accept);
    if let Some(id) = &parts.headers.client_request_id {
        builder = builder.header("client-request-id", id);
    }
    let request = builder.body(parts.body).map_err(|error| match error {
        gloo_net::Error::JsError(error) => js_sys::Error::new(&error.message).into(),
        _ => JsValue::UNDEFINED,
    })?;
    let request = web_sys::Request::from(request);
    call.authorize(&request.headers())?;
    Ok(request.into())
}
