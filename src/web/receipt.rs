//! The receipt of an accepted change, as a Map that serde-wasm-bindgen makes; `npm/src/guarded.ts` makes an object of it, with the ids that it
//! knows. Nothing on `Object.prototype` can get between, as a setter could if an object were built here.

use serde::{Serialize, Serializer};
use wasm_bindgen::prelude::*;

use super::arguments::Change;

pub(super) fn receipt(change: &Change, attempts: f64, verified: bool) -> JsValue {
    // Cannot fail for texts, numbers and booleans.
    Receipt { change, attempts, verified }.serialize(&serde_wasm_bindgen::Serializer::new()).unwrap_or(JsValue::UNDEFINED)
}

struct Receipt<'a> {
    change: &'a Change,
    attempts: f64,
    verified: bool,
}

enum Member<'a> {
    Text(&'a str),
    Number(f64),
    Flag(bool),
}

impl Serialize for Receipt<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map([
            ("keysetId", Member::Text(self.change.keyset.as_str())),
            ("keyId", Member::Text(self.change.key.as_str())),
            ("status", Member::Text(self.change.status.as_str())),
            ("attempts", Member::Number(self.attempts)),
            ("verified", Member::Flag(self.verified)),
        ])
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
