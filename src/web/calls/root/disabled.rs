//! The twin of `enabled.rs` for `trustframework-keys/lite`: nothing of this is ever said.

use crate::machine::Failure;
use crate::machine::exchange::Read;
use crate::machine::root::Cause;

pub(super) fn say_read(_: Option<Read>) {}

pub(super) fn say_await_turn() {}

pub(super) fn say_was_read() {}

pub(super) fn say_aborted(_: bool) {}

pub(super) fn say_cause(cause: &Cause) {
    match *cause {}
}

pub(super) fn say_more_of_failure(_: &Failure) {}
