//! The local Graph inside a page: one request in, one answer out, for a `fetch` written in JavaScript. Sends nothing, waits for
//! nothing, and has no control API: a fresh one is made by making another, and what breaks on the way is played in JavaScript.

#![cfg(target_family = "wasm")]

use bytes::Bytes;
use graph_emulator::Emulator;
use http::{HeaderName, HeaderValue, Request, Response};
use wasm_bindgen::prelude::wasm_bindgen;

#[global_allocator]
static MEMORY: talc::wasm::WasmDynamicTalc = talc::wasm::new_wasm_dynamic_allocator();

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = Date, js_name = now)]
    fn date_now() -> f64;
}

/// A Graph with one tenant, as seeded, on the page's own clock.
#[wasm_bindgen]
pub struct Sandbox(Emulator);

#[wasm_bindgen]
impl Sandbox {
    /// The tenant as it is at the start.
    #[wasm_bindgen(constructor)]
    #[allow(clippy::new_without_default, reason = "JavaScript has no Default")]
    #[allow(clippy::cast_possible_truncation, reason = "Date knows no moment that is too large")]
    pub fn new() -> Sandbox {
        Sandbox(Emulator::new(|| date_now() as i64))
    }

    /// Adds a key set to the seeded ones; each key is a JSON object, and what is none throws.
    pub fn put(&mut self, id: String, keys: Vec<String>) -> Result<(), String> {
        self.0.put_keyset(id, &keys)
    }

    /// Answers one request; `headers` are names and values in turn, `target` is the path with its query. `undefined` for what is no
    /// request at all, which `fetch` would refuse too.
    pub fn answer(&mut self, method: &str, target: &str, headers: Vec<String>, body: Vec<u8>) -> Option<Answer> {
        let mut request = Request::builder().method(method).uri(target);
        for pair in headers.chunks_exact(2) {
            request = request.header(HeaderName::try_from(&pair[0]).ok()?, HeaderValue::try_from(&pair[1]).ok()?);
        }
        Some(Answer(self.0.answer_as_graph(&request.body(Bytes::from(body)).ok()?)))
    }
}

/// What `fetch` is to resolve with.
#[wasm_bindgen]
pub struct Answer(Response<Bytes>);

#[wasm_bindgen]
impl Answer {
    /// The HTTP status.
    #[wasm_bindgen(getter)]
    pub fn status(&self) -> u16 {
        self.0.status().as_u16()
    }

    /// Names and values in turn.
    #[wasm_bindgen(getter)]
    pub fn headers(&self) -> Vec<String> {
        let text = |value: &HeaderValue| String::from_utf8_lossy(value.as_bytes()).into_owned();
        self.0.headers().iter().flat_map(|(name, value)| [name.to_string(), text(value)]).collect()
    }

    /// The whole body.
    #[wasm_bindgen(getter)]
    pub fn body(&self) -> Vec<u8> {
        self.0.body().to_vec()
    }
}
