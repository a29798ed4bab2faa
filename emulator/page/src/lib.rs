//! The local Graph inside a page: one request in, one answer out, for a `fetch` written in JavaScript. Sends nothing, waits for
//! nothing, and has no control API: a fresh one is made by making another, and what breaks on the way is played in JavaScript.

#![cfg(target_family = "wasm")]

use graph_emulator::{Answered, Asked, Emulator};
use serde_json::{Map, Value};
use wasm_bindgen::prelude::{JsValue, wasm_bindgen};

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
    pub fn new() -> Sandbox {
        Sandbox(Emulator::new(now_ms()))
    }

    /// Puts a key set, in the place of the one with this id or as a new one; `keys` is a JSON array of objects, and what is none throws.
    pub fn put(&mut self, id: &str, keys: &str) -> Result<(), JsValue> {
        let keys = read_keys(keys).ok_or(JsValue::from_str("The keys are no JSON array of objects."))?;
        self.0.put_keys(id, keys);
        Ok(())
    }

    /// Answers one request; `headers` are names and values in turn, `target` is the path with its query.
    pub fn answer(&mut self, method: &str, target: &str, headers: Vec<String>, body: Vec<u8>) -> Answer {
        let (path, query) = target.split_once('?').unwrap_or((target, ""));
        let header = |name: &str| {
            let pair = headers.chunks_exact(2).find(|pair| pair[0].eq_ignore_ascii_case(name));
            pair.map(|pair| pair[1].as_bytes())
        };
        let asked = Asked {
            method,
            path,
            query,
            authorization: header("authorization"),
            content_type: header("content-type"),
            client_request_id: header("client-request-id"),
            scheme: None,
            host: None,
            body: &body,
        };
        Answer(self.0.answer_as_graph(now_ms(), &asked))
    }
}

/// Through `Value`: a type of its own would bring the words for what is found in its place.
fn read_keys(keys: &str) -> Option<Vec<Map<String, Value>>> {
    let Ok(Value::Array(keys)) = serde_json::from_slice(keys.as_bytes()) else { return None };
    let members = |key| match key {
        Value::Object(members) => Some(members),
        _ => None,
    };
    keys.into_iter().map(members).collect()
}

#[allow(clippy::cast_possible_truncation, reason = "Date knows no moment that is too large")]
fn now_ms() -> i64 {
    date_now() as i64
}

/// What `fetch` is to resolve with.
#[wasm_bindgen]
pub struct Answer(Answered);

#[wasm_bindgen]
impl Answer {
    /// The HTTP status.
    #[wasm_bindgen(getter)]
    pub fn status(&self) -> u16 {
        self.0.status.as_u16()
    }

    /// Names and values in turn.
    #[wasm_bindgen(getter)]
    pub fn headers(&self) -> Vec<String> {
        let mut flat = Vec::with_capacity(2 * self.0.headers.len());
        for (name, value) in &self.0.headers {
            flat.push(name.as_str().to_owned());
            flat.push(String::from_utf8_lossy(value.as_bytes()).into_owned());
        }
        flat
    }

    /// The whole body.
    #[wasm_bindgen(getter)]
    pub fn body(&self) -> Vec<u8> {
        self.0.body.to_vec()
    }
}
