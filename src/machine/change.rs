//! What is special to a change: its request, and what it ends with.

use super::attempt::{Request, Wanted};
use super::call::Call;
use super::exchange::{Kept, Note, Receipt};
use super::settings::Settings;
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

/// The PATCH. `counted` is how often it was sent before, as far as that counts in `maxAttempts`.
pub(super) fn patch(settings: &Settings, change: &Change, counted: u32) -> Request {
    let Change { keyset, key, status } = change;
    let parts = request::patch(settings.base_url(), keyset, key, *status);
    Request { parts, wanted: Wanted::Status(*status), counted }
}

impl Call {
    /// What says that the change was accepted by that answer.
    pub(super) fn receipt(&self, kept: Option<Kept>, verified: bool) -> Receipt {
        Receipt { attempts: self.counts.patch, verified, kept }
    }

    /// Notes that Graph has accepted the change.
    pub(super) fn note_accepted(&mut self) {
        self.noted = Some(Note { keep: NOTED_FOR, is_accepted: true });
    }
}
