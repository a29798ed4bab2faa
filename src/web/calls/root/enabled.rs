//! The exports and imports that only the root entry has: for guard and read-back, reads, the turns of a bulk run, and an abort that the
//! machine answers. `disabled.rs` is its twin for `trustframework-keys/lite`.
//!
//! The imports are made by `npm/src/root-host.ts`. In `npm/src`, `describe.ts`, `root-calls.ts`, `reader.ts`, `bulk.ts`, `bulk-call.ts` and
//! `engine.ts` call the exports.

mod words;

use alloc::boxed::Box;
use alloc::string::String;
use alloc::vec::Vec;

use wasm_bindgen::prelude::*;

use super::inputs::arrive;
use super::under_way::{self, begin, end, fail};
use crate::graph::error::Error;
use crate::graph::keys::{Bound, Key};
use crate::graph::request::{KeyId, KeysetId};
use crate::graph::time::{Clock, Timestamp};
use crate::machine::exchange::{Input, Read};
use crate::machine::root::{self, Cause, Page, Reading, Turn};
use crate::machine::{Failure, Machine, Receipt};
use crate::web::describe::{describe, described};
use words::What;

#[wasm_bindgen]
extern "C" {
    /// What the answer to the next request is to show.
    #[wasm_bindgen(js_namespace = host)]
    fn expect(what: What, is_first: bool, is_judged: bool);
    /// Wait until the run lets the call go on.
    #[wasm_bindgen(js_namespace = host, js_name = awaitTurn)]
    fn await_turn();
    /// The call has ended well: all is read.
    #[wasm_bindgen(js_namespace = host, js_name = wasRead)]
    fn was_read();
    /// The call has ended as its caller wished.
    #[wasm_bindgen(js_namespace = host)]
    fn aborted(may_have_changed: bool);
    /// The cause of the last reported failure is the failure reported before it, or the abort if there was none.
    #[wasm_bindgen(js_namespace = host)]
    fn caused();
    /// The message of the last reported failure speaks of this moment, in seconds since 1970.
    #[wasm_bindgen(js_namespace = host, js_name = atMoment)]
    fn at_moment(seconds: f64);
    /// Graph accepted the change all the same.
    #[wasm_bindgen(js_namespace = host)]
    fn accepted(attempts: u32, verified: bool, kept: Option<u32>);
}

/// The option `guard`.
#[wasm_bindgen(js_name = setGuard)]
pub fn set_guard(guard: bool) {
    describe(|it| it.guard = guard);
}

/// The option `verify`.
#[wasm_bindgen(js_name = setVerify)]
pub fn set_verify(verify: bool) {
    describe(|it| it.verify = verify);
}

/// The call is one of a bulk run.
#[wasm_bindgen(js_name = setTakesTurns)]
pub fn set_takes_turns() {
    describe(|it| it.takes_turns = true);
}

/// Begins to read, and returns the number of the call, or `undefined` as `patchKeyStatus` does. Ignores an id that `what` does not need.
/// `src/web/calls/root/enabled.rs`.
#[wasm_bindgen(js_name = read)]
pub fn begin_read(what: What, keyset: String, key: String, begins: bool) -> Option<u32> {
    let (settings, reading) = described(reading(what, keyset, key))?;
    begins.then(|| begin(Machine::read(settings, &reading)))
}

fn reading(what: What, keyset: String, key: String) -> Result<Reading, Box<Error>> {
    if let What::Keysets = what {
        return Ok(Reading::Keysets);
    }
    let keyset = KeysetId::parse(keyset)?;
    Ok(match what {
        What::Key => Reading::Key(keyset, KeyId::parse(key)?),
        What::ActiveKey => Reading::ActiveKey(keyset),
        _ => Reading::Keys(keyset),
    })
}

/// The answer shows what was to be read. `now_s` is the time in seconds since 1970, by the server's clock or by the host's. `next` is the URL of
/// the page that follows.
#[wasm_bindgen]
pub fn page(now_s: f64, is_servers: bool, next: Option<String>) {
    let clock = if is_servers { Clock::Server } else { Clock::Host };
    arrive(|received| received.page = Some(Page { next, keys: Vec::new(), clock: clock(Timestamp(now_s)) }));
}

/// The page shows a key. `nbf_s` and `exp_s` are in seconds since 1970, and NaN where Graph sent something that is no number.
/// `being_enabled`, `being_disabled`: another call of this program does that, or has done so and it may not show yet.
#[wasm_bindgen(js_name = pageKey)]
pub fn page_key(
    kid: String,
    key_use: Option<String>,
    status: Option<String>,
    nbf_s: Option<f64>,
    exp_s: Option<f64>,
    being_enabled: bool,
    being_disabled: bool,
) {
    let (nbf, exp) = (bound(nbf_s), bound(exp_s));
    arrive(|received| {
        if let Some(page) = &mut received.page {
            page.keys.push(Key { kid, key_use, status, nbf, exp, being_enabled, being_disabled });
        }
    });
}

fn bound(seconds: Option<f64>) -> Bound {
    match seconds {
        None => Bound::Open,
        Some(seconds) if seconds.is_nan() => Bound::Unreadable,
        Some(seconds) => Bound::At(Timestamp(seconds)),
    }
}

/// The run lets the call go on. `waited`: time passed before that.
#[wasm_bindgen]
pub fn turn(call: u32, waited: bool) {
    under_way::step(call, Input::Turn(if waited { Turn::AfterWait } else { Turn::AtOnce }));
}

/// The run has stopped, and no turn comes.
#[wasm_bindgen(js_name = noTurn)]
pub fn no_turn(call: u32) {
    under_way::step(call, Input::Turn(Turn::Never));
}

/// The caller ends the call. What it comes to is said.
#[wasm_bindgen]
pub fn abort(call: u32) {
    under_way::with(call, |machine| end(&machine.abort()));
    under_way::forget(call);
}

/// Whether no request has left that may have changed the key.
#[wasm_bindgen(js_name = isUntouched)]
pub fn is_untouched(call: u32) -> bool {
    under_way::with(call, |machine| machine.is_untouched()).unwrap_or(true)
}

pub(super) fn say_read(read: Option<Read>) {
    if let Some(Read { what, is_first, is_judged }) = read {
        let what = match what {
            root::What::Keysets => What::Keysets,
            root::What::Keyset => What::Keyset,
            root::What::Keys => What::Keys,
            root::What::Key => What::Key,
            root::What::ActiveKey => What::ActiveKey,
        };
        expect(what, is_first, is_judged);
    }
}

pub(super) fn say_await_turn() {
    await_turn();
}

pub(super) fn say_was_read() {
    was_read();
}

pub(super) fn say_aborted(may_have_changed: bool) {
    aborted(may_have_changed);
}

pub(super) fn say_cause(cause: &Cause) {
    if let Cause::Failure(cause) = cause {
        fail(cause);
    }
}

pub(super) fn say_more_of_failure(failure: &Failure) {
    if let Some(moment) = failure.error.moment {
        at_moment(moment.0);
    }
    if failure.cause.is_some() {
        caused();
    }
    if let Some(Receipt { attempts, verified, kept }) = failure.receipt {
        accepted(attempts, verified, kept.map(|kept| kept.0));
    }
}
