//! The imports that say what a call failed with. They are members of `host`, as those of `calls/under_way.rs`.

use wasm_bindgen::prelude::*;

use crate::graph::error::Error;
use crate::machine::exchange::Kept;

#[wasm_bindgen]
extern "C" {
    /// The call has failed. What follows in the same step says more of it.
    #[wasm_bindgen(js_namespace = host)]
    fn failed(code: &str, message: &str, retryable: bool, attempts: u32, applied: Option<bool>, kept: Option<u32>);
    /// The argument or option that was wrong.
    #[wasm_bindgen(js_namespace = host, js_name = ofArgument)]
    fn of_argument(name: &str);
    /// What Graph says in its error body.
    #[wasm_bindgen(js_namespace = host, js_name = graphSaid)]
    fn graph_said(code: Option<&str>, message: Option<&str>);
    /// How long to wait before trying again.
    #[wasm_bindgen(js_namespace = host, js_name = tryAgainAfter)]
    fn try_again_after(ms: f64);
}

/// Says what is known of an error. `kept` names what led to it.
pub(super) fn say(error: &Error, kept: Option<Kept>) {
    let Error { code, message, retryable, attempts, applied, argument, graph_code, graph_message, retry_after, .. } = error;
    failed(code.as_str(), message, *retryable, *attempts, *applied, kept.map(|kept| kept.0));
    if let Some(name) = argument {
        of_argument(name);
    }
    if graph_code.is_some() || graph_message.is_some() {
        graph_said(graph_code.as_deref(), graph_message.as_deref());
    }
    if let Some(wait) = retry_after {
        try_again_after(wait.0);
    }
}
