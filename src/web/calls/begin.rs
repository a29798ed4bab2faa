//! The exports that begin a call which was described.

use wasm_bindgen::prelude::*;

use super::under_way;
use crate::machine::Machine;
use crate::machine::exchange::Input;
use crate::web::describe::described;

/// Begins `patchKeyStatus`, and gives the number of the call. `undefined` where something is wrong, which is said.
#[wasm_bindgen(js_name = patchKeyStatus)]
pub fn patch_key_status() -> Option<u32> {
    let mut description = described()?;
    let wanted = description.change()?;
    Some(begin(Machine::change(description.settings, wanted)))
}

/// Begins a call, and gives its number.
pub(super) fn begin(machine: Machine) -> u32 {
    let call = under_way::add(machine);
    under_way::step(call, Input::Begin);
    call
}
