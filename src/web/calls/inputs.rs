//! The exports that tell a call what came of its last command. `npm/src/perform.ts` calls them, and `engine.ts` calls `forget`.
//!
//! JavaScript reports what came of a request in several calls, ended by `received`. All of them are synchronous, so one static buffer is enough.

use alloc::{boxed::Box, string::String};
use core::cell::RefCell;

use wasm_bindgen::prelude::*;

use super::words::Fault;
use super::{deliberate_panic, under_way};
use crate::graph::time::Milliseconds;
use crate::machine::exchange::{self, Input, Kept, Received};
use crate::web::one_thread::OneThread;

static ARRIVING: OneThread<RefCell<Option<Box<Received>>>> = OneThread(RefCell::new(None));

/// Adds to what was received.
pub(super) fn arrive(add: impl FnOnce(&mut Received)) {
    add(ARRIVING.0.borrow_mut().get_or_insert_default());
}

/// Drops a call that has ended without the module.
#[wasm_bindgen]
pub fn forget(call: u32) {
    under_way::forget(call);
}

/// The source gave a token. `is_refused`: Graph has refused that very token before.
#[wasm_bindgen(js_name = gotToken)]
pub fn got_token(call: u32, is_refused: bool) {
    under_way::step(call, Input::Token { is_refused });
}

/// The source gave no token in time. `kept` names what is known of that.
#[wasm_bindgen(js_name = gotNoToken)]
pub fn got_no_token(call: u32, kept: u32) {
    under_way::step(call, Input::NoToken { problem: None, kept: Kept(kept) });
}

/// The source gave something that is no token. `problem` is the end of a sentence.
#[wasm_bindgen(js_name = gotBadToken)]
pub fn got_bad_token(call: u32, problem: String, kept: u32) {
    under_way::step(call, Input::NoToken { problem: Some(problem), kept: Kept(kept) });
}

/// A text of the body of the answer, with the path to it: see `src/graph/body.rs`.
#[wasm_bindgen(js_name = bodyText)]
pub fn body_text(path: &str, text: &str) {
    arrive(|received| received.answer.body.add(path, text));
}

/// An answer came. `status` is absent for a redirect that the host hides. `is_foreign`: something else than Graph may have answered.
#[wasm_bindgen]
pub fn answered(status: Option<u16>, redirected: bool, demands_claims: bool, is_foreign: bool) {
    arrive(|received| {
        let answer = &mut received.answer;
        (answer.status, answer.redirected, answer.demands_claims, answer.is_foreign) = (status, redirected, demands_claims, is_foreign);
    });
}

/// The answer asks for a wait, as by `Retry-After`.
#[wasm_bindgen(js_name = retryAfter)]
pub fn retry_after(ms: f64) {
    arrive(|received| received.retry_after = Some(Milliseconds(ms)));
}

/// Something kept the answer from coming, or from coming whole.
#[wasm_bindgen]
pub fn fault(fault: Fault) {
    let fault = match fault {
        Fault::Hidden => exchange::Fault::Hidden,
        Fault::Threw => exchange::Fault::Threw,
        Fault::OutOfTime => exchange::Fault::OutOfTime,
        Fault::NoResponse => exchange::Fault::NoResponse,
        _ => exchange::Fault::Rejected,
    };
    arrive(|received| received.fault = Some(fault));
}

/// Ends the report of what came of a request, and goes on with the call. `random` is from 0 up to, but not including, 1. `kept` names what else
/// is known.
#[wasm_bindgen]
pub fn received(call: u32, elapsed_ms: f64, random: f64, kept: u32) {
    deliberate_panic::after_the_answer(call);
    let mut received = ARRIVING.0.take().unwrap_or_default();
    (received.elapsed, received.random, received.kept) = (Milliseconds(elapsed_ms), random, Kept(kept));
    under_way::step(call, Input::Received(received));
}

/// That much time has passed.
#[wasm_bindgen]
pub fn slept(call: u32, ms: f64) {
    under_way::step(call, Input::Slept(Milliseconds(ms)));
}
