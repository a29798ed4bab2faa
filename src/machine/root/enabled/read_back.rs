//! What is read after a PATCH: the key until it shows its new status and, where the change was guarded, the key set. A PATCH of which nobody
//! knows what came of it is settled that way too.

use core::iter::Peekable;

use super::call::Call;
use super::change::{Accepted, Change};
use super::exchange::{Cause, Command, Kept, Phase, Receipt, What};
use super::guard::{is_guarded, keys};
use super::read::pages;
use super::{Failed, Page};
use crate::graph::error::{Code, Error, TimeLimit};
use crate::graph::guard;
use crate::graph::request::{self, KeyStatus};
use crate::graph::time::Milliseconds;

/// When the key is read back, after the answer to the PATCH.
const TIMES_MS: [f64; 5] = [0.0, 500.0, 1_000.0, 2_000.0, 4_000.0];

/// Gives the receipt of a change, once it was read back where that is wished.
///
/// Reads until the key shows its new status and, where the change was guarded, until the set tells what is usable. A read that fails is not
/// the last unless nothing is to be had of another.
pub(in super::super) async fn after(call: &mut Call, change: &Change, accepted: Accepted) -> Result<Receipt, Failed> {
    if !call.settings.verify {
        return accepted.map(|kept| call.receipt(Some(kept), false));
    }
    let mut wait = Milliseconds::ZERO;
    let (kept, unsettled) = match accepted {
        Ok(kept) => {
            accept(call, Some(kept), false);
            (Some(kept), None)
        }
        Err(failure) => match settles_after(call, &failure.error) {
            Some(asked) => {
                wait = asked;
                (failure.kept, Some(failure))
            }
            None => return Err(failure),
        },
    };
    let mut last: Option<Failed> = None;
    // A run may have a read tried again at once. That is limited for all reads together.
    let counted = &mut 0;
    let mut times = TIMES_MS.into_iter().map(Milliseconds).peekable();
    // The times count from the first read on.
    let mut is_first = true;
    loop {
        if wait >= call.left {
            last = last.or_else(|| Some(call.failure(Error::timeout(TimeLimit::Call), None)));
            break;
        }
        if !wait.is_over() {
            let came = call.perform(Command::Sleep(wait)).await;
            call.slept(came);
        }
        if core::mem::take(&mut is_first) {
            call.spent = Milliseconds::ZERO;
            times.next();
        }
        match look(call, change, kept, counted).await {
            Ok(Some(receipt)) => return Ok(receipt),
            Ok(None) => last = None,
            Err(failure) => {
                let is_last = call.has_no_token || ends_reading(failure.error.code);
                last = Some(failure);
                if is_last {
                    break;
                }
            }
        }
        match next_wait(&mut times, call) {
            Some(next) => wait = next,
            None => break,
        }
    }
    // The failure of the PATCH stands unless the key has shown its new status.
    match unsettled {
        Some(failure) if call.mail.accepted.get().is_none() => Err(failure),
        _ => Err(not_verified(call, last)),
    }
}
/// Reads once. `None` where the key does not show its new status yet.
async fn look(call: &mut Call, change: &Change, kept: Option<Kept>, counted: &mut u32) -> Result<Option<Receipt>, Failed> {
    if !is_shown(call) {
        let url = request::key_url(&call.settings.base_url(), &change.keyset, &change.key);
        pages(call, Phase::Verify, What::Key, url, None, counted).await?;
        if !shows(call, change.status) {
            return Ok(None);
        }
        accept(call, kept, true);
    }
    if is_guarded(call, change) {
        keys(call, Phase::Verify, change, counted).await?;
        check_again(call, change)?;
    }
    Ok(call.mail.accepted.get())
}

/// After which wait to read back a change of which nobody knows what came of it; `None` where reading cannot tell.
fn settles_after(call: &Call, error: &Error) -> Option<Milliseconds> {
    // A source that gave no token in time would be asked for another to read with.
    if error.applied.is_some()
        || call.has_no_token
        || !matches!(error.code, Code::Network | Code::Timeout | Code::Unavailable | Code::GuardUnavailable | Code::LastUsableKey)
    {
        return None;
    }
    // Graph is not to be asked before the time that it named. `retry: false` names no longest wait.
    let asked = call.sent.asked.unwrap_or_default();
    let max_delay = call.settings.retry.max_delay;
    (asked < call.left && (asked <= max_delay || max_delay.is_over())).then_some(asked)
}

/// How long to wait before the key is read again; `None` after the last time. A time is left out when it is too early for the server, or so
/// late that the next has come as well.
fn next_wait(times: &mut Peekable<impl Iterator<Item = Milliseconds>>, call: &Call) -> Option<Milliseconds> {
    let not_before = call.sent.asked.map_or(Milliseconds::ZERO, |asked| call.spent + asked);
    loop {
        let due = times.next()?;
        if due >= not_before && times.peek().is_none_or(|next| *next > call.spent) {
            return Some(Milliseconds((due - call.spent).0.max(0.0)));
        }
    }
}

/// Whether no later read can tell more than this failure.
fn ends_reading(code: Code) -> bool {
    matches!(code, Code::Unauthorized | Code::Forbidden | Code::NoUsableKey | Code::GuardUnavailable)
}

fn is_shown(call: &Call) -> bool {
    call.mail.accepted.get().is_some_and(|receipt| receipt.verified)
}

/// Whether the key that was read has that status.
fn shows(call: &Call, status: KeyStatus) -> bool {
    call.sent.page.as_ref().and_then(|page| page.keys.first()).is_some_and(|key| key.shows(status))
}

/// Whether the set that was read keeps a usable key.
fn check_again(call: &Call, change: &Change) -> Result<(), Failed> {
    let Some(Page { keys, clock, .. }) = &call.sent.page else { return Ok(()) };
    guard::check_again(keys, &change.keyset, &change.key, *clock).map_err(|error| call.failure(error, None))
}

/// Notes that Graph has accepted the change.
fn accept(call: &Call, kept: Option<Kept>, verified: bool) {
    call.mail.accepted.set(Some(call.receipt(kept, verified)));
}

/// What an accepted change ends with that was not confirmed. That no usable key is left is said as it is.
fn not_verified(call: &Call, last: Option<Failed>) -> Failed {
    let (mut failure, cause) = match last {
        Some(failure) if failure.error.code == Code::NoUsableKey => (failure, None),
        last => (call.failure(guard::not_verified(), None), last.map(Cause::Failure)),
    };
    failure.error.applied = Some(true);
    failure.receipt = call.mail.accepted.get();
    failure.cause = cause;
    failure
}
