//! What is read before a key is disabled. What it means is decided by [`crate::graph::guard`].

use super::Failed;
use super::call::Call;
use super::change::Change;
use super::exchange::{Cause, Phase, What};
use super::read::{Found, pages};
use crate::graph::error::Code;
use crate::graph::guard;
use crate::graph::request::{self, KeyStatus};

/// Reads the key set, and lets the change pass or not.
pub(in super::super) async fn before(call: &mut Call, change: &Change) -> Result<(), Failed> {
    if !is_guarded(call, change) {
        return Ok(());
    }
    match keys_before(call, change).await {
        Ok(Found { keys, clock, .. }) if guard::is_listed(&keys, &change.key) => {
            guard::check(&keys, &change.keyset, &change.key, clock).map_err(|error| call.failure(error, None))
        }
        Ok(_) => Err(call.failure(guard::not_found(&change.keyset, &change.key), None)),
        Err(failure) if call.has_no_token => Err(failure),
        Err(failure) => {
            let error = match failure.error.code {
                Code::NotFound => guard::not_found(&change.keyset, &change.key),
                _ => guard::unavailable(failure.error.retryable, failure.error.retry_after),
            };
            let mut unavailable = call.failure(error, None);
            unavailable.cause = Some(Cause::Failure(failure));
            Err(unavailable)
        }
    }
}

pub(super) fn is_guarded(call: &Call, change: &Change) -> bool {
    call.settings.guard && change.status == KeyStatus::Disabled
}

/// The keys of the set before a change. Where the list does not show the key that is to be changed, the key set itself has the last word.
async fn keys_before(call: &mut Call, change: &Change) -> Result<Found, Failed> {
    let counted = &mut 0;
    let found = keys(call, Phase::Guard, change, counted).await?;
    if found.what == What::Keyset || guard::is_listed(&found.keys, &change.key) {
        return Ok(found);
    }
    keys_of_keyset(call, Phase::Guard, change, counted).await
}

/// The keys of the set, and the time at which they are so. Where they cannot be listed, the key set itself is read.
pub(super) async fn keys(call: &mut Call, phase: Phase, change: &Change, counted: &mut u32) -> Result<Found, Failed> {
    let url = request::keyset_url(&call.settings.base_url(), &change.keyset, "/keys_v2");
    match pages(call, phase, What::Keys, url, counted).await {
        Err(failure) if guard::falls_back_to_keyset(&failure.error) => keys_of_keyset(call, phase, change, counted).await,
        read => read,
    }
}

async fn keys_of_keyset(call: &mut Call, phase: Phase, change: &Change, counted: &mut u32) -> Result<Found, Failed> {
    let url = request::keyset_url(&call.settings.base_url(), &change.keyset, "");
    pages(call, phase, What::Keyset, url, counted).await
}
