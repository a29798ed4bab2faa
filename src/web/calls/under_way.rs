//! Calls at the border: the export that begins `patchKeyStatus`, the calls under way by number, and the imports that tell JavaScript what each
//! step of a call came to.
//!
//! `npm/src/calls.ts` begins a call once its options were described. For the root entry `root-calls.ts` and `bulk.ts` do.
//!
//! The imports are members of `host`, made by `npm/src/host.ts`. They only note what they are told: `npm/src/engine.ts` has it done once the
//! module has returned. So no code of a caller ever runs underneath the module.

use alloc::{boxed::Box, string::String, vec::Vec};
use core::cell::RefCell;

use wasm_bindgen::prelude::*;

use super::{deliberate_panic, root};
use crate::graph::request::{Change, RequestParts};
use crate::machine::exchange::{Failure, Input, Note, Receipt, Step};
use crate::machine::{Command, Ended, Event, Machine};
use crate::web::describe::described;
use crate::web::failures;
use crate::web::one_thread::OneThread;
use crate::web::words::{self, Status};

#[wasm_bindgen]
extern "C" {
    /// Ask the token source. `refused` names the answer that refused the last token.
    #[wasm_bindgen(js_namespace = host)]
    fn ask(scope: &str, refused: Option<u32>, within_ms: f64);
    /// Send a request with the token.
    #[wasm_bindgen(js_namespace = host)]
    fn send(method: &str, url: &str, body: Option<&str>, within_ms: f64);
    /// Let time pass.
    #[wasm_bindgen(js_namespace = host)]
    fn sleep(ms: f64);
    /// Tell the caller's listener what a request came to.
    #[wasm_bindgen(js_namespace = host)]
    fn attempted(phase: &str, attempt: u32, code: Option<&str>, wait_ms: Option<f64>, kept: u32);
    /// What other calls are to know of the key; see [`Note`].
    #[wasm_bindgen(js_namespace = host)]
    fn note(keep_ms: f64, is_accepted: bool);
    /// The call has ended well: Graph accepted the change.
    #[wasm_bindgen(js_namespace = host)]
    fn changed(attempts: u32, verified: bool, kept: Option<u32>);
}

/// The calls by number. JavaScript does nothing while the module runs, so no call is added or dropped while another takes a step.
static CALLS: OneThread<RefCell<Vec<Option<Box<Machine>>>>> = OneThread(RefCell::new(Vec::new()));

/// Begins `patchKeyStatus`, and returns the number of the call.
///
/// Returns `undefined` if an argument or an option is invalid (reported by `host.failed`), or if `begins` is false (validate only).
/// `src/web/calls/under_way.rs`.
#[wasm_bindgen(js_name = patchKeyStatus)]
pub fn patch_key_status(keyset: String, key: String, status: Status, begins: bool) -> Option<u32> {
    // `described` adds the settings, and leaves the change as it is.
    let (settings, change) = described(Change::parse(keyset, key, words::status(status)))?;
    begins.then(|| begin(Machine::change(settings, change)))
}

/// Begins a call, and gives its number.
pub(super) fn begin(machine: Machine) -> u32 {
    let call = add(machine);
    step(call, Input::Begin);
    call
}

/// Adds a call, and gives its number: a free one, where a call has ended.
fn add(machine: Machine) -> u32 {
    let machine = Some(Box::new(machine));
    let mut calls = CALLS.0.borrow_mut();
    let place = calls.iter().position(Option::is_none).unwrap_or(calls.len());
    match calls.get_mut(place) {
        Some(free) => *free = machine,
        None => calls.push(machine),
    }
    place as u32
}

/// Takes a step with a call, and tells JavaScript what came of it. Drops the call if it has ended.
pub(super) fn step(call: u32, input: Input) {
    let is_over = with(call, |machine| {
        let step = machine.step(input);
        say(call, machine, &step);
        matches!(step.command, Command::Done(_))
    });
    if is_over == Some(true) {
        forget(call);
    }
}

/// Drops a call.
pub(super) fn forget(call: u32) {
    CALLS.0.borrow_mut().get_mut(call as usize).map(Option::take);
}

/// Does something with a call; `None` where there is none of that number.
pub(super) fn with<Value>(call: u32, work: impl FnOnce(&mut Machine) -> Value) -> Option<Value> {
    CALLS.0.borrow_mut().get_mut(call as usize)?.as_deref_mut().map(work)
}

/// Says what came out of a step of a call, whose machine this is.
fn say(call: u32, machine: &Machine, step: &Step) {
    if let Some(Event { phase, attempt, code, wait, kept }) = &step.event {
        attempted(phase.as_str(), *attempt, code.map(|code| code.as_str()), wait.map(|wait| wait.0), kept.0);
    }
    if let Some(Note { keep, is_accepted }) = step.note {
        note(keep.0, is_accepted);
    }
    match &step.command {
        Command::Ask { scope, refused, within } => ask(scope, refused.map(|kept| kept.0), within.0),
        Command::Send { within } => {
            let request = machine.request();
            let RequestParts { method, url, body } = &request.parts;
            deliberate_panic::before_sending(call, url);
            root::say_read(request.read());
            send(method, url, *body, within.0);
        }
        Command::Sleep(wait) => sleep(wait.0),
        Command::AwaitTurn => root::say_await_turn(),
        Command::Done(ended) => end(ended),
        Command::Nothing => {}
    }
}

/// Says how a call ended.
pub(super) fn end(ended: &Ended) {
    match ended {
        Ended::Changed(Receipt { attempts, verified, kept }) => changed(*attempts, *verified, kept.map(|kept| kept.0)),
        Ended::Failed(failure) => fail(failure),
        Ended::Read => root::say_was_read(),
        Ended::Aborted { may_have_changed } => root::say_aborted(*may_have_changed),
    }
}

/// Says what a call failed with, after what led to that.
pub(super) fn fail(failure: &Failure) {
    let Failure { error, kept, cause, .. } = failure;
    if let Some(cause) = cause {
        root::say_cause(cause);
    }
    failures::say(error, *kept);
    root::say_more_of_failure(failure);
}
