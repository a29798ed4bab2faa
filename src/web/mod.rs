//! The JavaScript side: one call from arguments to outcome.
//!
//! Knows no rule of Graph; those stand in [`crate::graph`]. The token passes through as a JavaScript string and is never copied into
//! wasm memory.

pub mod surface;
pub mod task;
mod arguments;
mod host;
mod response;
mod outcome;

use js_sys::JsString;
use wasm_bindgen::prelude::*;

use crate::graph::error::Error;
use crate::graph::{answer, request};
use arguments::Options;
use outcome::{Failure, Receipt, Sent};

/// What a call was given, not looked at yet. `options` is `undefined` or a list of own keys and values in turn.
struct Arguments {
    keyset_id: JsValue,
    key_id: JsValue,
    status: JsValue,
    token: JsValue,
    options: JsValue,
}

/// A call whose arguments are right.
struct Call {
    keyset: request::KeysetId,
    key: request::KeyId,
    status: request::KeyStatus,
    token: JsString,
    options: Options,
}

impl Call {
    fn parse(arguments: Arguments, known_options: &[&'static str]) -> Result<Call, Failure> {
        Ok(Call {
            keyset: request::KeysetId::parse(arguments::text("keysetId", &arguments.keyset_id)?)?,
            key: request::KeyId::parse(arguments::text("keyId", &arguments.key_id)?)?,
            status: request::KeyStatus::parse(&arguments.status.as_string().unwrap_or_default())?,
            options: Options::read(&arguments.options, known_options)?,
            token: arguments::token(arguments.token)?,
        })
    }

    fn parts(&mut self) -> request::RequestParts {
        let id = self.options.client_request_id.take();
        request::patch(&self.options.base, &self.keyset, &self.key, self.status, id)
    }
}

/// `patchKeyStatus`: one PATCH, judged. `host_fetch` is what `globalThis.fetch` was at call time.
async fn patch(arguments: Arguments, host_fetch: JsValue) -> Result<JsValue, JsValue> {
    try_patch(arguments, host_fetch).await.map_err(Failure::into_js)
}

async fn try_patch(arguments: Arguments, host_fetch: JsValue) -> Result<JsValue, Failure> {
    let mut call = Call::parse(arguments, arguments::PATCH_OPTIONS)?;
    let parts = call.parts();
    panic_if_asked(&call.keyset, "panic-before-sending");
    let fetch = call.options.fetch.take().or_else(|| host_fetch.dyn_into().ok()).ok_or_else(Error::no_fetch)?;
    let sent = Sent::new(&parts);
    let init = host::init(&parts, &call.token);
    let response = match host::fetch(&fetch, &parts.url, &init) {
        Ok(promise) => task::wait(promise).await,
        Err(thrown) => Err(thrown),
    };
    panic_if_asked(&call.keyset, "panic-after-the-answer");
    let response = response.map_err(|cause| sent.network(cause))?;
    let (answer, trace) = response::read(response).await.map_err(|cause| sent.not_a_response(cause))?;
    answer::judge(call.status, &answer).map_err(|error| sent.refused(error, &trace))?;
    Ok(outcome::to_js(&Receipt::new(&call, &sent, &trace)))
}

/// `buildPatchRequest`: the same request as a value. Sends nothing.
fn build(arguments: Arguments) -> Result<JsValue, JsValue> {
    let built = Call::parse(arguments, arguments::REQUEST_OPTIONS).and_then(|mut call| {
        let parts = call.parts();
        panic_if_asked(&call.keyset, "panic-before-sending");
        host::request(&parts, &call.token).map_err(Failure::unbuildable)
    });
    built.map_err(Failure::into_js)
}

/// The trap that a test build springs; nothing in any other build.
#[allow(clippy::panic)]
fn panic_if_asked(keyset: &request::KeysetId, place: &str) {
    if cfg!(feature = "deliberate-panic") && keyset.as_str() == place {
        panic!();
    }
}
