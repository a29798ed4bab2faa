//! `outlook`: what follows from a key set's keys and the time. Keys go in and what follows comes out as plain objects, by serde.

use alloc::string::String;
use alloc::vec::Vec;

use serde::{Deserialize, Serialize};
use wasm_bindgen::prelude::*;

use crate::graph::keys::{Bound, Key};
use crate::graph::outlook;
use crate::graph::time::Timestamp;

/// A key as a caller gives it. `npm/src/keys.ts` has read its members, and leaves out what is none.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct GivenKey {
    kid: String,
    #[serde(rename = "use")]
    key_use: Option<String>,
    status: Option<String>,
    nbf: Option<f64>,
    exp: Option<f64>,
    unreadable: Vec<String>,
}

/// What follows, as `npm/index.d.ts` describes it.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Told<'keys> {
    state: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    active: Option<&'keys str>,
    usable: Vec<&'keys str>,
    changes: Vec<InUse<'keys>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    runs_out_at: Option<f64>,
    stale: Vec<&'keys str>,
}

/// From this moment on the key is in use, or none is usable.
#[derive(Serialize)]
struct InUse<'keys> {
    at: f64,
    #[serde(skip_serializing_if = "Option::is_none")]
    active: Option<&'keys str>,
}

impl GivenKey {
    fn key(self) -> Key {
        let GivenKey { kid, key_use, status, nbf, exp, unreadable } = self;
        let bound = |name: &str, seconds: Option<f64>| match seconds {
            _ if unreadable.iter().any(|other| other == name) => Bound::Unreadable,
            Some(seconds) => Bound::At(Timestamp(seconds)),
            None => Bound::Open,
        };
        let (nbf, exp) = (bound("nbf", nbf), bound("exp", exp));
        Key { kid, key_use, status, nbf, exp, being_enabled: false, being_disabled: false }
    }
}

/// What follows from these keys as of `now_s`, in seconds since 1970.
///
/// # Errors
/// Where a key is not as `npm/src/keys.ts` gives it.
#[wasm_bindgen(js_name = outlook)]
pub fn tell_outlook(keys: JsValue, now_s: f64) -> Result<JsValue, JsValue> {
    let given: Vec<GivenKey> = serde_wasm_bindgen::from_value(keys)?;
    let keys: Vec<Key> = given.into_iter().map(GivenKey::key).collect();
    let now = Timestamp(now_s);
    let ids = |is: &dyn Fn(&Key) -> bool| keys.iter().filter(|key| is(key)).map(|key| key.kid.as_str()).collect();
    let mut active = None;
    let mut changes = Vec::new();
    let found = outlook::outlook(&keys, now, |at, key| {
        let key = key.map(|key| key.kid.as_str());
        if at == now {
            active = key;
        } else {
            changes.push(InUse { at: at.0, active: key });
        }
    });
    let told = Told {
        state: found.state.as_str(),
        active,
        usable: ids(&|key| key.is_usable(now)),
        changes,
        runs_out_at: Some(found.runs_out.0).filter(|at| at.is_finite()),
        stale: ids(&|key| outlook::is_stale(key, now)),
    };
    Ok(serde_wasm_bindgen::to_value(&told)?)
}
