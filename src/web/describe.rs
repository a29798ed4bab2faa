//! The exports that describe the options of a call before it begins, each by a function of that name.
//!
//! `npm/src/describe.ts` calls them, each by the name of the option, right before the export that begins the call. All of this is synchronous,
//! so one static description is enough. wasm-bindgen writes the TypeScript types of these exports, which `npm/src` is checked against.

use alloc::{boxed::Box, string::String};
use core::cell::Cell;

use wasm_bindgen::prelude::*;

use super::failures;
use super::one_thread::OneThread;
use super::words::{self, Cloud};
use crate::graph::error::Error;
use crate::graph::time::Milliseconds;
use crate::machine::settings::Settings;

/// The options of a call that has not begun.
struct Description {
    settings: Box<Settings>,
    /// The first that is wrong.
    wrong: Option<Box<Error>>,
}

static DESCRIPTION: OneThread<Cell<Option<Description>>> = OneThread(Cell::new(None));

/// Changes the settings.
pub(super) fn describe(change: impl FnOnce(&mut Settings)) {
    if let Some(mut description) = DESCRIPTION.0.take() {
        change(&mut description.settings);
        DESCRIPTION.0.set(Some(description));
    }
}

/// Takes the settings that were described, and what the call is for. Reports the first that is wrong by `host.failed`: an argument before an
/// option.
pub(super) fn described<Wanted>(wanted: Result<Wanted, Box<Error>>) -> Option<(Box<Settings>, Wanted)> {
    match wanted {
        Ok(wanted) => settings(None).map(|settings| (settings, wanted)),
        Err(error) => {
            settings(Some(error));
            None
        }
    }
}

fn settings(wrong_argument: Option<Box<Error>>) -> Option<Box<Settings>> {
    let Description { settings, wrong } = DESCRIPTION.0.take()?;
    match wrong_argument.or(wrong) {
        None => Some(settings),
        Some(error) => {
            failures::say(&error, None);
            None
        }
    }
}

/// Begins to describe a call. `has_source`: there is a token source that can be asked, rather than one token.
#[wasm_bindgen]
pub fn open(has_source: bool) {
    let settings = Box::new(Settings { has_source, ..Settings::default() });
    DESCRIPTION.0.set(Some(Description { settings, wrong: None }));
}

/// The option `cloud`.
#[wasm_bindgen(js_name = setCloud)]
pub fn set_cloud(cloud: Cloud) {
    if let Some(mut description) = DESCRIPTION.0.take() {
        match words::cloud(cloud) {
            Ok(cloud) => description.settings.cloud = cloud,
            Err(error) => description.wrong = Some(error),
        }
        DESCRIPTION.0.set(Some(description));
    }
}

/// The option `baseUrl`, which the host has found to be a URL that a token may go to.
#[wasm_bindgen(js_name = setBaseUrl)]
pub fn set_base_url(url: String) {
    describe(|it| it.base = Some(url));
}

/// The option `timeoutMs`.
#[wasm_bindgen(js_name = setTimeoutMs)]
pub fn set_timeout_ms(ms: f64) {
    describe(|it| it.timeout = Milliseconds(ms));
}

/// The option `attemptTimeoutMs`.
#[wasm_bindgen(js_name = setAttemptTimeoutMs)]
pub fn set_attempt_timeout_ms(ms: f64) {
    describe(|it| it.attempt_timeout = Milliseconds(ms));
}

/// The option `tokenTimeoutMs`.
#[wasm_bindgen(js_name = setTokenTimeoutMs)]
pub fn set_token_timeout_ms(ms: f64) {
    describe(|it| it.token_timeout = Milliseconds(ms));
}

/// The option `retry.maxAttempts`. Infinity becomes the largest number that there is.
#[wasm_bindgen(js_name = setMaxAttempts)]
pub fn set_max_attempts(attempts: f64) {
    describe(|it| it.retry.max_attempts = attempts as u32);
}

/// The option `retry.maxDelayMs`.
#[wasm_bindgen(js_name = setMaxDelayMs)]
pub fn set_max_delay_ms(ms: f64) {
    describe(|it| it.retry.max_delay = Milliseconds(ms));
}
