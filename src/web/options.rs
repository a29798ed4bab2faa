//! The fifth argument: a flat list of own names and values, as `npm/src/own.js` copied them at call time, into typed options.
use alloc::boxed::Box;

use js_sys::{Array, Function};
use wasm_bindgen::prelude::*;

use super::arguments;
use super::host::{self, Call};
use crate::graph::cloud::{BaseUrl, Cloud};
use crate::graph::error::Error;
use crate::graph::request::ClientRequestId;
use crate::graph::retry::Policy;

/// The options of `buildPatchRequest`.
#[cfg(feature = "full")]
pub(super) const REQUEST_OPTIONS: &[&str] = PATCH_OPTIONS.split_at(4).0;
/// The options of `patchKeyStatus`.
pub(super) const PATCH_OPTIONS: &[&str] = &[
    "cloud",
    "baseUrl",
    "clientRequestId",
    "signal",
    "timeoutMs",
    "attemptTimeoutMs",
    "tokenTimeoutMs",
    "retry",
    "fetch",
    "onAttempt",
    "guard",
    "verify",
];
/// The options of what reads.
#[cfg(feature = "full")]
pub(super) const CALL_OPTIONS: &[&str] = PATCH_OPTIONS.split_at(10).0;
const RETRY_OPTIONS: &[&str] = &["maxAttempts", "maxDelayMs"];

/// What the options settle.
pub(super) struct Options {
    pub(super) cloud: Cloud,
    pub(super) base: BaseUrl,
    pub(super) client_request_id: Option<ClientRequestId>,
    /// Attempts, waits and bodies together, in milliseconds.
    pub(super) timeout_ms: f64,
    pub(super) attempt_timeout_ms: f64,
    /// One ask of the token source, outside `timeout_ms`.
    pub(super) token_timeout_ms: f64,
    pub(super) retry: Policy,
    /// `None` where the caller passed none.
    pub(super) fetch: Option<Function>,
    pub(super) on_attempt: Option<Function>,
    /// Refuse to disable the last usable key.
    #[cfg(feature = "full")]
    pub(super) guard: bool,
    /// Read the key back.
    #[cfg(feature = "full")]
    pub(super) verify: bool,
}

impl Options {
    /// Takes the list; `undefined` is absent, for the whole as for each member. A name that is not among `known` is refused.
    pub(super) fn read(list: &JsValue, known: &[&'static str], call: &Call) -> Result<Options, Box<Error>> {
        let mut options = Options {
            cloud: Cloud::default(),
            base: Cloud::default().base_url(),
            client_request_id: None,
            timeout_ms: 60_000.0,
            attempt_timeout_ms: 10_000.0,
            token_timeout_ms: 300_000.0,
            retry: Policy::default(),
            fetch: None,
            on_attempt: None,
            #[cfg(feature = "full")]
            guard: false,
            #[cfg(feature = "full")]
            verify: false,
        };
        let (mut base, mut fresh_id) = (None, true);
        if !list.is_undefined() {
            for_each("options", list, known, &mut |name, value| {
                match name {
                    "cloud" => options.cloud = Cloud::parse(&arguments::short(&value).unwrap_or_default())?,
                    "baseUrl" => base = Some(base_url(&value, call)?),
                    "clientRequestId" => {
                        fresh_id = false;
                        if value != JsValue::FALSE {
                            options.client_request_id = Some(ClientRequestId::parse(arguments::short(&value).unwrap_or_default())?);
                        }
                    }
                    "timeoutMs" => options.timeout_ms = milliseconds(name, name, &value)?,
                    "attemptTimeoutMs" => options.attempt_timeout_ms = milliseconds(name, name, &value)?,
                    "tokenTimeoutMs" => options.token_timeout_ms = milliseconds(name, name, &value)?,
                    "retry" => options.retry = retry(&value)?,
                    "fetch" => options.fetch = Some(function(name, value)?),
                    "onAttempt" => options.on_attempt = Some(function(name, value)?),
                    #[cfg(not(feature = "full"))]
                    "guard" | "verify" => return Err(only_in_root(name)),
                    #[cfg(feature = "full")]
                    "guard" => options.guard = flag(name, &value)?,
                    #[cfg(feature = "full")]
                    "verify" => options.verify = flag(name, &value)?,
                    // The call listens to the signal, and knows what is wrong with it.
                    _ => {}
                }
                Ok(())
            })?;
        }
        options.base = base.unwrap_or_else(|| options.cloud.base_url());
        if fresh_id {
            options.client_request_id = Some(ClientRequestId::from_random(host::random_bits()));
        }
        Ok(options)
    }
}

fn for_each(
    argument: &'static str,
    list: &JsValue,
    known: &[&'static str],
    take: &mut dyn FnMut(&'static str, JsValue) -> Result<(), Box<Error>>,
) -> Result<(), Box<Error>> {
    let list: &Array = list.dyn_ref().ok_or_else(|| {
        Error::invalid(argument, &[argument, " must be a plain object whose members can be read; leave it out for the defaults."])
    })?;
    for at in (0..list.length()).step_by(2) {
        let (key, value) = (list.get(at), list.get(at.saturating_add(1)));
        let key = arguments::short(&key).unwrap_or_default();
        let Some(name) = known.iter().find(|name| **name == key) else { return Err(unknown(argument, &key, known)) };
        if !value.is_undefined() {
            take(name, value)?;
        }
    }
    Ok(())
}

fn base_url(value: &JsValue, call: &Call) -> Result<BaseUrl, Box<Error>> {
    let base = BaseUrl::parse(arguments::text("baseUrl", value)?)?;
    if call.is_url(base.as_str()) { Ok(base) } else { Err(Error::invalid("baseUrl", &["baseUrl is no URL that this host can parse."])) }
}

fn retry(value: &JsValue) -> Result<Policy, Box<Error>> {
    if *value == JsValue::FALSE {
        return Ok(Policy::NEVER);
    }
    if !value.is_object() {
        return Err(Error::invalid("retry", &["retry must be false, or an object of maxAttempts and maxDelayMs."]));
    }
    let mut policy = Policy::default();
    for_each("retry", value, RETRY_OPTIONS, &mut |name, value| {
        if name == "maxAttempts" {
            let whole = value.as_f64().filter(|number| *number >= 1.0 && is_whole(*number));
            policy.max_attempts = whole
                .ok_or_else(|| Error::invalid("retry", &["retry.maxAttempts must be a whole number from 1; retry: false tries once."]))?;
        } else {
            policy.max_delay_ms = milliseconds("retry", "retry.maxDelayMs", &value)?;
        }
        Ok(())
    })?;
    Ok(policy)
}

/// `f64::trunc` needs std. Beyond 2^53 there are no fractions.
fn is_whole(number: f64) -> bool {
    number >= 9_007_199_254_740_992.0 || number as u64 as f64 == number
}

/// What `trustframework-keys/lite` does not have.
#[cfg(not(feature = "full"))]
fn only_in_root(name: &'static str) -> Box<Error> {
    Error::invalid(name, &[name, " is not in trustframework-keys/lite; import patchKeyStatus from \"trustframework-keys\" to have it."])
}

fn milliseconds(argument: &'static str, name: &str, value: &JsValue) -> Result<f64, Box<Error>> {
    let number = value.as_f64().filter(|number| *number >= 0.0);
    number.ok_or_else(|| Error::invalid(argument, &[name, " must be a number of milliseconds from 0; Infinity is no limit."]))
}

#[cfg(feature = "full")]
fn flag(argument: &'static str, value: &JsValue) -> Result<bool, Box<Error>> {
    value.as_bool().ok_or_else(|| Error::invalid(argument, &[argument, " must be true or false."]))
}

fn function(argument: &'static str, value: JsValue) -> Result<Function, Box<Error>> {
    value.dyn_into().map_err(|_| Error::invalid(argument, &[argument, " must be a function."]))
}

fn unknown(argument: &'static str, name: &str, known: &[&'static str]) -> Box<Error> {
    if argument != "retry" && RETRY_OPTIONS.contains(&name) {
        return Error::invalid(argument, &[argument, " has no member ", name, "; it belongs in retry."]);
    }
    let near = known.iter().copied().min_by_key(|known| distance(name.as_bytes(), known.as_bytes())).unwrap_or_default();
    // Longer or stranger names are not repeated: a swapped argument could be the token.
    let plain = (1..=32).contains(&name.len()) && name.bytes().all(|byte| byte.is_ascii_alphanumeric());
    let name = if plain { name } else { "of that name" };
    Error::invalid(argument, &[argument, " has no member ", name, "; the nearest is ", near, "."])
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
