//! `buildPatchRequest`: the request as a `Request`, which gloo-net builds. Sends nothing.

use alloc::string::String;

use gloo_net::http::{Headers, Request};
use wasm_bindgen::prelude::*;
use web_sys::{RequestInit, RequestRedirect};

use crate::graph::error::Error;
use crate::graph::request::{self, Change, RequestParts};
use crate::machine::exchange::Kept;
use crate::web::describe::described;
use crate::web::failures;
use crate::web::words::{self, Status};

#[wasm_bindgen]
extern "C" {
    /// Fails where the host has no `Headers`. gloo-net would panic there.
    #[wasm_bindgen(catch, js_namespace = host, js_name = tryHeaders)]
    fn try_headers() -> Result<(), JsValue>;
}

/// Builds the request without its token, which JavaScript adds: headers of gloo-net would copy the token into wasm memory.
///
/// Returns `undefined` if an argument or an option is invalid (reported by `host.failed`), or if `begins` is false (validate only).
/// `src/web/offline/build.rs`.
///
/// # Errors
/// What the host threw.
#[wasm_bindgen(js_name = buildPatchRequest)]
pub fn build_patch_request(keyset: String, key: String, status: Status, begins: bool) -> Result<Option<web_sys::Request>, JsValue> {
    let Some((settings, wanted)) = described(Change::parse(keyset, key, words::status(status))) else { return Ok(None) };
    if !begins {
        return Ok(None);
    }
    let parts = request::patch(settings.base_url(), &wanted);
    try_headers()?;
    Ok(Some(request(&parts)?.into()))
}

/// Reports that the host could not build the request. `kept` names what it threw.
#[wasm_bindgen(js_name = cannotBuild)]
pub fn cannot_build(kept: u32) {
    let error = Error::invalid("baseUrl", &["The host could not build a Request; see cause, and check baseUrl."]);
    failures::say(&error, Some(Kept(kept)));
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
