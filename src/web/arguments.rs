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
}

impl Change {
    /// In the order in which callers read them: arguments, options, token.
    pub(super) fn parse(arguments: &Arguments, known_options: &[&'static str], call: &host::Call) -> Result<(Change, Options), Box<Error>> {
        let change = Change {
            keyset: keyset_id(&arguments.keyset_id)?,
            key: key_id(&arguments.key_id)?,
            status: KeyStatus::parse(&short(&arguments.status).unwrap_or_default())?,
        };
        Ok((change, options(&arguments.options, known_options, call)?))
    }

    pub(super) fn parts(&self, options: &Options) -> RequestParts {
        request::patch(&options.base, &self.keyset, &self.key, self.status, options.client_request_id.clone())
    }
}

pub(super) fn keyset_id(value: &JsValue) -> Result<KeysetId, Box<Error>> {
    KeysetId::parse(text("keysetId", value)?)
}

pub(super) fn key_id(value: &JsValue) -> Result<KeyId, Box<Error>> {
    KeyId::parse(text("keyId", value)?)
}

/// The options, and then what never enters the module: the signal and the token.
pub(super) fn options(list: &JsValue, known: &[&'static str], call: &host::Call) -> Result<Options, Box<Error>> {
    let options = Options::read(list, known, call)?;
    match (call.signal_problem().as_string(), call.token_problem().as_string()) {
        (Some(problem), _) => Err(Error::invalid("signal", &["signal ", &problem])),
        (_, Some(problem)) => Err(Error::invalid("token", &["token ", &problem])),
        _ => Ok(options),
    }
}

/// A string, unless it is so long that nobody means it: it would be copied into the module.
pub(super) fn short(value: &JsValue) -> Option<String> {
    let fits = !value.is_string() || value.unchecked_ref::<JsString>().length() <= MAX_TEXT;
    fits.then(|| value.as_string())?
}

/// A string that is well-formed UTF-16.
pub(super) fn text(argument: &'static str, value: &JsValue) -> Result<String, Box<Error>> {
    let text = short(value).ok_or_else(|| {
        let problem = if value.is_string() { " must not be longer than 8,192 characters." } else { " must be a string." };
        Error::invalid(argument, &[argument, problem])
    })?;
    // Half of a surrogate pair arrives as U+FFFD; only then is the slow look at each unit worth it.
    let replaced = text.as_bytes().windows(3).any(|bytes| bytes == b"\xEF\xBF\xBD");
    if replaced && !value.unchecked_ref::<JsString>().is_valid_utf16() {
        let problem = " holds half of a surrogate pair, which no URL can carry; pass it exactly as Graph lists it.";
        return Err(Error::invalid(argument, &[argument, problem]));
    }
    Ok(text)
}
