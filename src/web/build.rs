//! `buildPatchRequest`: the request as a `Request`, which gloo-net builds. Sends nothing.

use gloo_net::http::{Headers, Request};
use wasm_bindgen::prelude::*;
use web_sys::{RequestInit, RequestRedirect};

use super::arguments::Change;
use super::host::Call;
use super::options::Options;
use super::outcome::Failure;
use super::panic_if_asked;
use crate::graph::error::Error;
use crate::graph::request::RequestParts;

#[wasm_bindgen]
extern "C" {
    /// The call of one who builds a request (`npm/src/request.ts`).
    type RequestCall;
    /// Fails where the host has no `Headers`; gloo-net would panic there.
    #[wasm_bindgen(method, catch, js_name = tryHeaders)]
    fn try_headers(this: &RequestCall) -> Result<(), JsValue>;
    /// Takes the `Request`, and puts the token and the id of the call into it.
    #[wasm_bindgen(method, catch)]
    fn built(this: &RequestCall, request: &web_sys::Request) -> Result<(), JsValue>;
    /// The number of what is known then: that cause.
    #[wasm_bindgen(method)]
    fn keep(this: &RequestCall, cause: &JsValue) -> u32;
}

/// Gives the call a `Request` that carries the token.
pub(super) fn build(call: &Call, change: &Change, options: &Options) -> Result<(), Failure> {
    let parts = change.request(options).parts;
    panic_if_asked(&parts.url, "panic-before-sending");
    let call: &RequestCall = call.unchecked_ref();
    // The token is added by the call, since headers of gloo-net would copy it into wasm memory; so is its id, which is nowhere else here.
    let built = call.try_headers().and_then(|()| request(&parts)).and_then(|request| call.built(&request.into()));
    built.map_err(|cause| {
        let message = "The host could not build a Request; see cause, and check baseUrl.";
        Failure { error: Error::invalid("baseUrl", &[message]), known: call.keep(&cause) }
    })
}

/// Of gloo-net's own, without its builder: that parses the URL once more and puts it together with texts that are formatted, 1.5 kB for
/// nothing, and panics where a host's `Request` throws what is no Error.
fn request(parts: &RequestParts) -> Result<Request, JsValue> {
    let headers = Headers::new();
    headers.set("content-type", parts.headers.content_type);
    headers.set("accept", parts.headers.accept);
    let init = RequestInit::new();
    init.set_method(parts.method);
    init.set_headers(&headers.into_raw());
    init.set_body(&parts.body.into());
    init.set_redirect(RequestRedirect::Manual);
    web_sys::Request::new_with_str_and_init(&parts.url, &init).map(Request::from)
}
