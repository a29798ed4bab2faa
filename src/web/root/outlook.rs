//! `outlook`: what follows from the keys of the page that was told. Keys are named by their ids.

use wasm_bindgen::prelude::*;

use crate::graph::outlook::{self, Outlook};
use crate::web::inputs;

#[wasm_bindgen]
extern "C" {
    /// How a key is now.
    #[wasm_bindgen(js_namespace = host, js_name = keyNow)]
    fn key_now(kid: &str, is_usable: bool, is_stale: bool);
    /// From this moment on the key is in use, or none is usable. First comes the present.
    #[wasm_bindgen(js_namespace = host, js_name = inUse)]
    fn in_use(at_s: f64, kid: Option<&str>);
    /// What it comes to. Infinity: it never runs out.
    #[wasm_bindgen(js_namespace = host, js_name = comesTo)]
    fn comes_to(state: &str, runs_out_at_s: f64);
}

/// Tells what follows from the page that was told.
#[wasm_bindgen(js_name = outlook)]
pub fn tell_outlook() {
    let told = inputs::arrived();
    let Some(page) = &told.page else { return };
    let now = page.clock.now();
    for key in &page.keys {
        key_now(&key.kid, key.is_usable(now), outlook::is_stale(key, now));
    }
    let Outlook { state, runs_out } = outlook::outlook(&page.keys, now, |at, key| in_use(at.0, key.map(|key| &*key.kid)));
    comes_to(state.as_str(), runs_out.0);
}
