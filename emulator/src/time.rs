//! Moments as the wire writes them. Reads no clock.

use jiff::Timestamp;

/// The one moment at which a request is answered.
#[derive(Clone, Copy)]
pub(crate) struct Moment(Timestamp);

impl Moment {
    /// A clock that leaves the years -9999 to 9999 is taken to stand at the epoch.
    pub(crate) fn from_unix_ms(ms: i64) -> Self {
        Self(Timestamp::from_millisecond(ms).unwrap_or(Timestamp::UNIX_EPOCH))
    }

    pub(crate) fn unix_ms(self) -> i64 {
        self.0.as_millisecond()
    }

    pub(crate) fn unix_seconds(self) -> i64 {
        self.0.as_second()
    }

    /// For `Date`: the IMF-fixdate of RFC 9110, section 5.6.7.
    pub(crate) fn http_date(self) -> String {
        self.0.strftime("%a, %d %b %Y %H:%M:%S GMT").to_string()
    }

    /// For `innerError.date`: UTC, though it does not say so.
    pub(crate) fn without_zone(self) -> String {
        self.0.strftime("%Y-%m-%dT%H:%M:%S").to_string()
    }

    /// For the journal: ISO 8601 with milliseconds.
    pub(crate) fn iso_ms(self) -> String {
        format!("{:.3}", self.0)
    }
}
