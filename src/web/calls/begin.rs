//! The export that begins `patchKeyStatus`, after its options were described. The caller is `npm/src/calls.ts`, or `root-calls.ts` and `bulk.ts`
//! for the root entry.

use alloc::string::String;

use wasm_bindgen::prelude::*;

use super::under_way;
use crate::graph::request::Change;
use crate::machine::Machine;
use crate::machine::exchange::Input;
use crate::web::describe::described;
use crate::web::words::{self, Status};

/// Begins `patchKeyStatus`, and returns the number of the call.
///
/// Returns `undefined` if an argument or an option is invalid (reported by `host.failed`), or if `begins` is false (validate only).
/// `src/web/calls/begin.rs`.
#[wasm_bindgen(js_name = patchKeyStatus)]
pub fn patch_key_status(keyset: String, key: String, status: Status, begins: bool) -> Option<u32> {
    let (settings, change) = described(Change::parse(keyset, key, words::status(status)))?;
    begins.then(|| begin(Machine::change(settings, change)))
}

/// Begins a call, and gives its number.
pub(super) fn begin(machine: Machine) -> u32 {
    let call = under_way::add(machine);
    under_way::step(call, Input::Begin);
    call
}
