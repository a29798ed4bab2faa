//! `patchKeyStatus`: the PATCH, again where that is sound, until it is done, refused, or out of attempts or of time. What the root entry does
//! before and after it is in `root`.

use alloc::boxed::Box;

use super::attempt::{Attempted, Request, Wanted, attempt};
use super::call::Call;
use super::exchange::{Ended, Failure, Kept, Note, Phase, Receipt};
use super::root;
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

/// Makes a change.
pub async fn change(mut call: Call, change: Change) -> Ended {
    let parts = request::patch(&call.settings.base_url(), &change.keyset, &change.key, change.status);
    let mut patch = Request { phase: Phase::Patch, parts, wanted: Wanted::Status(change.status), counted: 0 };
    let accepted = loop {
        let attempted = match root::before(&mut call, &change).await {
            Ok(()) => attempt(&mut call, &mut patch).await,
            Err(failure) => Err(failure),
        };
        match attempted {
            Ok(Attempted::Again) => {}
            Ok(Attempted::Good) => break Ok(call.sent.kept),
            Err(failure) => break Err(failure),
        }
    };
    note(&call, accepted.is_ok());
    let ended = root::after(&mut call, &change, accepted).await;
    note(&call, ended.is_ok());
    match ended {
        Ok(receipt) => Ended::Changed(receipt),
        Err(failure) => Ended::Failed(failure),
    }
}

/// Notes that Graph has accepted the change.
fn note(call: &Call, is_accepted: bool) {
    if is_accepted {
        call.mail.note(Note { keep: NOTED_FOR, is_accepted });
    }
}

impl Call {
    /// What says that the change was accepted by that answer.
    pub(super) fn receipt(&self, kept: Option<Kept>, verified: bool) -> Receipt {
        Receipt { attempts: self.count_of(Phase::Patch), verified, kept }
    }
}

/// Named for the signature of [`root::after`].
pub(super) type Accepted = Result<Kept, Box<Failure>>;
