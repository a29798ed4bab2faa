//! What `patchKeyStatuses` adds to each of its calls: the gate at which all wait once Graph has throttled one of them.
//!
//! The calls themselves are those of [`super::patch`]; `npm/src/bulk.js` makes them.

use wasm_bindgen::prelude::*;

use super::host::Call;
use super::patch::Run;
use super::task;

#[wasm_bindgen]
extern "C" {
    /// A call that is one of many (`npm/src/bulk.js`); of others, the members are `undefined`.
    type BulkCall;
    #[wasm_bindgen(method, getter, js_name = isOneOfMany)]
    fn is_one_of_many(this: &BulkCall) -> bool;
    /// For how long the gate is still closed.
    #[wasm_bindgen(method, getter, js_name = holdMs)]
    fn hold_ms(this: &BulkCall) -> f64;
    /// Closes the gate for so long, if it is not closed for longer.
    #[wasm_bindgen(method)]
    fn close(this: &BulkCall, milliseconds: f64);
}

/// Whether the call is one of many.
pub(super) fn is_one_of_many(call: &Call) -> bool {
    call.unchecked_ref::<BulkCall>().is_one_of_many()
}

/// Closes the gate for all.
pub(super) fn close(call: &Call, milliseconds: f64) {
    call.unchecked_ref::<BulkCall>().close(milliseconds);
}

impl Run {
    /// Waits until the gate is open, on nobody's time. Tells whether it had to.
    pub(super) async fn held(&self) -> bool {
        let milliseconds = self.call.unchecked_ref::<BulkCall>().hold_ms();
        let is_closed = milliseconds > 0.0;
        if is_closed {
            self.call.sleep(milliseconds);
            task::pause().await;
        }
        is_closed
    }
}
