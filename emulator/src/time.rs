//! Moments as the wire writes them. Reads no clock.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use httpdate::HttpDate;

/// Milliseconds since 1970 up to the end of the year 9999.
const LAST_MS: i64 = 253_402_300_799_999;

/// The one moment at which a request is answered.
#[derive(Clone, Copy)]
pub(crate) struct Moment(i64);

impl Moment {
    /// A clock that leaves the years 1970 to 9999 is taken to stand at the epoch.
    pub(crate) fn from_unix_ms(ms: i64) -> Self {
        Self(if (0..=LAST_MS).contains(&ms) { ms } else { 0 })
    }

    pub(crate) fn unix_ms(self) -> i64 {
        self.0
    }

    pub(crate) fn unix_seconds(self) -> i64 {
        self.0 / 1000
    }

    /// For `Date`: the IMF-fixdate of RFC 9110, section 5.6.7.
    pub(crate) fn http_date(self) -> String {
        HttpDate::from(self.system_time()).to_string()
    }

    /// For `innerError.date`: UTC, though it does not say so.
    pub(crate) fn without_zone(self) -> String {
        humantime::format_rfc3339_seconds(self.system_time()).to_string().trim_end_matches('Z').to_owned()
    }

    /// For the journal: ISO 8601 with milliseconds.
    pub(crate) fn iso_ms(self) -> String {
        humantime::format_rfc3339_millis(self.system_time()).to_string()
    }

    fn system_time(self) -> SystemTime {
        UNIX_EPOCH + Duration::from_millis(self.0.unsigned_abs())
    }
}
