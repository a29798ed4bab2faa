//! The local Graph inside a page: one request in, one answer out, for a `fetch` written in JavaScript. Sends nothing, waits for
//! nothing, and has no control API: a fresh one is made by making another, and what breaks on the way is played in JavaScript.

#![cfg(target_family = "wasm")]

use graph_emulator::{Answered, Asked, Emulator};
use serde_json::{Map, Value};
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
    pub fn new() -> Sandbox {
        Sandbox(Emulator::new(now_ms()))
    }

    /// Puts a key set, in the place of the one with this id or as a new one. `false` where `keys` is no JSON array of objects.
    pub fn put(&mut self, id: &str, keys: &str) -> bool {
        let keys = read_keys(keys);
        let is_read = keys.is_some();
        keys.into_iter().for_each(|keys| self.0.put_keys(id, keys));
        is_read
    }

    /// Answers one request. `target` is the path with its query; `headers` has a header in each line, `name:value`.
    pub fn answer(&mut self, method: &str, target: &str, headers: &str, body: &str) -> Answer {
        let (path, query) = target.split_once('?').unwrap_or((target, ""));
        let header = |wanted: &str| {
            let mut pairs = headers.lines().filter_map(|line| line.split_once(':'));
            pairs.find(|(name, _)| name.eq_ignore_ascii_case(wanted)).map(|(_, value)| value.as_bytes())
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
            body: body.as_bytes(),
        };
        Answer(self.0.answer_asked(now_ms(), &asked))
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

    /// A header in each line, `name:value`.
    #[wasm_bindgen(getter)]
    pub fn headers(&self) -> String {
        let mut lines = String::new();
        for (name, value) in &self.0.headers {
            for part in [name.as_str(), ":", value.to_str().unwrap_or_default(), "\n"] {
                lines.push_str(part);
            }
        }
        lines
    }

    /// The whole body.
    #[wasm_bindgen(getter)]
    pub fn body(&self) -> String {
        String::from_utf8_lossy(&self.0.body).into_owned()
    }
}
