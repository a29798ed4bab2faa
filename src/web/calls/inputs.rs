//! The exports that tell a call what came of its last command.
//!
//! An answer is told in parts, without a pause, and then all at once: so there is one that arrives at a time.

use alloc::{boxed::Box, string::String};
use core::cell::RefCell;

use wasm_bindgen::prelude::*;

use super::words::Fault;
use super::{deliberate_panic, under_way};
use crate::graph::time::Milliseconds;
use crate::machine::exchange::{self, Input, Kept, Sent};
use crate::web::one_thread::OneThread;

static ARRIVING: OneThread<RefCell<Option<Box<Sent>>>> = OneThread(RefCell::new(None));

/// Adds to what came of a request.
pub(super) fn arrive(add: impl FnOnce(&mut Sent)) {
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

/// A text of the body of the answer, as [`crate::graph::body::Body::add`] wants it.
#[wasm_bindgen(js_name = bodyText)]
pub fn body_text(path: &str, text: &str) {
    arrive(|sent| sent.answer.body.add(path, text));
}

/// Graph answered. `status` is absent for a redirect that the host hides. `is_foreign`: something else than Graph may have answered.
#[wasm_bindgen]
pub fn answered(status: Option<u16>, redirected: bool, demands_claims: bool, is_foreign: bool) {
    arrive(|sent| {
        let answer = &mut sent.answer;
        (answer.status, answer.redirected, answer.demands_claims, answer.is_foreign) = (status, redirected, demands_claims, is_foreign);
    });
}

/// The answer asks for a wait.
#[wasm_bindgen(js_name = askedToWait)]
pub fn asked_to_wait(ms: f64) {
    arrive(|sent| sent.asked = Some(Milliseconds(ms)));
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
    arrive(|sent| sent.fault = Some(fault));
}

/// All is told of what came of the request. `random` is a number from 0 up to, but not including, 1; `kept` names what is known beside.
#[wasm_bindgen]
pub fn sent(call: u32, elapsed_ms: f64, random: f64, kept: u32) {
    deliberate_panic::after_the_answer(call);
    let mut sent = ARRIVING.0.take().unwrap_or_default();
    (sent.elapsed, sent.random, sent.kept) = (Milliseconds(elapsed_ms), random, Kept(kept));
    under_way::step(call, Input::Sent(sent));
}

/// That much time has passed.
#[wasm_bindgen]
pub fn slept(call: u32, ms: f64) {
    under_way::step(call, Input::Slept(Milliseconds(ms)));
}
