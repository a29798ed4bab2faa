//! How the emulated Graph behaves as long as nobody says otherwise: the size of its pages, and how many writes it takes in a minute.
//! Reads no clock.

use std::num::{NonZeroU32, NonZeroUsize};

use serde::Deserialize;

use crate::time::Moment;

const MINUTE_MS: i64 = 60_000;

/// What `POST /_emulator/settings` takes.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub(crate) struct Settings {
    /// The most entries of a list in one answer; all of them by default.
    pub(crate) page_size: Option<NonZeroUsize>,
    writes_per_minute: Option<NonZeroU32>,
    #[serde(skip)]
    window: Window,
}

/// A minute that began with a write, and the writes that were let through since.
#[derive(Default)]
struct Window {
    ends_ms: i64,
    writes: u32,
}

impl Settings {
    pub(crate) fn read(body: &[u8]) -> Result<Self, String> {
        serde_json::from_slice(body).map_err(|error| format!("The settings cannot be read: {error}."))
    }

    /// Counts a write, or tells for how many seconds none is taken (assumption A22).
    pub(crate) fn write(&mut self, now: Moment) -> Result<(), i64> {
        let Some(most) = self.writes_per_minute else { return Ok(()) };
        let now = now.unix_ms();
        if now >= self.window.ends_ms {
            self.window = Window { ends_ms: now + MINUTE_MS, writes: 0 };
        }
        if self.window.writes == most.get() {
            return Err((self.window.ends_ms - now + 999) / 1000);
        }
        self.window.writes += 1;
        Ok(())
    }
}
