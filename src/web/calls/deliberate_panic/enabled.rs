//! For test builds: a call for the key set `panic-before-sending` or `panic-after-the-answer` panics there. What follows is tested in
//! `tests/runtimes`.
#![allow(clippy::panic)]

use core::sync::atomic::{AtomicU32, Ordering};

const NO_CALL: u32 = u32::MAX;

/// The call that is to panic once its answer is there.
static PANICS_LATER: AtomicU32 = AtomicU32::new(NO_CALL);

pub(super) fn before_sending(call: u32, url: &str) {
    if url.contains("panic-before-sending") {
        panic!();
    }
    if url.contains("panic-after-the-answer") {
        PANICS_LATER.store(call, Ordering::Relaxed);
    }
}

pub(super) fn after_the_answer(call: u32) {
    if PANICS_LATER.load(Ordering::Relaxed) == call {
        panic!();
    }
}
