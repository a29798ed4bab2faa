//! What is read before a key is disabled. What it means is decided by [`crate::graph::guard`].

use core::future::Future;

use super::call::Call;
use super::change::Change;
use super::exchange::{Cause, Phase, What};
use super::read::pages;
use super::{Failed, Page};
use crate::graph::error::Code;
use crate::graph::guard;
use crate::graph::request::{self, KeyStatus};

/// Reads the key set, and lets the change pass or not.
pub(in super::super) async fn before(call: &mut Call, change: &Change) -> Result<(), Failed> {
    if !is_guarded(call, change) {
        return Ok(());
    }
    let read = keys(call, Phase::Guard, change, &mut 0).await;
    check(call, change, read)
}

pub(super) fn is_guarded(call: &Call, change: &Change) -> bool {
    call.settings.guard && change.status == KeyStatus::Disabled
}

/// Reads the keys of the set. Where they cannot be listed, the key set itself is read.
pub(super) fn keys<'call>(
    call: &'call mut Call,
    phase: Phase,
    change: &'call Change,
    counted: &'call mut u32,
) -> impl Future<Output = Result<(), Failed>> + use<'call> {
    let [list, keyset] = ["/keys_v2", ""].map(|below| request::keyset_url(&call.settings.base_url(), &change.keyset, below));
    pages(call, phase, What::Keys, list, Some((keyset, &change.key)), counted)
}

fn check(call: &Call, change: &Change, read: Result<(), Failed>) -> Result<(), Failed> {
    let (error, cause) = match (read, &call.sent.page) {
        (Ok(()), Some(Page { keys, clock, .. })) if guard::is_listed(keys, &change.key) => {
            match guard::check(keys, &change.keyset, &change.key, *clock) {
                Ok(()) => return Ok(()),
                Err(error) => (error, None),
            }
        }
        (Ok(()), _) => (guard::not_found(&change.keyset, &change.key), None),
        (Err(failure), _) if call.has_no_token => return Err(failure),
        (Err(failure), _) => {
            let error = match failure.error.code {
                Code::NotFound => guard::not_found(&change.keyset, &change.key),
                _ => guard::unavailable(failure.error.retryable, failure.error.retry_after),
            };
            (error, Some(Cause::Failure(failure)))
        }
    };
    let mut refusal = call.failure(error, None);
    refusal.cause = cause;
    Err(refusal)
}
