//! The module's view of the world outside: the `Call` that does what it is told (`npm/src/call.js`), and the few facilities of the host
//! that are used directly. Decides nothing.
//!
//! All are looked up when they are called, so that what a test or a tracer puts in their place is used.

use alloc::string::String;

use js_sys::{Array, Function, Object};
use wasm_bindgen::prelude::*;

use crate::graph::json::Json;

#[wasm_bindgen]
extern "C" {
    /// One call. `ask`, `send` and `sleep` only say what to do: it is done once the task pauses, and the pause gives what came of it.
    #[derive(Clone)]
    pub type Call;
    /// The caller's signal has fired; the call has ended with its reason.
    #[wasm_bindgen(method, getter)]
    pub(super) fn aborted(this: &Call) -> bool;
    /// What is wrong with the signal, as the end of a sentence.
    #[wasm_bindgen(method, getter, js_name = signalProblem)]
    pub(super) fn signal_problem(this: &Call) -> JsValue;
    /// What is wrong with the token or its source, as the end of a sentence.
    #[wasm_bindgen(method, getter, js_name = tokenProblem)]
    pub(super) fn token_problem(this: &Call) -> JsValue;
    /// The token comes from a source that can be asked again.
    #[wasm_bindgen(method, getter)]
    pub(super) fn asks(this: &Call) -> bool;
    /// Remembers that Graph refused the token.
    #[wasm_bindgen(method)]
    pub(super) fn refuse(this: &Call);
    /// Asks the token source; comes to `late`, or `problem` and `cause`, or `refused`: it is a token that Graph has refused. The
    /// token itself stays with the call.
    #[wasm_bindgen(method)]
    pub(super) fn ask(this: &Call, scope: &str, claims: Option<&str>, force_refresh: bool, milliseconds: f64);
    /// Sends a request with the token; comes to `fault` and `cause`, or `status` (none for an opaque redirect), `redirected`, `requestId`,
    /// `date`, `retryAfter`, `challenge`, `body`; and `elapsedMs`.
    #[wasm_bindgen(method)]
    pub(super) fn send(
        this: &Call,
        fetch: &Function,
        method: &str,
        url: &str,
        body: &str,
        client_request_id: Option<&str>,
        milliseconds: f64,
    );
    /// Comes to the milliseconds that passed, at least as many.
    #[wasm_bindgen(method)]
    pub(super) fn sleep(this: &Call, milliseconds: f64);
    /// Tells a listener of the caller.
    #[wasm_bindgen(method)]
    pub(super) fn tell(this: &Call, listener: &Function, event: &JsValue);

    /// What something came to that the call was told to do: an object without a prototype.
    pub(super) type Outcome;
    #[wasm_bindgen(method, structural, indexing_getter)]
    fn get(this: &Outcome, name: &str) -> JsValue;

    /// Whether the host can make sense of a URL, its host name included.
    #[wasm_bindgen(method, js_name = isUrl)]
    pub(super) fn is_url(this: &Call, text: &str) -> bool;

    // Gives nothing back: where a `catch` import throws, wasm-bindgen keeps the place of the value that it would have returned.
    #[wasm_bindgen(js_namespace = JSON, js_name = parse, catch)]
    fn json_parse(text: &str) -> Result<(), JsValue>;

    #[wasm_bindgen(js_namespace = Math, js_name = random, catch)]
    fn math_random() -> Result<f64, JsValue>;

    #[wasm_bindgen(js_namespace = Date, js_name = now, catch)]
    fn date_now() -> Result<f64, JsValue>;

    #[wasm_bindgen(js_name = String)]
    fn string(value: &JsValue) -> String;
}

/// What kept a request from being answered; `npm/src/response.js` has the same numbers.
pub(super) enum Fault {
    /// `fetch` rejected.
    Rejected,
    /// `fetch` threw at once.
    Threw,
    /// The attempt took too long.
    OutOfTime,
    /// What `fetch` gave is no Response.
    NoResponse,
}

impl Outcome {
    /// A text, when it is one.
    pub(super) fn text(&self, name: &str) -> Option<String> {
        self.get(name).as_string()
    }

    /// Whether it is `true`.
    pub(super) fn flag(&self, name: &str) -> bool {
        self.get(name) == JsValue::TRUE
    }

    /// A number, when it is one.
    pub(super) fn number(&self, name: &str) -> Option<f64> {
        self.get(name).as_f64()
    }

    /// Whatever it is.
    pub(super) fn value(&self, name: &str) -> JsValue {
        self.get(name)
    }

    /// What kept a request from being answered.
    pub(super) fn fault(&self) -> Option<Fault> {
        Some(match self.number("fault")? as u8 {
            1 => Fault::Rejected,
            2 => Fault::Threw,
            3 => Fault::OutOfTime,
            _ => Fault::NoResponse,
        })
    }

    /// The body as `src/graph` judges it.
    pub(super) fn json(&self) -> Json {
        plain(&self.get("body"), MAX_DEPTH)
    }
}

/// How deep and how wide JSON is looked at; Graph's errors nest three deep, and what is read is at most 64 KiB.
const MAX_DEPTH: u8 = 64;
const MAX_MEMBERS: u32 = 64;

fn plain(value: &JsValue, depth: u8) -> Json {
    if let Some(text) = value.as_string() {
        return Json::Text(text);
    }
    if value.as_f64().is_some() {
        return Json::Text(string(value));
    }
    let Some(depth) = depth.checked_sub(1) else { return Json::Other };
    if Array::is_array(value) {
        let list: &Array = value.unchecked_ref();
        return Json::List((0..list.length().min(MAX_MEMBERS)).map(|at| plain(&list.get(at), depth)).collect());
    }
    if !value.is_object() {
        return Json::Other;
    }
    let entries = Object::entries(value.unchecked_ref());
    let members = (0..entries.length().min(MAX_MEMBERS))
        .map(|at| Array::from(&entries.get(at)))
        .filter_map(|entry| Some((entry.get(0).as_string()?, plain(&entry.get(1), depth))));
    Json::Object(members.collect())
}

/// Whether a text is JSON.
pub(super) fn is_json(text: &str) -> bool {
    json_parse(text).is_ok()
}

/// A number from 0 up to, but not including, 1; good enough for telling calls apart and for spreading them, and for nothing else.
pub(super) fn random() -> f64 {
    math_random().ok().filter(|number| (0.0..1.0).contains(number)).unwrap_or(0.5)
}

/// 128 random bits.
pub(super) fn random_bits() -> [u32; 4] {
    core::array::from_fn(|_| (random() * 4_294_967_296.0) as u32)
}

/// Milliseconds since 1970.
pub(super) fn now_ms() -> f64 {
    date_now().unwrap_or(f64::NAN)
}
