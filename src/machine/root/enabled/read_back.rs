//! What is read after a PATCH: the key until it shows its new status and, where the change was guarded, the key set. A PATCH of which nobody
//! knows what came of it is settled that way too.

use super::call::Call;
use super::exchange::{Command, Ended, Kept, Phase};
use super::guard::is_guarded;
use super::{Cause, Failed, Page, Stage, read};
use crate::graph::error::{Code, Error, TimeLimit, timeout};
use crate::graph::guard;
use crate::graph::time::Milliseconds;

/// When the key is read back, after the first time.
const TIMES_MS: [f64; 4] = [500.0, 1_000.0, 2_000.0, 4_000.0];

/// What is known while a change is read back.
#[derive(Default)]
pub(super) struct ReadBack {
    /// The answer to the PATCH, or what was thrown.
    kept: Option<Kept>,
    /// What the PATCH failed with, where nobody knows what came of it.
    unsettled: Option<Failed>,
    /// What the last read failed with.
    last: Option<Failed>,
    /// How many of the times have come.
    times: usize,
    /// What the call had spent when the first read was due. The times count from there.
    began: Milliseconds,
}

/// Once the change is accepted or has failed: reads it back where that is wished, or ends the call.
pub(super) fn begin(call: &mut Call, accepted: Result<Kept, Failed>) -> Option<Ended> {
    let mut wait = Milliseconds::ZERO;
    let (kept, unsettled) = match accepted {
        Ok(kept) => {
            accept(call, Some(kept), false);
            if !call.settings.verify {
                return succeeded(call);
            }
            (Some(kept), None)
        }
        Err(failure) => match settles_after(call, &failure.error) {
            Some(named) => {
                wait = named;
                (failure.kept, Some(failure))
            }
            None => return Some(Ended::Failed(failure)),
        },
    };
    call.plan.read_back = ReadBack { kept, unsettled, last: None, times: 0, began: call.spent + wait };
    read_after(call, wait, 0)
}

/// After a wait the key is read, or the set once the key was seen.
fn read_after(call: &mut Call, wait: Milliseconds, counted: u32) -> Option<Ended> {
    if wait >= call.left {
        if call.plan.read_back.last.is_none() {
            call.plan.read_back.last = Some(call.failure(timeout(TimeLimit::Call).error(), None));
        }
        return Some(end(call));
    }
    call.pause = (!wait.is_over()).then_some(Command::Sleep(wait));
    read_next(call, counted);
    None
}

fn read_next(call: &mut Call, counted: u32) {
    if is_shown(call) {
        read::keys_of_set(call, Stage::CheckAgain, Phase::Verify, counted);
    } else {
        read::key(call, counted);
    }
}

/// Once the key is read: where it shows its new status, the set is read if the change was guarded.
pub(super) fn look(call: &mut Call, read: Result<(), Failed>) -> Option<Ended> {
    let shows = call
        .received
        .page
        .as_ref()
        .and_then(|page| page.keys.first())
        .zip(call.plan.change.as_ref())
        .is_some_and(|(key, change)| key.shows(change.status));
    match read {
        Ok(()) if shows => {
            accept(call, call.plan.read_back.kept, true);
            if is_guarded(call) {
                read_next(call, call.request.counted);
                return None;
            }
            succeeded(call)
        }
        Ok(()) => read_again(call, None),
        Err(failure) => read_again(call, Some(failure)),
    }
}

/// Once the set is read: whether it keeps a usable key.
pub(super) fn check_again(call: &mut Call, read: Result<(), Failed>) -> Option<Ended> {
    let checked = read.and_then(|()| match (&call.received.page, &call.plan.change) {
        (Some(Page { keys, clock, .. }), Some(change)) => {
            guard::check_again(keys, &change.keyset, &change.key, *clock).map_err(|error| call.failure(error, None))
        }
        _ => Ok(()),
    });
    match checked {
        Ok(()) => succeeded(call),
        Err(failure) => read_again(call, Some(failure)),
    }
}

fn succeeded(call: &Call) -> Option<Ended> {
    call.plan.accepted.map(Ended::Changed)
}

/// Reads once more when it is time, unless nothing more is to be had of that.
fn read_again(call: &mut Call, failure: Option<Failed>) -> Option<Ended> {
    let is_last = failure.as_ref().is_some_and(|failure| call.has_no_token || ends_reading(failure.error.code));
    call.plan.read_back.last = failure;
    match next_wait(call) {
        Some(wait) if !is_last => read_after(call, wait, call.request.counted),
        _ => Some(end(call)),
    }
}

/// How long to wait before the next read; `None` after the last time. A time is left out when it is too early for the server, or so late that
/// the next has come as well.
fn next_wait(call: &mut Call) -> Option<Milliseconds> {
    let spent = call.spent - call.plan.read_back.began;
    let not_before = call.received.retry_after.map_or(Milliseconds::ZERO, |named| spent + named);
    let times = &mut call.plan.read_back.times;
    loop {
        let due = Milliseconds(*TIMES_MS.get(*times)?);
        *times = times.saturating_add(1);
        let is_late = TIMES_MS.get(*times).is_some_and(|next| Milliseconds(*next) <= spent);
        if due >= not_before && !is_late {
            return Some(Milliseconds((due - spent).0.max(0.0)));
        }
    }
}

/// How long to wait before a change whose outcome is unknown is read back. `None` if it is not to be read back.
fn settles_after(call: &Call, error: &Error) -> Option<Milliseconds> {
    // A read needs a token too. A source that gave none in time is not asked again.
    if !call.settings.verify
        || error.applied.is_some()
        || call.has_no_token
        || !matches!(error.code, Code::Network | Code::Timeout | Code::Unavailable | Code::GuardUnavailable | Code::LastUsableKey)
    {
        return None;
    }
    // Nothing is read before the time that Graph named. With `retry: false` the longest wait is zero, and means that there is none.
    let named = call.received.retry_after.unwrap_or_default();
    let max_delay = call.settings.retry.max_delay;
    (named < call.left && (named <= max_delay || max_delay.is_over())).then_some(named)
}

/// Whether no later read can tell more than this failure.
fn ends_reading(code: Code) -> bool {
    matches!(code, Code::Unauthorized | Code::Forbidden | Code::NoUsableKey | Code::GuardUnavailable)
}

fn is_shown(call: &Call) -> bool {
    call.plan.accepted.is_some_and(|receipt| receipt.verified)
}

/// Remembers that Graph has accepted the change, and tells other calls.
fn accept(call: &mut Call, kept: Option<Kept>, verified: bool) {
    call.note_accepted();
    call.plan.accepted = Some(call.receipt(kept, verified));
}

/// How a change ends that was not confirmed.
///
/// If the PATCH failed and the key never showed its new status, it ends with the failure of the PATCH. Else it ends with `no-usable-key`, if
/// that is what the last read found, or with `not-verified`, whose cause is the failure of the last read.
fn end(call: &mut Call) -> Ended {
    let accepted = call.plan.accepted;
    let ReadBack { unsettled, last, .. } = core::mem::take(&mut call.plan.read_back);
    if let Some(failure) = unsettled
        && accepted.is_none()
    {
        return Ended::Failed(failure);
    }
    let (mut failure, cause) = match last {
        Some(failure) if failure.error.code == Code::NoUsableKey => (failure, None),
        last => (call.failure(guard::not_verified(), None), last.map(Cause::Failure)),
    };
    failure.error.applied = Some(true);
    failure.receipt = accepted;
    failure.cause = cause;
    Ended::Failed(failure)
}
