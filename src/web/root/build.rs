//! `buildPatchRequest`: the request as a `Request`, which gloo-net builds. Sends nothing.

use alloc::boxed::Box;

use gloo_net::http::{Headers, Request};
use wasm_bindgen::prelude::*;
use web_sys::{RequestInit, RequestRedirect};

use super::commands;
use super::described;
use crate::graph::error::Error;
use crate::graph::request::{self, RequestParts};
use crate::machine::change::Change;
use crate::machine::exchange::{Failure, Kept};
use crate::web::deliberate_panic;

#[wasm_bindgen]
extern "C" {
    /// Fails where the host has no `Headers`. gloo-net would panic there.
    #[wasm_bindgen(catch, js_namespace = host, js_name = tryHeaders)]
    fn try_headers() -> Result<(), JsValue>;
    /// Keeps what the host threw, and gives the number that names it.
    #[wasm_bindgen(js_namespace = host)]
    fn keep(cause: &JsValue) -> u32;
}

/// Gives the request without its token, which JavaScript adds: headers of gloo-net would copy the token into wasm memory. Says what is wrong
/// where there is none.
#[wasm_bindgen(js_name = buildPatchRequest)]
pub fn build_patch_request() -> Option<web_sys::Request> {
    let mut description = described()?;
    let Change { keyset, key, status } = description.change()?;
    let parts = request::patch(&description.settings.base_url(), &keyset, &key, status);
    deliberate_panic::before_sending(0, &parts.url);
    let built = try_headers().and_then(|()| request(&parts));
    let refused = |cause| {
        let error = Error::invalid("baseUrl", &["The host could not build a Request; see cause, and check baseUrl."]);
        commands::fail(&Failure { kept: Some(Kept(keep(&cause))), ..*Box::<Failure>::from(error) });
    };
    built.map_err(refused).ok().map(Into::into)
}

/// Of gloo-net's own, without its builder: that parses the URL once more and puts it together with texts that are formatted, 1.5 kB for
/// nothing, and panics where a host's `Request` throws what is no Error.
fn request(parts: &RequestParts) -> Result<Request, JsValue> {
    let headers = Headers::new();
    headers.set("content-type", request::MEDIA_TYPE);
    headers.set("accept", request::MEDIA_TYPE);
    let init = RequestInit::new();
    init.set_method(parts.method);
    init.set_headers(&headers.into_raw());
    if let Some(body) = parts.body {
        init.set_body(&body.into());
    }
    init.set_redirect(RequestRedirect::Manual);
    web_sys::Request::new_with_str_and_init(&parts.url, &init).map(Request::from)
}
