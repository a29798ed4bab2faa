//! `buildPatchRequest`: the request as a `Request`, which gloo-net builds. Sends nothing.

use wasm_bindgen::prelude::*;
use web_sys::RequestRedirect;

use super::arguments::Change;
use super::host::Call;
use super::options::Options;
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
    /// Takes the `Request`, and puts the token into it.
    #[wasm_bindgen(method, catch)]
    fn built(this: &RequestCall, request: &web_sys::Request) -> Result<(), JsValue>;
    /// The number of a cause.
    #[wasm_bindgen(method)]
    fn keep(this: &RequestCall, cause: &JsValue) -> u32;
}

/// Gives the call a `Request` that carries the token.
pub(super) fn build(call: &Call, change: &Change, options: &Options) -> Result<(), Failure> {
    let parts = change.request(options).parts;
    panic_if_asked(&parts.url, "panic-before-sending");
    let call: &RequestCall = call.unchecked_ref();
    request(&parts, call).map_err(|cause| {
        let message = "The host could not build a Request; see cause, and check baseUrl.";
        Failure { error: Error::invalid("baseUrl", &[message]), cause: call.keep(&cause) }
    })
}

/// The token is added after, since gloo-net's headers would copy it into wasm memory.
fn request(parts: &RequestParts, call: &RequestCall) -> Result<(), JsValue> {
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
    call.built(&request.into())
}
