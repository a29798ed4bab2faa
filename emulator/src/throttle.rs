//! How many writes Graph takes within a second and within a minute (assumption A22). Reads no clock.

use std::num::NonZeroU32;

use crate::settings::Settings;
use crate::time::Moment;

/// The writes that were let through lately.
#[derive(Clone, Default)]
pub(crate) struct Throttle {
    second: Window,
    minute: Window,
}

/// A time that began with a write, and the writes that were let through since.
#[derive(Clone, Copy, Default)]
struct Window {
    ends_ms: i64,
    writes: u32,
}

impl Throttle {
    /// Counts a write, or tells for how many seconds none is taken.
    pub(crate) fn write(&mut self, settings: &Settings, now: Moment) -> Result<(), i64> {
        let now = now.unix_ms();
        let second = self.second.with_one_more(settings.writes_per_second, 1_000, now);
        let minute = self.minute.with_one_more(settings.writes_per_minute, 60_000, now);
        match (second, minute) {
            (Ok(second), Ok(minute)) => {
                *self = Self { second, minute };
                Ok(())
            }
            (second, minute) => Err(second.err().max(minute.err()).map_or(0, |ms| (ms + 999) / 1_000)),
        }
    }
}

impl Window {
    /// The window after another write, or the milliseconds until there is room for one.
    fn with_one_more(self, most: Option<NonZeroU32>, length_ms: i64, now: i64) -> Result<Self, i64> {
        let Some(most) = most else { return Ok(self) };
        let open = if now >= self.ends_ms { Self { ends_ms: now + length_ms, writes: 0 } } else { self };
        if open.writes >= most.get() {
            return Err(open.ends_ms - now);
        }
        Ok(Self { writes: open.writes + 1, ..open })
    }
}
