//! The receipt of an accepted change, as a Map that serde-wasm-bindgen makes; `npm/src/guarded.js` makes an object of it. Nothing on
//! `Object.prototype` can get between, as a setter could if an object were built here.

use serde::{Serialize, Serializer};
use wasm_bindgen::prelude::*;

use super::arguments::Change;
use super::options::Options;
use crate::graph::request::ClientRequestId;

pub(super) struct Receipt<'a> {
    pub(super) change: &'a Change,
    pub(super) options: &'a Options,
    pub(super) attempts: f64,
    pub(super) verified: bool,
    pub(super) request_id: Option<&'a str>,
}

impl Receipt<'_> {
    /// Cannot fail for texts, numbers and booleans.
    pub(super) fn into_js(self) -> JsValue {
        self.serialize(&serde_wasm_bindgen::Serializer::new()).unwrap_or(JsValue::UNDEFINED)
    }
}

enum Member<'a> {
    Text(&'a str),
    Number(f64),
    Flag(bool),
}

impl Serialize for Receipt<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let id = self.options.client_request_id.as_ref().map(ClientRequestId::as_str);
        let members = [
            ("keysetId", Some(Member::Text(self.change.keyset.as_str()))),
            ("keyId", Some(Member::Text(self.change.key.as_str()))),
            ("status", Some(Member::Text(self.change.status.as_str()))),
            ("attempts", Some(Member::Number(self.attempts))),
            ("verified", Some(Member::Flag(self.verified))),
            ("requestId", self.request_id.map(Member::Text)),
            ("clientRequestId", id.map(Member::Text)),
        ];
        serializer.collect_map(members.into_iter().filter_map(|(name, member)| Some((name, member?))))
    }
}

impl Serialize for Member<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match *self {
            Member::Text(text) => serializer.serialize_str(text),
            Member::Number(number) => serializer.serialize_f64(number),
            Member::Flag(flag) => serializer.serialize_bool(flag),
        }
    }
}
