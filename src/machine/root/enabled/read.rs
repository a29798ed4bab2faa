//! Reads, page by page.

use alloc::{string::String, vec::Vec};

use super::attempt::{Attempted, Request, Wanted, attempt};
use super::call::Call;
use super::exchange::{Ended, Phase, What};
use super::{Failed, Page};
use crate::graph::error::Error;
use crate::graph::keys::Key;
use crate::graph::request::{self, KeyId, KeysetId};
use crate::graph::time::Clock;

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

/// Reads what a caller wants. What is read stays with JavaScript.
pub async fn read(mut call: Call, reading: Reading) -> Ended {
    let base = &call.settings.base_url();
    let (what, url) = match &reading {
        Reading::Keysets => (What::Keysets, request::keysets_url(base)),
        Reading::Keys(keyset) => (What::Keys, request::keyset_url(base, keyset, "/keys_v2")),
        Reading::ActiveKey(keyset) => (What::ActiveKey, request::keyset_url(base, keyset, "/getActiveKey")),
        Reading::Key(keyset, key) => (What::Key, request::key_url(base, keyset, key)),
    };
    match pages(&mut call, Phase::Read, what, url, &mut 0).await {
        Ok(_) => Ended::Read,
        Err(failure) => Ended::Failed(failure),
    }
}

/// The keys that all pages of a read show, and when the last was so.
pub(super) struct Found {
    pub(super) keys: Vec<Key>,
    pub(super) clock: Clock,
    /// What was read.
    pub(super) what: What,
}

/// Reads all pages. What is judged by is read anew from its first page after whatever had to be waited for: pages that were read before may
/// no longer be so. `counted` is how often it was tried again, which `maxAttempts` limits.
pub(super) async fn pages(call: &mut Call, phase: Phase, what: What, first: String, counted: &mut u32) -> Result<Found, Failed> {
    let is_judged = phase != Phase::Read;
    let mut found = Vec::new();
    let mut is_first = true;
    let mut url = first.clone();
    loop {
        let parts = request::get(url.clone());
        let mut request = Request { phase, parts, wanted: Wanted::Page { what, is_first }, counted: *counted };
        let attempted = attempt(call, &mut request).await?;
        *counted = request.counted;
        match attempted {
            Attempted::Good { page, .. } => {
                is_first = false;
                let Some(Page { next, keys, clock }) = page else { return Err(call.failure(Error::not_a_response(), None)) };
                found.extend(keys);
                let Some(next) = next else { return Ok(Found { keys: found, clock, what }) };
                url = next;
                // Each page of a caller's read has attempts of its own.
                if !is_judged {
                    *counted = 0;
                }
            }
            Attempted::Again if is_judged => {
                is_first = true;
                found.clear();
                url.clone_from(&first);
            }
            Attempted::Again => {}
        }
    }
}
