//! What the module exports besides [`super::task`]: one function for each call, which starts a task and returns its number.
//!
//! `npm/src/engine.ts` steps the task; `call` is the other half of its work (`npm/src/call.ts`), and has the arguments.

use wasm_bindgen::prelude::*;

use super::host::Call;
#[cfg(not(feature = "full"))]
use super::patch;
#[cfg(feature = "full")]
use super::read;
use super::task;

/// Starts `patchKeyStatus`.
#[wasm_bindgen(js_name = patchKeyStatus)]
pub fn patch_key_status(call: Call) -> usize {
    #[cfg(feature = "full")]
    return task::start(read::carry_out(read::what::CHANGE, call));
    #[cfg(not(feature = "full"))]
    task::start(patch::patch(call))
}

/// Starts to read; `what` is of `npm/src/keys.ts`.
#[cfg(feature = "full")]
#[wasm_bindgen]
pub fn read(what: u8, call: Call) -> usize {
    task::start(read::carry_out(what, call))
}

/// Starts `buildPatchRequest`.
#[cfg(feature = "full")]
#[wasm_bindgen(js_name = buildPatchRequest)]
pub fn build_patch_request(call: Call) -> usize {
    task::start(read::carry_out(read::what::BUILD, call))
}
