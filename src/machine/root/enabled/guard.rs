//! What is read before a key is disabled. What it means is decided by [`crate::graph::guard`].

use super::Failed;
use super::call::Call;
use super::change::Change;
use super::exchange::{Cause, Phase, What};
use super::read::{Found, pages};
use crate::graph::guard;
use crate::graph::request::{self, KeyStatus};

/// Reads the key set, and lets the change pass or not.
pub(in super::super) async fn before(call: &mut Call, change: &Change) -> Result<(), Failed> {
    if !is_guarded(call, change) {
        return Ok(());
    }
    match keys(call, Phase::Guard, change, &mut 0).await {
        Ok(Found { keys, now }) => guard::check(&keys, &change.keyset, &change.key, now).map_err(|error| call.failure(error, None)),
        Err(failure) if call.has_no_token => Err(failure),
        Err(failure) => {
            let error = guard::unavailable(failure.error.retryable, failure.error.retry_after);
            let mut unavailable = call.failure(error, None);
            unavailable.cause = Some(Cause::Failure(failure));
            Err(unavailable)
        }
    }
}

pub(super) fn is_guarded(call: &Call, change: &Change) -> bool {
    call.settings.guard && change.status == KeyStatus::Disabled
}

/// The keys of the set, and the time at which they are so.
pub(super) async fn keys(call: &mut Call, phase: Phase, change: &Change, counted: &mut u32) -> Result<Found, Failed> {
    let url = request::keyset_url(&call.settings.base_url(), &change.keyset, "/keys_v2");
    match pages(call, phase, What::Keys, url, counted).await {
        Err(failure) if !failure.error.retryable && guard::falls_back_to_keyset(failure.error.http_status) => {
            let url = request::keyset_url(&call.settings.base_url(), &change.keyset, "");
            pages(call, phase, What::Keyset, url, counted).await
        }
        read => read,
    }
}
