//! What `patchKeyStatuses` adds to each of its calls: the gate at which all wait once Graph has throttled one of them.
//!
//! The calls themselves are those of [`super::patch`]; `npm/src/bulk.ts` makes them.

use wasm_bindgen::prelude::*;

use super::patch::Run;
use super::task;

#[wasm_bindgen]
extern "C" {
    /// A call that is one of many (`npm/src/bulk.ts`); others have no gate.
    type BulkCall;
    /// For how long the gate is still closed; NaN where there is none.
    #[wasm_bindgen(method, getter, js_name = holdMs)]
    fn hold_ms(this: &BulkCall) -> f64;
    /// Closes the gate for so long, if it is not closed for longer.
    #[wasm_bindgen(method)]
    fn close(this: &BulkCall, milliseconds: f64);
}

impl Run {
    pub(super) fn has_gate(&self) -> bool {
        !self.of_many().hold_ms().is_nan()
    }

    pub(super) fn close_gate(&self, milliseconds: f64) {
        self.of_many().close(milliseconds);
    }

    /// Waits until the gate is open, on nobody's time. Tells whether it had to.
    pub(super) async fn held(&mut self) -> bool {
        let milliseconds = self.of_many().hold_ms();
        let is_closed = milliseconds > 0.0;
        if is_closed {
            self.call.sleep(milliseconds);
            task::pause().await;
            self.has_token = false;
        }
        is_closed
    }

    fn of_many(&self) -> &BulkCall {
        self.call.unchecked_ref()
    }
}
