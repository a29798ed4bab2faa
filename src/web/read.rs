//! The calls of the root entry, from arguments to outcome; and the reading of pages that those which read share with guard and read-back.
//!
//! What was read stays with the call, which also tells whether it is what was asked for (`npm/src/reading.ts`, `npm/src/keys.ts`).

use alloc::{boxed::Box, string::String};

use wasm_bindgen::prelude::*;

use super::arguments::{Change, key_id, keyset_id, status};
use super::attempt::Asked;
use super::build;
use super::guard;
use super::host::Call;
use super::options::Options;
use super::outcome::{self, Failure};
use super::patch::{Phase, Request, Run};
use crate::graph::error::Error;
use crate::graph::request::{self, KeyId, KeyStatus, KeysetId};

#[wasm_bindgen]
extern "C" {
    /// A call that reads.
    pub(super) type ReadingCall;
    /// Begins to read; `kid` is the key, if it is one.
    #[wasm_bindgen(method)]
    fn expect(this: &ReadingCall, what: u8, kid: Option<&str>);
    /// The URL of the next page.
    #[wasm_bindgen(method, getter)]
    fn next(this: &ReadingCall) -> Option<String>;
}

/// What is to be read, `npm/src/keys.ts` has the same numbers; or that a change is to be made, or built.
pub(super) mod what {
    pub(in super::super) const KEYSETS: u8 = 0;
    pub(in super::super) const KEYSET: u8 = 1;
    pub(in super::super) const KEYS: u8 = 2;
    // From here on a key is named.
    pub(in super::super) const KEY: u8 = 4;
    // From here on a change is.
    pub(in super::super) const CHANGE: u8 = 5;
    pub(in super::super) const BUILD: u8 = 6;
}

/// Reads, and leaves what was read with the call; or makes a change, and leaves the receipt, or the request unsent.
pub(super) async fn carry_out(what: u8, call: Call) {
    let Some((keyset, key, status, options)) = outcome::begin(&call, parse(what, &call)) else { return };
    let base = &options.base;
    let url = match (&keyset, &key) {
        (Some(keyset), Some(key)) => request::key_url(base, keyset, key),
        (Some(keyset), None) => request::keyset_url(base, keyset, if what == what::KEYS { "/keys_v2" } else { "/getActiveKey" }),
        _ => request::keysets_url(base),
    };
    let mut run = Run::new(options, call);
    let ended = match (keyset, key, status) {
        (Some(keyset), Some(key), Some(status)) => {
            let change = Change { keyset, key, status };
            if what == what::BUILD { build::build(&run.call, &change, &run.options) } else { guard::patch(&mut run, &change).await }
        }
        (_, key, _) => run.read(Phase::Read, what, url, key.as_ref().map(|key| key.as_str()), &mut 0.0).await,
    };
    if let Err(failure) = ended {
        failure.tell(&run.call);
    }
}

type Arguments = (Option<KeysetId>, Option<KeyId>, Option<KeyStatus>, Options);

/// The ids that are needed, the status of a change, and the options.
fn parse(what: u8, call: &Call) -> Result<Option<Arguments>, Box<Error>> {
    let (keyset, key) = (keyset_id(call)?, key_id(call)?);
    if (what != what::KEYSETS && keyset.is_none()) || (what >= what::KEY && key.is_none()) {
        return Ok(None);
    }
    let status = if what >= what::CHANGE { Some(status(call)?) } else { None };
    Ok(Some((keyset, key, status, Options::read(call)?)))
}

impl Run {
    /// Reads all pages; the answer with the last stands at its places then. What is judged by is read anew from its first page after whatever
    /// had to be waited for: pages that were read before may no longer be so. `counted` is how often it was tried again, which `maxAttempts`
    /// limits.
    pub(super) async fn read(
        &mut self,
        phase: Phase,
        what: u8,
        first: String,
        kid: Option<&str>,
        counted: &mut f64,
    ) -> Result<(), Failure> {
        let is_judged = !matches!(phase, Phase::Read);
        let mut url = first.clone();
        self.reading().expect(what, kid);
        loop {
            let mut request = Request { phase, parts: request::get(url.clone()), asked: Asked::Content, counted: *counted };
            match self.once(&mut request).await? {
                Some(_) => {
                    let Some(next) = self.reading().next() else { return Ok(()) };
                    url = next;
                    // To begin anew does not count from the beginning.
                    if !is_judged {
                        *counted = 0.0;
                    }
                }
                None => {
                    *counted = request.counted;
                    if is_judged {
                        self.reading().expect(what, kid);
                        url.clone_from(&first);
                    }
                }
            }
        }
    }

    pub(super) fn reading(&self) -> &ReadingCall {
        self.call.unchecked_ref()
    }
}
