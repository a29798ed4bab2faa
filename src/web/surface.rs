//! What the module exports besides [`super::task`]: one function for each call, which starts a task and returns its number.
//!
//! `npm/src/engine.js` steps the task; `call` is the other half of its work (`npm/src/call.js`).

use wasm_bindgen::prelude::*;

use super::arguments::Arguments;
#[cfg(feature = "full")]
use super::build;
use super::host::Call;
#[cfg(feature = "full")]
use super::read;
use super::{patch, task};

/// Starts `patchKeyStatus`. `host_fetch` is what `globalThis.fetch` was at call time.
#[wasm_bindgen(js_name = patchKeyStatus)]
pub fn patch_key_status(keyset_id: JsValue, key_id: JsValue, status: JsValue, options: JsValue, host_fetch: JsValue, call: Call) -> usize {
    task::start(patch::patch(Arguments { keyset_id, key_id, status, options }, host_fetch, call))
}

/// Starts to read; `what` is of `npm/src/keys.js`, and the ids are those it needs.
#[cfg(feature = "full")]
#[wasm_bindgen]
pub fn read(what: u8, keyset_id: JsValue, key_id: JsValue, options: JsValue, host_fetch: JsValue, call: Call) -> usize {
    task::start(read::read(what, keyset_id, key_id, options, host_fetch, call))
}

/// Starts `buildPatchRequest`.
#[cfg(feature = "full")]
#[wasm_bindgen(js_name = buildPatchRequest)]
pub fn build_patch_request(keyset_id: JsValue, key_id: JsValue, status: JsValue, options: JsValue, call: Call) -> usize {
    task::start(async { build::build(Arguments { keyset_id, key_id, status, options }, call) })
}
