//! What is read before a key is disabled. What it means is decided by [`crate::graph::guard`].

use super::attempt::Request;
use super::call::Call;
use super::exchange::{Ended, Phase};
use super::read::{self, is_listed};
use super::{Cause, Failed, Page, Stage, read_back};
use crate::graph::error::{Code, Error};
use crate::graph::guard;
use crate::graph::request::{Change, KeyStatus};

/// A call begins, or a change begins anew: where it is guarded, the key set is read first.
pub(in super::super) fn begin(call: &mut Call) {
    if is_guarded(call) {
        call.plan.counted = call.request.counted;
        read::keys_of_set(call, Stage::Guard, Phase::Guard, 0);
    }
}

pub(super) fn is_guarded(call: &Call) -> bool {
    call.settings.guard && call.plan.change.as_ref().is_some_and(|change| change.status == KeyStatus::Disabled)
}

/// Once the set is read: lets the change pass or not.
pub(super) fn decide(call: &mut Call, read: Result<(), Failed>) -> Option<Ended> {
    let Some(change) = &call.plan.change else { return None };
    match check(call, change, read) {
        Ok(()) => {
            call.request = Request::patch(call.settings.base_url(), change, call.plan.counted);
            call.plan.stage = Stage::Change;
            None
        }
        Err(failure) => read_back::begin(call, Err(failure)),
    }
}

fn check(call: &Call, change: &Change, read: Result<(), Failed>) -> Result<(), Failed> {
    let Change { keyset, key, .. } = change;
    let refuse = |error: alloc::boxed::Box<Error>, cause| {
        let mut refusal = call.failure(error, None);
        refusal.cause = cause;
        Err(refusal)
    };
    match (read, &call.received.page) {
        (Ok(()), Some(Page { keys, clock, .. })) if is_listed(call, keys) => {
            guard::check(keys, keyset, key, *clock).or_else(|error| refuse(error, None))
        }
        (Ok(()), _) => refuse(guard::not_found(keyset, key), None),
        (Err(failure), _) if call.has_no_token => Err(failure),
        (Err(failure), _) => {
            let error = match failure.error.code {
                Code::NotFound => guard::not_found(keyset, key),
                _ => guard::unavailable(failure.error.retryable, failure.error.retry_after),
            };
            refuse(error, Some(Cause::Failure(failure)))
        }
    }
}
