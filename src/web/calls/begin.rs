//! The exports that begin a call which was described.

use alloc::string::String;

use wasm_bindgen::prelude::*;

use super::under_way;
use crate::machine::Machine;
use crate::machine::exchange::Input;
use crate::web::describe::{change, described};
use crate::web::words::Status;

/// Begins `patchKeyStatus`, and gives the number of the call. `undefined` where something is wrong, which is said, or where it only was to
/// be looked at: where not `begins`.
#[wasm_bindgen(js_name = patchKeyStatus)]
pub fn patch_key_status(keyset: String, key: String, status: Status, begins: bool) -> Option<u32> {
    let (settings, wanted) = described(change(keyset, key, status))?;
    begins.then(|| begin(Machine::change(settings, wanted)))
}

/// Begins a call, and gives its number.
pub(super) fn begin(machine: Machine) -> u32 {
    let call = under_way::add(machine);
    under_way::step(call, Input::Begin);
    call
}
