//! What reads: the functions of that kind, and the reading of pages that they share with guard and read-back.
//!
//! What was read stays with the call, which also tells whether it is what was asked for (`npm/src/reading.js`, `npm/src/keys.js`).

use alloc::string::String;

use wasm_bindgen::prelude::*;

use super::arguments::{key_id, keyset_id, options};
use super::attempt::{Asked, Attempt};
use super::host::Call;
use super::options::CALL_OPTIONS;
use super::outcome::Failure;
use super::patch::{Phase, Request, Run};
use crate::graph::request::{self, ClientRequestId};

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

/// What is to be read; `npm/src/keys.js` has the same numbers.
pub(super) mod what {
    pub(in super::super) const KEYSETS: u8 = 0;
    pub(in super::super) const KEYSET: u8 = 1;
    pub(in super::super) const KEYS: u8 = 2;
    pub(in super::super) const KEY: u8 = 3;
}

/// Ends with nothing: the call has what was read.
pub(super) async fn read(
    what: u8,
    keyset: JsValue,
    key: JsValue,
    options: JsValue,
    host_fetch: JsValue,
    call: Call,
) -> Result<JsValue, JsValue> {
    try_read(what, keyset, key, options, host_fetch, call).await.map_err(Failure::into_js)
}

async fn try_read(what: u8, keyset: JsValue, key: JsValue, list: JsValue, host_fetch: JsValue, call: Call) -> Result<JsValue, Failure> {
    let keyset = if what == what::KEYSETS { None } else { Some(keyset_id(&keyset)?) };
    let key = if what == what::KEY { Some(key_id(&key)?) } else { None };
    let options = options(&list, CALL_OPTIONS, &call)?;
    let base = &options.base;
    let url = match (&keyset, &key) {
        (None, _) => request::keysets_url(base),
        (Some(keyset), Some(key)) => request::key_url(base, keyset, key),
        (Some(keyset), None) => request::keyset_url(base, keyset, if what == what::KEYS { "/keys_v2" } else { "/getActiveKey" }),
    };
    let mut run = Run::new(options, host_fetch, call)?;
    if !run.call.aborted() {
        run.read(Phase::Read, what, url, key.as_ref().map(|key| key.as_str())).await?;
    }
    Ok(JsValue::UNDEFINED)
}

impl Run {
    /// Reads all pages; gives the answer with the last.
    pub(super) async fn read(
        &mut self,
        phase: Phase,
        what: u8,
        mut url: String,
        kid: Option<&str>,
    ) -> Result<alloc::boxed::Box<Attempt>, Failure> {
        self.reading().expect(what, kid);
        loop {
            let id = self.options.client_request_id.as_ref().map(ClientRequestId::to_string);
            let mut request = Request { phase, parts: request::get(url, id), asked: Asked::Content, counted: 0.0 };
            let page = loop {
                if let Some(page) = self.once(&mut request).await? {
                    break page;
                }
            };
            let Some(next) = self.reading().next() else { return Ok(page) };
            url = next;
        }
    }

    pub(super) fn reading(&self) -> &ReadingCall {
        self.call.unchecked_ref()
    }
}
