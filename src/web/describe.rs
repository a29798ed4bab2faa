//! The exports that describe a call before it begins: its arguments and its options, each by a function of that name.
//!
//! JavaScript describes a call and begins it without a pause, so there is one description at a time. wasm-bindgen writes the TypeScript
//! types of these exports, which `npm/src` is checked against.

use alloc::{boxed::Box, string::String};
use core::cell::RefCell;

use wasm_bindgen::prelude::*;

use super::failures;
use super::one_thread::OneThread;
use crate::graph::cloud::{BaseUrl, Cloud};
use crate::graph::error::Error;
use crate::graph::request::{KeyId, KeyStatus, KeysetId};
use crate::graph::time::Milliseconds;
use crate::machine::change::Change;
use crate::machine::settings::Settings;

/// A call that has not begun.
#[derive(Default)]
pub(super) struct Description {
    pub(super) settings: Box<Settings>,
    pub(super) keyset: Option<KeysetId>,
    pub(super) key: Option<KeyId>,
    status: Option<KeyStatus>,
    /// The first thing that is wrong.
    wrong: Option<Box<Error>>,
}

static DESCRIPTION: OneThread<RefCell<Option<Description>>> = OneThread(RefCell::new(None));

/// Changes the description.
pub(super) fn describe(change: impl FnOnce(&mut Description)) {
    if let Some(description) = &mut *DESCRIPTION.0.borrow_mut() {
        change(description);
    }
}

/// Takes the description, unless something in it is wrong: that is said then.
pub(super) fn described() -> Option<Description> {
    let mut description = DESCRIPTION.0.take()?;
    match description.wrong.take() {
        Some(error) => {
            failures::say(&error, None);
            None
        }
        None => Some(description),
    }
}

impl Description {
    /// Takes an argument or an option that was parsed. The first that is wrong is remembered.
    pub(super) fn take<Value>(&mut self, parsed: Result<Value, Box<Error>>) -> Option<Value> {
        parsed.map_err(|error| _ = self.wrong.get_or_insert(error)).ok()
    }

    /// What is to be changed, once all of it was given.
    pub(super) fn change(&mut self) -> Option<Change> {
        Some(Change { keyset: self.keyset.take()?, key: self.key.take()?, status: self.status? })
    }
}

/// Begins to describe a call. `has_source`: there is a token source that can be asked, rather than one token.
#[wasm_bindgen]
pub fn open(has_source: bool) {
    let mut description = Description::default();
    description.settings.has_source = has_source;
    DESCRIPTION.0.replace(Some(description));
}

/// The id of the key set.
#[wasm_bindgen(js_name = setKeyset)]
pub fn set_keyset(id: String) {
    describe(|it| it.keyset = it.take(KeysetId::parse(id)));
}

/// The `kid` of the key.
#[wasm_bindgen(js_name = setKey)]
pub fn set_key(id: String) {
    describe(|it| it.key = it.take(KeyId::parse(id)));
}

/// The status to set.
#[wasm_bindgen(js_name = setStatus)]
pub fn set_status(status: String) {
    describe(|it| it.status = it.take(KeyStatus::parse(&status)));
}

/// The option `cloud`.
#[wasm_bindgen(js_name = setCloud)]
pub fn set_cloud(name: String) {
    describe(|it| it.settings.cloud = it.take(Cloud::parse(&name)).unwrap_or_default());
}

/// The option `baseUrl`, which the host has found to be a URL that a token may go to.
#[wasm_bindgen(js_name = setBaseUrl)]
pub fn set_base_url(url: String) {
    describe(|it| it.settings.base = Some(BaseUrl::from(url)));
}

/// The option `timeoutMs`.
#[wasm_bindgen(js_name = setTimeoutMs)]
pub fn set_timeout_ms(ms: f64) {
    describe(|it| it.settings.timeout = Milliseconds(ms));
}

/// The option `attemptTimeoutMs`.
#[wasm_bindgen(js_name = setAttemptTimeoutMs)]
pub fn set_attempt_timeout_ms(ms: f64) {
    describe(|it| it.settings.attempt_timeout = Milliseconds(ms));
}

/// The option `tokenTimeoutMs`.
#[wasm_bindgen(js_name = setTokenTimeoutMs)]
pub fn set_token_timeout_ms(ms: f64) {
    describe(|it| it.settings.token_timeout = Milliseconds(ms));
}

/// The option `retry.maxAttempts`. Infinity becomes the largest number that there is.
#[wasm_bindgen(js_name = setMaxAttempts)]
pub fn set_max_attempts(attempts: f64) {
    describe(|it| it.settings.retry.max_attempts = attempts as u32);
}

/// The option `retry.maxDelayMs`.
#[wasm_bindgen(js_name = setMaxDelayMs)]
pub fn set_max_delay_ms(ms: f64) {
    describe(|it| it.settings.retry.max_delay = Milliseconds(ms));
}

/// Says what is wrong with the description, if anything is.
#[wasm_bindgen]
pub fn check() {
    drop(described());
}
