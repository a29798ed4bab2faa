//! Reads, page by page.

use alloc::{string::String, vec::Vec};

use super::Failed;
use super::attempt::{Attempted, Request, Wanted, attempt};
use super::call::Call;
use super::exchange::{Ended, Phase, What};
use crate::graph::error::Error;
use crate::graph::guard;
use crate::graph::keys::Key;
use crate::graph::request::{self, KeyId, KeysetId};

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
    match pages(&mut call, Phase::Read, what, url, None, &mut 0).await {
        Ok(()) => Ended::Read,
        Err(failure) => Ended::Failed(failure),
    }
}

/// Where the keys of a set are as well, and the key without which a list of them is not whole.
pub(super) type Elsewhere<'change> = (String, &'change KeyId);

/// Reads all pages; `call.sent` is the last of them then, with the keys of all. What is judged by is read anew from its first page after
/// whatever had to be waited for: pages that were read before may no longer be so. `counted` is how often it was tried again, which
/// `maxAttempts` limits.
pub(super) async fn pages(
    call: &mut Call,
    phase: Phase,
    mut what: What,
    mut first: String,
    mut elsewhere: Option<Elsewhere<'_>>,
    counted: &mut u32,
) -> Result<(), Failed> {
    let is_judged = phase != Phase::Read;
    let mut found = Vec::new();
    let mut is_first = true;
    let mut url = first.clone();
    loop {
        let mut request = Request { phase, parts: request::get(url.clone()), wanted: Wanted::Page { what, is_first }, counted: *counted };
        let attempted = attempt(call, &mut request).await;
        *counted = request.counted;
        match attempted {
            Ok(Attempted::Good) => {
                let Some(page) = &mut call.sent.page else { return Err(call.failure(Error::not_a_response(), None)) };
                found.append(&mut page.keys);
                if let Some(next) = page.next.take() {
                    url = next;
                    is_first = false;
                    // Each page of a caller's read has attempts of its own.
                    if !is_judged {
                        *counted = 0;
                    }
                    continue;
                }
                // Where the list does not show a key that is to be disabled, the key set itself has the last word.
                let is_whole = phase != Phase::Guard || elsewhere.as_ref().is_none_or(|(_, key)| guard::is_listed(&found, key));
                if is_whole {
                    page.keys = found;
                    return Ok(());
                }
            }
            Ok(Attempted::Again) if is_judged => {
                restart(&mut found, &mut url, &mut is_first, &first);
                continue;
            }
            Ok(Attempted::Again) => continue,
            Err(failure) if elsewhere.is_none() || !guard::falls_back_to_keyset(&failure.error) => return Err(failure),
            Err(_) => {}
        }
        if let Some((place, _)) = elsewhere.take() {
            (what, first) = (What::Keyset, place);
        }
        restart(&mut found, &mut url, &mut is_first, &first);
    }
}

fn restart(found: &mut Vec<Key>, url: &mut String, is_first: &mut bool, first: &str) {
    found.clear();
    *url = first.into();
    *is_first = true;
}
