//! Members with a name and a plain value, as a Map: how structured results leave the module.
//!
//! serde-wasm-bindgen makes the Map; without the feature `full` js-sys does, which takes less.

use alloc::string::String;

#[cfg(not(feature = "full"))]
use wasm_bindgen::prelude::*;

pub(super) enum Member<'a> {
    Text(&'a str),
    Number(f64),
    Flag(bool),
    Absent,
}

pub(super) fn text(text: &Option<String>) -> Member<'_> {
    text.as_deref().map_or(Member::Absent, Member::Text)
}

pub(super) fn number(number: Option<f64>) -> Member<'static> {
    number.map_or(Member::Absent, Member::Number)
}

/// The members that are there.
#[cfg(not(feature = "full"))]
pub(super) fn to_map(members: &[(&'static str, Member)]) -> JsValue {
    let map = js_sys::Map::new();
    for (name, member) in members {
        let value = match *member {
            Member::Text(text) => text.into(),
            Member::Number(number) => number.into(),
            Member::Flag(flag) => flag.into(),
            Member::Absent => continue,
        };
        map.set(&(*name).into(), &value);
    }
    map.into()
}

#[cfg(feature = "full")]
pub(super) use with_serde::to_map;

#[cfg(feature = "full")]
mod with_serde {
    use serde::{Serialize, Serializer};
    use wasm_bindgen::prelude::*;

    use super::Member;

    impl Serialize for Member<'_> {
        fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            match *self {
                Member::Text(text) => serializer.serialize_str(text),
                Member::Number(number) => serializer.serialize_f64(number),
                Member::Flag(flag) => serializer.serialize_bool(flag),
                Member::Absent => serializer.serialize_unit(),
            }
        }
    }

    struct Members<'a>(&'a [(&'static str, Member<'a>)]);

    impl Serialize for Members<'_> {
        fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            let present = self.0.iter().filter(|(_, member)| !matches!(member, Member::Absent));
            serializer.collect_map(present.map(|(name, member)| (*name, member)))
        }
    }

    /// The members that are there. Cannot fail for texts, numbers and booleans.
    pub(in crate::web) fn to_map(members: &[(&'static str, Member)]) -> JsValue {
        Members(members).serialize(&serde_wasm_bindgen::Serializer::new()).unwrap_or(JsValue::UNDEFINED)
    }
}
