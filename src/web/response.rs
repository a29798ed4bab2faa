//! Reads what `fetch` gave: a Response, something like one, or nonsense.
//!
//! Every property may be missing, of another type, or throw. The body is read up to 64 KiB or cancelled, never left open. Judges nothing.

use alloc::{string::String, vec::Vec};

use js_sys::{Array, Function, JsString, Object, Reflect};
use wasm_bindgen::prelude::*;

use super::{host, task};
use crate::graph::answer::Answer;
use crate::graph::json::Json;

/// The longest body that is read, in bytes.
const MAX_BODY: u32 = 64 * 1024;
/// The most pieces a body is read in: an endless run of empty ones would starve the host.
const MAX_CHUNKS: u32 = 4096;
/// How deep and how wide JSON is looked at; Graph's errors nest three deep.
const MAX_DEPTH: u8 = 8;
const MAX_MEMBERS: u32 = 64;

/// What identifies the answer for support.
pub(super) struct Trace {
    pub(super) request_id: Option<String>,
    pub(super) date: Option<String>,
}

/// Reads an answer. Fails with what made it no answer at all, `undefined` when that is just its shape.
pub(super) async fn read(response: JsValue) -> Result<(Answer, Trace), JsValue> {
    let opaque_redirect = get(&response, "type")?.as_string().as_deref() == Some("opaqueredirect");
    let redirected = get(&response, "redirected")? == JsValue::TRUE || opaque_redirect;
    let status = get(&response, "status")?.as_f64().filter(|status| (200.0..600.0).contains(status) && status.trunc() == *status);
    let mut answer = match status {
        Some(status) => Answer { status: status as u16, redirected, ..Answer::default() },
        None if opaque_redirect => Answer { redirected, ..Answer::default() },
        None => {
            cancel_body(&response);
            return Err(JsValue::UNDEFINED);
        }
    };
    if answer.needs_body() {
        answer.body = plain(&read_json(&response).await, MAX_DEPTH);
    } else {
        cancel_body(&response);
    }
    let trace = Trace {
        request_id: header(&response, "request-id").or_else(|| answer.request_id().map(Into::into)),
        date: header(&response, "date").and_then(|date| host::iso_date(&date.into())).or_else(|| body_date(&answer)),
    };
    Ok((answer, trace))
}

/// Graph writes the date in its error body in UTC but without a zone, which JavaScript would take for local time.
fn body_date(answer: &Answer) -> Option<String> {
    let date = answer.date()?;
    host::iso_date(&if date.ends_with('Z') { date.into() } else { [date, "Z"].concat().into() })
}

/// The body as JSON; `undefined` when it is none, too long or cut off, which never hides the status.
async fn read_json(response: &JsValue) -> JsValue {
    let body = get(response, "body").unwrap_or(JsValue::UNDEFINED);
    if let Ok(reader) = call(&body, "getReader", None) {
        return match read_text(&reader).await {
            Some(text) => host::parse_json(&text),
            None => {
                cancel(&reader);
                JsValue::UNDEFINED
            }
        };
    }
    // A Response of another fetch implementation, whose body is no web stream.
    let text = match call(response, "text", None) {
        Ok(promise) => task::wait(promise).await,
        Err(thrown) => Err(thrown),
    };
    match text {
        Ok(text) if text.is_string() && text.unchecked_ref::<JsString>().length() <= MAX_BODY => host::parse_json(&text),
        _ => JsValue::UNDEFINED,
    }
}

/// The text of a stream; `None` when it breaks, is too long, comes in too many pieces, or gives something that is not bytes.
async fn read_text(reader: &JsValue) -> Option<JsValue> {
    let (decoder, more) = (host::TextDecoder::new().ok()?, host::more_to_come());
    let (mut text, mut size) = (JsString::from(""), 0.0);
    for _ in 0..MAX_CHUNKS {
        let result = task::wait(call(reader, "read", None).ok()?).await.ok()?;
        if get(&result, "done").ok()?.is_truthy() {
            let rest = decoder.decode(&JsValue::UNDEFINED, &JsValue::UNDEFINED).ok()?;
            return Some(text.concat(&rest).into());
        }
        let chunk = get(&result, "value").ok()?;
        size += get(&chunk, "byteLength").ok()?.as_f64()?;
        let piece = decoder.decode(&chunk, &more).ok()?;
        text = text.concat(&piece);
        // The text's own length as well: a look-alike may say any byteLength.
        if size > f64::from(MAX_BODY) || text.length() > MAX_BODY {
            return None;
        }
    }
    None
}

fn cancel_body(response: &JsValue) {
    if let Ok(body) = get(response, "body") {
        cancel(&body);
    }
}

/// Cancels a stream or its reader, and looks away from how that ends.
fn cancel(stream: &JsValue) {
    if let Ok(promise) = call(stream, "cancel", None) {
        host::ignore(&promise);
    }
}

fn header(response: &JsValue, name: &str) -> Option<String> {
    let headers = get(response, "headers").ok()?;
    call(&headers, "get", Some(name)).ok()?.as_string().filter(|value| !value.is_empty())
}

/// A property; `undefined` of anything that is no object.
fn get(object: &JsValue, name: &str) -> Result<JsValue, JsValue> {
    if object.is_object() { Reflect::get(object, &name.into()) } else { Ok(JsValue::UNDEFINED) }
}

/// Calls a method; fails when there is none.
fn call(object: &JsValue, name: &str, argument: Option<&str>) -> Result<JsValue, JsValue> {
    let method: Function = get(object, name)?.dyn_into()?;
    match argument {
        Some(argument) => method.call1(object, &argument.into()),
        None => method.call0(object),
    }
}

/// JSON as `src/graph` judges it.
fn plain(value: &JsValue, depth: u8) -> Json {
    if let Some(text) = value.as_string() {
        return Json::Text(text);
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
    let members: Vec<_> = (0..entries.length().min(MAX_MEMBERS))
        .map(|at| Array::from(&entries.get(at)))
        .filter_map(|entry| Some((entry.get(0).as_string()?, plain(&entry.get(1), depth))))
        .collect();
    Json::Object(members)
}
