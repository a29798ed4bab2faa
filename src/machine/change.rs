//! One call: which request it sends next, until it has ended. It waits for what has to come before a request, gets a token for it, sends it, and
//! lets `root` say what follows from what it came to.

use alloc::boxed::Box;

use super::attempt::{Request, Wanted};
use super::call::Call;
use super::exchange::{Ended, Failure, Kept, Note, Phase, Receipt};
use super::root;
use super::settings::Settings;
use crate::graph::error::timeout;
use crate::graph::guard::NOTED_FOR;
use crate::graph::request::{self, KeyId, KeyStatus, KeysetId};

/// A change that can be asked for.
#[derive(Clone, Debug, PartialEq)]
pub struct Change {
    /// The key set.
    pub keyset: KeysetId,
    /// The key.
    pub key: KeyId,
    /// The status to set.
    pub status: KeyStatus,
}

/// Carries a call out.
pub(super) async fn carry_out(mut call: Box<Call>) -> Ended {
    loop {
        let result = if call.is_out_of_time() {
            Some(Err(call.failure(timeout(call.allowance().limit).error(), None)))
        } else if let Some(pause) = call.pause() {
            let came = call.perform(pause).await;
            call.resumed(came)
        } else if let Some(ask) = call.ask() {
            let came = call.perform(ask).await;
            call.asked(came)
        } else {
            let send = call.send();
            let came = call.perform(send).await;
            call.answered(came)
        };
        if let Some(result) = result
            && let Some(ended) = root::follow(&mut call, result)
        {
            return ended;
        }
    }
}

/// The PATCH. `counted` is how often it was sent before, as far as that counts in `maxAttempts`.
pub(super) fn patch(settings: &Settings, change: &Change, counted: u32) -> Request {
    let Change { keyset, key, status } = change;
    let parts = request::patch(&settings.base_url(), keyset, key, *status);
    Request { phase: Phase::Patch, parts, wanted: Wanted::Status(*status), counted }
}

impl Call {
    /// What says that the change was accepted by that answer.
    pub(super) fn receipt(&self, kept: Option<Kept>, verified: bool) -> Receipt {
        Receipt { attempts: self.count_of(Phase::Patch), verified, kept }
    }

    /// Notes that Graph has accepted the change.
    pub(super) fn note_accepted(&self) {
        self.mail.note(Note { keep: NOTED_FOR, is_accepted: true });
    }

    /// What a change ends with.
    pub(super) fn ended(&self, result: Result<Receipt, Box<Failure>>) -> Ended {
        match result {
            Ok(receipt) => {
                self.note_accepted();
                Ended::Changed(receipt)
            }
            Err(failure) => Ended::Failed(failure),
        }
    }
}
