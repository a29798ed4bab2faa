//! Does here what `npm/src/engine.js` does in the package: steps a task and awaits what it waits for. Tests nothing.

use js_sys::Array;
use trustframework_keys::web::task::{State, step, take};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

/// Steps the task to its end.
pub async fn settle(id: usize) -> Result<JsValue, JsValue> {
    let mut last = Ok(JsValue::UNDEFINED);
    loop {
        let fulfilled = last.is_ok();
        let state = step(id, fulfilled, last.unwrap_or_else(|reason| reason));
        let value = take();
        match state {
            State::Waiting => last = JsFuture::from(js_sys::Promise::resolve(&value)).await,
            State::Done => return Ok(value),
            State::Failed => return Err(value),
        }
    }
}

/// Options as `npm/src/own.js` hands them over.
pub fn entries(members: &[(&str, JsValue)]) -> JsValue {
    members.iter().flat_map(|(key, value)| [(*key).into(), value.clone()]).collect::<Array>().into()
}

/// The body of a function that answers with a Response.
pub fn answer(body: &str, init: &str) -> String {
    format!("return Promise.resolve(new Response({body}, {init}))")
}
