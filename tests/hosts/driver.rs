//! Plays the part of `npm/src/host.ts`: notes what the module says, by name.

use js_sys::{Array, Function};
use wasm_bindgen::prelude::*;

const HOST: &str = "
    globalThis.told = [];
    globalThis.host = new Proxy({}, { get: (_, name) => (...given) => {
      if (name === 'tryHeaders') return new Headers();
      told.push([name, ...given]);
    } });";

/// Puts a host in place that has heard nothing.
pub fn listen() {
    Function::new_no_args(HOST).call0(&JsValue::NULL).unwrap();
}

/// What was said since, as JSON: each a name and what was given with it.
pub fn heard() -> String {
    let take = Function::new_no_args("return told.splice(0)");
    let told: Array = take.call0(&JsValue::NULL).unwrap().unchecked_into();
    let each = |said: JsValue| String::from(js_sys::JSON::stringify(&said).unwrap());
    told.iter().map(each).collect::<Vec<_>>().join("\n")
}
