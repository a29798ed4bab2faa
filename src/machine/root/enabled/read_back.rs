//! What is read after a PATCH: the key until it shows its new status and, where the change was guarded, the key set. A PATCH of which nobody
//! knows what came of it is settled that way too.

use super::Failed;
use super::call::Call;
use super::change::{Accepted, Change};
use super::exchange::{Cause, Command, Kept, Phase, Receipt, What};
use super::guard::{is_guarded, keys};
use super::read::{Found, pages};
use crate::graph::error::{Code, Error, TimeLimit};
use crate::graph::guard;
use crate::graph::request;
use crate::graph::time::Milliseconds;

/// When the key is read back, after the answer to the PATCH.
const TIMES_MS: [f64; 5] = [0.0, 500.0, 1_000.0, 2_000.0, 4_000.0];

/// Gives the receipt of a change, once it was read back where that is wished.
pub(in super::super) async fn after(call: &mut Call, change: &Change, accepted: Accepted) -> Result<Receipt, Failed> {
    match accepted {
        Ok(kept) if !call.settings.verify => Ok(call.receipt(Some(kept), false)),
        Ok(kept) => {
            accept(call, Some(kept), false);
            read_back(call, change, Some(kept)).await.map_err(|last| not_verified(call, last))
        }
        Err(failure) if call.settings.verify && is_unsettled(call, &failure.error) => settle(call, change, failure).await,
        Err(failure) => Err(failure),
    }
}

/// Whether a PATCH has left and nobody knows what came of it, but reading can tell.
fn is_unsettled(call: &Call, error: &Error) -> bool {
    // A source that gave no token in time would be asked for another to read with.
    error.applied.is_none()
        && !call.has_no_token
        && !call.left.is_over()
        && matches!(error.code, Code::Network | Code::Timeout | Code::Unavailable | Code::GuardUnavailable | Code::LastUsableKey)
}

/// Reads back what nobody knows the outcome of. The failure of the PATCH stands unless the key shows its new status.
async fn settle(call: &mut Call, change: &Change, failure: Failed) -> Result<Receipt, Failed> {
    // Graph is not to be asked before the time that it named. `retry: false` names no longest wait.
    let asked = call.asked.unwrap_or_default();
    let max_delay = call.settings.retry.max_delay;
    if asked >= call.left || (asked > max_delay && !max_delay.is_over()) {
        return Err(failure);
    }
    if !asked.is_over() {
        let came = call.perform(Command::Sleep(asked)).await;
        call.slept(asked, came);
    }
    let read = read_back(call, change, failure.kept).await;
    read.map_err(|last| if call.mail.accepted.get().is_some() { not_verified(call, last) } else { failure })
}

/// Reads until the key shows its new status and, where the change was guarded, until the set tells what is usable. A read that fails is not
/// the last unless nothing is to be had of another. The error is that of the last read, if it had one.
async fn read_back(call: &mut Call, change: &Change, kept: Option<Kept>) -> Result<Receipt, Option<Failed>> {
    let mut last: Option<Failed> = None;
    // A run may have a read tried again at once. That is limited for all reads together.
    let mut counted = 0;
    let mut not_before = Milliseconds::ZERO;
    call.spent = Milliseconds::ZERO;
    let mut times = TIMES_MS.into_iter().map(Milliseconds).peekable();
    while let Some(due) = times.next() {
        // Too early for the server; or so late that the next is due as well.
        if due < not_before || times.peek().is_some_and(|next| *next <= call.spent) {
            continue;
        }
        let wait = Milliseconds((due - call.spent).0.max(0.0));
        if wait >= call.left {
            return Err(last.or_else(|| Some(call.failure(Error::timeout(TimeLimit::Call), None))));
        }
        if !wait.is_over() {
            let came = call.perform(Command::Sleep(wait)).await;
            call.slept(wait, came);
        }
        match look(call, change, kept, &mut counted).await {
            Ok(Some(receipt)) => return Ok(receipt),
            Ok(None) => last = None,
            Err(failure) => {
                let is_last = failure.receipt.is_some() || matches!(failure.error.code, Code::Unauthorized | Code::Forbidden);
                if is_last || call.has_no_token {
                    return Err(Some(failure));
                }
                last = Some(failure);
            }
        }
        not_before = call.asked.map_or(Milliseconds::ZERO, |asked| call.spent + asked);
    }
    Err(last)
}

/// Reads once. `None` where the key does not show its new status yet. A failure that has a receipt is about what was read, not about reading.
async fn look(call: &mut Call, change: &Change, kept: Option<Kept>, counted: &mut u32) -> Result<Option<Receipt>, Failed> {
    let was_shown = call.mail.accepted.get().is_some_and(|receipt| receipt.verified);
    if !was_shown {
        let url = request::key_url(&call.settings.base_url(), &change.keyset, &change.key);
        let Found { keys, .. } = pages(call, Phase::Verify, What::Key, url, counted).await?;
        if !keys.first().is_some_and(|key| key.shows(change.status)) {
            return Ok(None);
        }
    }
    let receipt = accept(call, kept, true);
    if is_guarded(call, change) {
        let Found { keys, clock, .. } = keys(call, Phase::Verify, change, counted).await?;
        guard::check_again(&keys, &change.keyset, &change.key, clock).map_err(|error| {
            let mut failure = call.failure(error, None);
            failure.receipt = Some(receipt);
            failure
        })?;
    }
    Ok(Some(receipt))
}

/// Notes that Graph has accepted the change.
fn accept(call: &Call, kept: Option<Kept>, verified: bool) -> Receipt {
    let receipt = call.receipt(kept, verified);
    call.mail.accepted.set(Some(receipt));
    receipt
}

/// What an accepted change ends with that was not confirmed. That no usable key is left is said as it is.
fn not_verified(call: &Call, last: Option<Failed>) -> Failed {
    let receipt = call.mail.accepted.get();
    match last {
        Some(mut failure) if failure.error.code == Code::NoUsableKey => {
            failure.error.applied = Some(true);
            failure.receipt = receipt;
            failure
        }
        last => {
            let mut failure = call.failure(guard::not_verified(), None);
            failure.error.applied = Some(true);
            failure.receipt = receipt;
            failure.cause = last.map(|mut cause| {
                cause.receipt = None;
                Cause::Failure(cause)
            });
            failure
        }
    }
}
