//! Reads, page by page.

use alloc::boxed::Box;
use alloc::string::String;

use super::attempt::{Attempt, Request, Wanted};
use super::call::Call;
use super::exchange::Phase;
use super::settings::Settings;
use super::step::Machine;
use super::{Failed, Plan, Stage};
use crate::graph::answer::Sought;
use crate::graph::error::NOT_A_RESPONSE;
use crate::graph::guard;
use crate::graph::keys::Key;
use crate::graph::request::{self, Change, KeyId, KeysetId};

/// What can be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum What {
    /// All key sets.
    Keysets,
    /// One key set, for its keys.
    Keyset,
    /// The keys of one key set.
    Keys,
    /// One key.
    Key,
    /// The active key of a key set.
    ActiveKey,
}

/// What a caller wants to read.
#[derive(Clone, Debug, PartialEq)]
pub enum Reading {
    /// All key sets.
    Keysets,
    /// The keys of a set.
    Keys(KeysetId),
    /// The active key of a set.
    ActiveKey(KeysetId),
    /// One key.
    Key(KeysetId, KeyId),
}

/// What the errors of a read speak of.
pub(in super::super) fn sought(what: What) -> Sought {
    match what {
        What::Keysets => Sought::Keysets,
        What::Keyset | What::Keys => Sought::Keyset,
        What::Key => Sought::Key,
        What::ActiveKey => Sought::ActiveKey,
    }
}

impl Machine {
    /// A call that reads what its caller wants. What is read stays with JavaScript.
    pub fn read(settings: Box<Settings>, reading: &Reading) -> Machine {
        let base = settings.base_url();
        let (what, url) = match reading {
            Reading::Keysets => (What::Keysets, request::keysets_url(base)),
            Reading::Keys(keyset) => (What::Keys, request::keyset_url(base, keyset, "/keys_v2")),
            Reading::ActiveKey(keyset) => (What::ActiveKey, request::keyset_url(base, keyset, "/getActiveKey")),
            Reading::Key(keyset, key) => (What::Key, request::key_url(base, keyset, key)),
        };
        Machine::new(settings, page(Phase::Read, what, url, 0), Plan { stage: Stage::Read, ..Plan::default() })
    }
}

fn page(phase: Phase, what: What, url: String, counted: u32) -> Request {
    Request { parts: request::get(url), wanted: Wanted::Page { phase, what, is_first: true }, counted }
}

/// The keys of the set are read next. Where they cannot be listed, the key set itself is read.
pub(super) fn keys_of_set(call: &mut Call, stage: Stage, phase: Phase, counted: u32) {
    read(call, stage, phase, What::Keys, counted);
}

/// The key is read next.
pub(super) fn key(call: &mut Call, counted: u32) {
    read(call, Stage::ReadBack, Phase::Verify, What::Key, counted);
}

fn read(call: &mut Call, stage: Stage, phase: Phase, what: What, counted: u32) {
    call.plan.stage = stage;
    call.request = page(phase, what, String::new(), counted);
    begin(call);
}

/// The first page of what is judged here is read next.
fn begin(call: &mut Call) {
    call.plan.keys.clear();
    let (Some(Change { keyset, key, .. }), Wanted::Page { what, is_first, .. }) = (&call.plan.change, &mut call.request.wanted) else {
        return;
    };
    *is_first = true;
    let base = call.settings.base_url();
    call.request.parts.url = match what {
        What::Key => request::key_url(base, keyset, key),
        What::Keys => request::keyset_url(base, keyset, "/keys_v2"),
        _ => request::keyset_url(base, keyset, ""),
    };
}

/// Handles one page. Gives `None` while more requests are needed, then the result of the whole read: `call.received` is the last page then, with
/// the keys of all pages.
///
/// What a guard or a read-back reads begins again at its first page after any wait or new token: the pages read before may have changed.
pub(super) fn go_on(call: &mut Call, result: Result<Attempt, Failed>) -> Option<Result<(), Failed>> {
    let is_judged = call.request.phase() != Phase::Read;
    let read = match result {
        Ok(Attempt::Again) => {
            if is_judged {
                begin(call);
            }
            return None;
        }
        Ok(Attempt::Good) => match &mut call.received.page {
            None => Err(call.failure(NOT_A_RESPONSE.error(), None)),
            Some(page) => {
                call.plan.keys.append(&mut page.keys);
                if let Some(next) = page.next.take() {
                    call.request.parts.url = next;
                    if let Wanted::Page { is_first, .. } = &mut call.request.wanted {
                        *is_first = false;
                    }
                    // Each page of a caller's read has attempts of its own.
                    if !is_judged {
                        call.request.counted = 0;
                    }
                    return None;
                }
                Ok(())
            }
        },
        Err(failure) => Err(failure),
    };
    let keys = core::mem::take(&mut call.plan.keys);
    let falls_back = match &read {
        // Where the list does not show a key that is to be disabled, the key set itself has the last word.
        Ok(()) => call.plan.stage == Stage::Guard && !is_listed(call, &keys),
        Err(failure) => guard::falls_back_to_keyset(&failure.error),
    };
    if falls_back
        && is_judged
        && let Wanted::Page { what: what @ What::Keys, .. } = &mut call.request.wanted
    {
        *what = What::Keyset;
        begin(call);
        return None;
    }
    if let Some(page) = &mut call.received.page {
        page.keys = keys;
    }
    Some(read)
}

/// Whether the key that is to be changed is among these.
pub(super) fn is_listed(call: &Call, keys: &[Key]) -> bool {
    call.plan.change.as_ref().is_some_and(|change| guard::is_listed(keys, &change.key))
}
