//! Every facility of the host, each touched here and nowhere else: `fetch`, `Request`, random numbers, JSON, dates, text.
//!
//! All are looked up when they are called, so that what a test or a tracer puts in their place is used. Decides nothing.

use js_sys::{Array, Function, JsString, Object, Reflect};
use wasm_bindgen::prelude::*;
use web_sys::RequestRedirect;

use crate::graph::request::RequestParts;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_name = URL)]
    type Url;
    #[wasm_bindgen(constructor, js_class = "URL", catch)]
    fn new(text: &str) -> Result<Url, JsValue>;

    #[wasm_bindgen(js_namespace = JSON, js_name = parse, catch)]
    fn json_parse(text: &JsValue) -> Result<JsValue, JsValue>;

    #[wasm_bindgen(js_namespace = Promise, js_name = allSettled, catch)]
    fn all_settled(promises: &Array) -> Result<JsValue, JsValue>;

    /// The host's decoder of UTF-8, which takes bytes of any realm and refuses what is none.
    pub(super) type TextDecoder;
    #[wasm_bindgen(constructor, catch)]
    pub(super) fn new() -> Result<TextDecoder, JsValue>;
    #[wasm_bindgen(method, catch)]
    pub(super) fn decode(this: &TextDecoder, bytes: &JsValue, options: &JsValue) -> Result<JsString, JsValue>;

    /// Headers whose values stay JavaScript strings.
    type SecretHeaders;
    #[wasm_bindgen(method, structural, catch)]
    fn set(this: &SecretHeaders, name: &str, value: &JsString) -> Result<(), JsValue>;
}

/// Calls `fetch(url, init)` with `this` undefined. What comes back should be a promise, but a custom `fetch` may give anything.
pub(super) fn fetch(fetch: &Function, url: &str, init: &JsValue) -> Result<JsValue, JsValue> {
    fetch.call2(&JsValue::UNDEFINED, &url.into(), init)
}

/// Whether the host can make sense of a URL, its host name included.
pub(super) fn is_url(text: &str) -> bool {
    Url::new(text).is_ok()
}

/// The init for `fetch`: without a prototype, so that nothing put on `Object.prototype` can change the request.
pub(super) fn init(parts: &RequestParts, token: &JsString) -> JsValue {
    let headers = Object::new();
    set(&headers, "authorization", &bearer(token));
    set(&headers, "content-type", &parts.headers.content_type.into());
    set(&headers, "accept", &parts.headers.accept.into());
    if let Some(id) = &parts.headers.client_request_id {
        set(&headers, "client-request-id", &id.into());
    }
    let init = Object::create(JsValue::NULL.unchecked_ref());
    set(&init, "method", &parts.method.into());
    set(&init, "headers", &headers);
    set(&init, "body", &parts.body.into());
    set(&init, "redirect", &"manual".into());
    init.into()
}

/// The same as a `Request`. gloo-net builds it; the token is added after, since gloo-net's headers would copy it into wasm memory.
pub(super) fn request(parts: &RequestParts, token: &JsString) -> Result<JsValue, JsValue> {
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
    request.headers().unchecked_into::<SecretHeaders>().set("authorization", bearer(token).unchecked_ref())?;
    Ok(request.into())
}

/// 128 random bits, good enough for telling calls apart and for nothing else.
pub(super) fn random_bits() -> [u32; 4] {
    core::array::from_fn(|_| (js_sys::Math::random() * 4_294_967_296.0) as u32)
}

/// The options for decoding one piece of a longer text.
pub(super) fn more_to_come() -> JsValue {
    let options = Object::new();
    set(&options, "stream", &JsValue::TRUE);
    options.into()
}

/// Text as JSON; `undefined` when it is not.
pub(super) fn parse_json(text: &JsValue) -> JsValue {
    json_parse(text).unwrap_or(JsValue::UNDEFINED)
}

/// Lets a promise end as it likes: without this a rejection would be reported as unhandled.
pub(super) fn ignore(promise: &JsValue) {
    let _ = all_settled(&Array::of1(promise));
}

/// A date that JavaScript can read, as ISO 8601 in UTC.
pub(super) fn iso_date(text: &JsValue) -> Option<alloc::string::String> {
    let date = js_sys::Date::new(text);
    (!date.get_time().is_nan()).then(|| date.to_iso_string().into())
}

fn bearer(token: &JsString) -> JsValue {
    JsString::from("Bearer ").concat(token).into()
}

/// Cannot fail: the object is our own, and extensible.
fn set(object: &Object, name: &str, value: &JsValue) {
    let _ = Reflect::set(object, &name.into(), value);
}
