//! JavaScript values into the types of `src/graph`. Every refusal names the argument and nothing was sent.

use alloc::{boxed::Box, string::String};

use js_sys::JsString;
use wasm_bindgen::prelude::*;

use super::host;
use super::options::Options;
use crate::graph::error::Error;
use crate::graph::request::{self, KeyId, KeyStatus, KeysetId, RequestParts};

/// The longest text that is copied into the module, in UTF-16 units; servers take no longer URL.
const MAX_TEXT: u32 = 8 * 1024;

/// What a call was given, not looked at yet. `options` is `undefined` or a list of own names and values in turn.
pub(super) struct Arguments {
    pub(super) keyset_id: JsValue,
    pub(super) key_id: JsValue,
    pub(super) status: JsValue,
    pub(super) options: JsValue,
}

/// A change that can be asked for.
pub(super) struct Change {
    pub(super) keyset: KeysetId,
    pub(super) key: KeyId,
    pub(super) status: KeyStatus,
    pub(super) options: Options,
}

impl Change {
    /// In the order in which callers read them: arguments, options, token.
    pub(super) fn parse(arguments: Arguments, known_options: &[&'static str], call: &host::Call) -> Result<Change, Box<Error>> {
        let change = Change {
            keyset: KeysetId::parse(text("keysetId", &arguments.keyset_id)?)?,
            key: KeyId::parse(text("keyId", &arguments.key_id)?)?,
            status: KeyStatus::parse(&arguments.status.as_string().unwrap_or_default())?,
            options: Options::read(&arguments.options, known_options)?,
        };
        match (call.signal_problem(), call.token_problem()) {
            (Some(problem), _) => Err(Error::invalid("signal", &["signal ", &problem])),
            (_, Some(problem)) => Err(Error::invalid("token", &["token ", &problem])),
            _ => Ok(change),
        }
    }

    pub(super) fn parts(&mut self) -> RequestParts {
        let id = self.options.client_request_id.take();
        request::patch(&self.options.base, &self.keyset, &self.key, self.status, id)
    }
}

/// A string that is well-formed UTF-16.
pub(super) fn text(argument: &'static str, value: &JsValue) -> Result<String, Box<Error>> {
    if value.is_string() && value.unchecked_ref::<JsString>().length() > MAX_TEXT {
        return Err(Error::invalid(argument, &[argument, " must not be longer than 8,192 characters."]));
    }
    let text = value.as_string().ok_or_else(|| Error::invalid(argument, &[argument, " must be a string."]))?;
    // Half of a surrogate pair arrives as U+FFFD; only then is the slow look at each unit worth it.
    let replaced = text.as_bytes().windows(3).any(|bytes| bytes == b"\xEF\xBF\xBD");
    if replaced && !value.unchecked_ref::<JsString>().is_valid_utf16() {
        let problem = " holds half of a surrogate pair, which no URL can carry; pass it exactly as Graph lists it.";
        return Err(Error::invalid(argument, &[argument, problem]));
    }
    Ok(text)
}
