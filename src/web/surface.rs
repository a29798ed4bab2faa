//! What the module exports besides [`super::task`]: one function for each call, which starts a task and returns its number.
//!
//! `npm/src/engine.js` steps the task and owns the promise that the caller holds.

use wasm_bindgen::prelude::*;

use super::{Arguments, build, patch, task};

/// Starts `patchKeyStatus`.
#[wasm_bindgen(js_name = patchKeyStatus)]
pub fn patch_key_status(
    keyset_id: JsValue,
    key_id: JsValue,
    status: JsValue,
    token: JsValue,
    options: JsValue,
    host_fetch: JsValue,
) -> usize {
    task::start(patch(Arguments { keyset_id, key_id, status, token, options }, host_fetch))
}

/// Starts `buildPatchRequest`.
#[wasm_bindgen(js_name = buildPatchRequest)]
pub fn build_patch_request(keyset_id: JsValue, key_id: JsValue, status: JsValue, token: JsValue, options: JsValue) -> usize {
    task::start(async { build(Arguments { keyset_id, key_id, status, token, options }) })
}
