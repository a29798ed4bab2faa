//! Reads, page by page.

use alloc::boxed::Box;
use alloc::{string::String, vec::Vec};

use super::attempt::{Attempted, Request, Wanted};
use super::call::Call;
use super::exchange::Phase;
use super::settings::Settings;
use super::step::Machine;
use super::{Failed, Plan, Stage};
use crate::graph::answer::Sought;
use crate::graph::error::NOT_A_RESPONSE;
use crate::graph::guard;
use crate::graph::keys::Key;
use crate::graph::request::{self, KeyId, KeysetId};

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

/// What is being read, where that is judged here.
#[derive(Default)]
pub(super) struct Pages {
    /// The first of them.
    first: String,
    /// Where the same keys are as well.
    elsewhere: Option<String>,
    /// The keys of those that were read.
    keys: Vec<Key>,
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
    let Some(change) = &call.plan.change else { return };
    let [list, keyset] = ["/keys_v2", ""].map(|below| request::keyset_url(call.settings.base_url(), &change.keyset, below));
    read(call, stage, phase, What::Keys, list, Some(keyset), counted);
}

/// The key is read next.
pub(super) fn key(call: &mut Call, counted: u32) {
    let Some(change) = &call.plan.change else { return };
    let url = request::key_url(call.settings.base_url(), &change.keyset, &change.key);
    read(call, Stage::ReadBack, Phase::Verify, What::Key, url, None, counted);
}

fn read(call: &mut Call, stage: Stage, phase: Phase, what: What, url: String, elsewhere: Option<String>, counted: u32) {
    call.plan.stage = stage;
    call.plan.reading = Pages { first: url.clone(), elsewhere, keys: Vec::new() };
    call.request = page(phase, what, url, counted);
}

/// Goes on with what a page came to; gives what all pages came to. `call.sent` is the last of them then, with the keys of all.
///
/// What is judged by is read anew from its first page after whatever had to be waited for: pages that were read before may no longer be so.
pub(super) fn go_on(call: &mut Call, result: Result<Attempted, Failed>) -> Option<Result<(), Failed>> {
    let is_judged = call.request.phase() != Phase::Read;
    let read = match result {
        Ok(Attempted::Again) => {
            if is_judged {
                restart(call);
            }
            return None;
        }
        Ok(Attempted::Good) => match &mut call.sent.page {
            None => Err(call.failure(NOT_A_RESPONSE.error(), None)),
            Some(page) => {
                call.plan.reading.keys.append(&mut page.keys);
                if let Some(next) = page.next.take() {
                    call.request.parts.url = next;
                    set_first(call, false);
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
    let reading = &mut call.plan.reading;
    let keys = core::mem::take(&mut reading.keys);
    let falls_back = match &read {
        // Where the list does not show a key that is to be disabled, the key set itself has the last word.
        Ok(()) => call.plan.stage == Stage::Guard && !is_listed(call, &keys),
        Err(failure) => guard::falls_back_to_keyset(&failure.error),
    };
    if falls_back && let Some(place) = call.plan.reading.elsewhere.take() {
        call.plan.reading.first = place;
        let phase = call.request.phase();
        call.request.wanted = Wanted::Page { phase, what: What::Keyset, is_first: true };
        restart(call);
        return None;
    }
    if let Some(page) = &mut call.sent.page {
        page.keys = keys;
    }
    Some(read)
}

/// Whether the key that is to be changed is among these.
pub(super) fn is_listed(call: &Call, keys: &[Key]) -> bool {
    call.plan.change.as_ref().is_some_and(|change| guard::is_listed(keys, &change.key))
}

fn restart(call: &mut Call) {
    call.plan.reading.keys.clear();
    call.request.parts.url.clone_from(&call.plan.reading.first);
    set_first(call, true);
}

fn set_first(call: &mut Call, first: bool) {
    if let Wanted::Page { is_first, .. } = &mut call.request.wanted {
        *is_first = first;
    }
}
