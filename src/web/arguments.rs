//! JavaScript values into typed arguments. Every refusal names the argument and nothing was sent.
//!
//! Reads no property of a caller's object: `npm/src/own.js` copied the own ones at call time, before the module was awaited.

use alloc::string::String;

use js_sys::{Array, Function, JsString, RegExp};
use wasm_bindgen::prelude::*;

use super::host;
use crate::graph::cloud::{BaseUrl, Cloud};
use crate::graph::error::Error;
use crate::graph::request::ClientRequestId;

/// The longest token that is taken, in bytes.
const MAX_TOKEN: u32 = 64 * 1024;
/// The longest other text that is copied into the module, in UTF-16 units; servers take no longer URL.
const MAX_TEXT: u32 = 8 * 1024;
/// The options of `buildPatchRequest`.
pub(super) const REQUEST_OPTIONS: &[&str] = &["cloud", "baseUrl", "clientRequestId"];
/// The options of `patchKeyStatus`.
pub(super) const PATCH_OPTIONS: &[&str] = &["cloud", "baseUrl", "clientRequestId", "fetch"];

/// What the fifth argument settles.
pub(super) struct Options {
    pub(super) base: BaseUrl,
    pub(super) client_request_id: Option<ClientRequestId>,
    /// `None` where the caller passed none.
    pub(super) fetch: Option<Function>,
}

impl Options {
    /// Takes the flat list of own keys and values; `undefined` is absent, for the whole as for each member. A name that is not
    /// among `known` is refused.
    pub(super) fn read(list: &JsValue, known: &[&'static str]) -> Result<Options, Error> {
        let (mut cloud, mut base, mut id, mut fetch) = (Cloud::default(), None, IdChoice::Fresh, None);
        if !list.is_undefined() {
            let list: &Array = list.dyn_ref().ok_or_else(|| {
                Error::invalid("options", "options must be an object whose members can be read; leave it out for the defaults.".into())
            })?;
            for at in (0..list.length()).step_by(2) {
                let (key, value) = (list.get(at), list.get(at.saturating_add(1)));
                let name = key.as_string().unwrap_or_default();
                if !known.contains(&&*name) {
                    return Err(unknown(&name, known));
                }
                if value.is_undefined() {
                    continue;
                }
                match &*name {
                    "cloud" => cloud = Cloud::parse(&value.as_string().unwrap_or_default())?,
                    "baseUrl" => base = Some(base_url(&value)?),
                    "clientRequestId" if value == JsValue::FALSE => id = IdChoice::None,
                    "clientRequestId" => id = IdChoice::Given(ClientRequestId::parse(value.as_string().unwrap_or_default())?),
                    _ if value.is_function() => fetch = Some(value.unchecked_into()),
                    _ => return Err(Error::invalid("fetch", "fetch must be a function.".into())),
                }
            }
        }
        Ok(Options {
            base: base.unwrap_or_else(|| cloud.base_url()),
            client_request_id: match id {
                IdChoice::Fresh => Some(ClientRequestId::from_random(host::random_bits())),
                IdChoice::Given(id) => Some(id),
                IdChoice::None => None,
            },
            fetch,
        })
    }
}

enum IdChoice {
    Fresh,
    Given(ClientRequestId),
    None,
}

/// A string that is well-formed UTF-16.
pub(super) fn text(argument: &'static str, value: &JsValue) -> Result<String, Error> {
    if value.is_string() && value.unchecked_ref::<JsString>().length() > MAX_TEXT {
        return Err(Error::invalid(argument, [argument, " must not be longer than 8,192 characters."].concat()));
    }
    let text = value.as_string().ok_or_else(|| Error::invalid(argument, [argument, " must be a string."].concat()))?;
    // Half of a surrogate pair arrives as U+FFFD; only then is the slow look at each unit worth it.
    let replaced = text.as_bytes().windows(3).any(|bytes| bytes == b"\xEF\xBF\xBD");
    if replaced && !value.unchecked_ref::<JsString>().is_valid_utf16() {
        let problem = " holds half of a surrogate pair, which no URL can carry; pass it exactly as Graph lists it.";
        return Err(Error::invalid(argument, [argument, problem].concat()));
    }
    Ok(text)
}

fn base_url(value: &JsValue) -> Result<BaseUrl, Error> {
    let base = BaseUrl::parse(text("baseUrl", value)?)?;
    if host::is_url(base.as_str()) {
        Ok(base)
    } else {
        Err(Error::invalid("baseUrl", "baseUrl is no URL that this host can parse.".into()))
    }
}

/// A token: 1 byte to 64 KiB of visible ASCII. It stays in JavaScript; no message repeats any of it.
pub(super) fn token(value: JsValue) -> Result<JsString, Error> {
    let token: JsString = value.dyn_into().map_err(|_| Error::invalid("token", "token must be a string.".into()))?;
    let has = |pattern: &str, flags: &str| token.search(&RegExp::new(pattern, flags)) >= 0;
    let problem = if token.length() == 0 {
        "token must not be empty."
    } else if token.length() > MAX_TOKEN {
        "token must not be longer than 64 KiB; an access token is far shorter."
    } else if !has("[^!-~]", "") {
        return Ok(token);
    } else if has("^Bearer\\s", "i") {
        "token must come without \"Bearer \" in front; the package adds it."
    } else if has("^[!-~]+\\s+$", "") {
        "token must not end in white space or a line break, as one read from a file does; trim it."
    } else if has("\\s", "") {
        "token must not contain white space or a line break."
    } else {
        "token must be visible ASCII characters only, as access tokens are."
    };
    Err(Error::invalid("token", problem.into()))
}

fn unknown(name: &str, known: &[&'static str]) -> Error {
    let near = known.iter().copied().min_by_key(|known| distance(name.as_bytes(), known.as_bytes())).unwrap_or_default();
    // Longer or stranger names are not repeated: a swapped argument could be the token.
    let plain = (1..=32).contains(&name.len()) && name.bytes().all(|byte| byte.is_ascii_alphanumeric());
    let name = if plain { name } else { "of that name" };
    Error::invalid("options", ["options has no member ", name, "; the nearest is ", near, "."].concat())
}

/// How many letters must be changed, added or taken out to make one name of the other (Levenshtein), case aside.
fn distance(left: &[u8], right: &[u8]) -> usize {
    let mut row: [usize; 33] = core::array::from_fn(|column| column);
    for (line, a) in left.iter().take(32).enumerate() {
        let (mut diagonal, mut before) = (line, line.saturating_add(1));
        for (b, cell) in right.iter().zip(row.iter_mut().skip(1)) {
            let change = diagonal.saturating_add(usize::from(!a.eq_ignore_ascii_case(b)));
            diagonal = *cell;
            before = change.min(diagonal.saturating_add(1)).min(before.saturating_add(1));
            *cell = before;
        }
    }
    row.get(right.len()).copied().unwrap_or(usize::MAX)
}
